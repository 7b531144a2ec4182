package org.hadirector.director.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** {@code director simulate} as typed. */
class SimulateCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... words) {
        CommandLine line = Main.commandLine(words);
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(err, true));
        return line.execute(words);
    }

    @Test
    void shouldPlaySeedsAndSumUp() {
        assertEquals(0, run("simulate", "0", "8", "--threads", "2"), err::toString);
        assertTrue(out.toString().startsWith("8 seeds from 0, no violation ("), out::toString);
    }

    @Test
    void shouldTellASeedInPlainWordsAlwaysAlike() {
        assertEquals(0, run("simulate", "5", "--story"), err::toString);
        String once = out.toString();
        assertTrue(once.contains("keepalive ") && once.contains(" serves vip"), once);
        assertTrue(once.stripTrailing().endsWith("no violation"), once);
        run("simulate", "5", "--story");
        assertEquals(once + once, out.toString());
    }

    @Test
    void shouldExploreToADepth() {
        assertEquals(0, run("simulate", "--explore", "3", "--faults", "1"), err::toString);
        assertTrue(out.toString().endsWith(" 3 keepalives from boot and 1 faults, no violation\n"), out::toString);
        assertEquals(2, run("simulate", "--explore", "0"));
    }

    @Test
    void shouldRefuseNonsense() {
        assertEquals(2, run("simulate", "0", "0"));
        assertTrue(err.toString().contains("COUNT must be at least 1"), err::toString);
        assertEquals(2, run("simulate", "0", "1", "--threads", "0"));
        assertTrue(err.toString().contains("--threads must be 1 to 256"), err::toString);
        assertEquals(2, run("simulate", "first"));
    }
}
