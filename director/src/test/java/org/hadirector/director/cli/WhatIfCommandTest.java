package org.hadirector.director.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.hadirector.heartbeat.sim.whatif.Mishap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code director simulate --config DIR --fault FAULT} on a user's own files. */
class WhatIfCommandTest {
    @TempDir
    Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void writeFiles() throws IOException {
        Files.writeString(
                directory.resolve("ha.cf"),
                """
                keepalive 100ms
                warntime 250ms
                deadtime 500ms
                initdead 1
                bcast eth1
                serial /dev/ttyS0
                baud 115200
                ping 10.0.0.254
                node alpha
                node beta
                """);
        Files.writeString(directory.resolve("haresources"), "alpha 10.0.0.100/24/eth0\n");
        Files.writeString(directory.resolve("authkeys"), "auth 1\n1 sha1 secret\n");
        Files.setPosixFilePermissions(directory.resolve("authkeys"), PosixFilePermissions.fromString("rw-------"));
    }

    private int ask(String fault, String... more) {
        String[] words = new String[5 + more.length];
        System.arraycopy(new String[] {"simulate", "--config", directory.toString(), "--fault", fault}, 0, words, 0, 5);
        System.arraycopy(more, 0, words, 5, more.length);
        CommandLine line = Main.commandLine(words);
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(err, true));
        return line.execute(words);
    }

    /** Nothing can keep a divided pair from serving both halves; the answer says so, and who stays when they meet. */
    @Test
    void shouldTellThatBothServeADividedLanUntilItIsWhole() {
        assertEquals(1, ask("all-heartbeat-cut:20s,lan-split:10s"), () -> out + "\n" + err);
        String text = out.toString();
        assertTrue(text.contains("beta gives 10.0.0.100/24/eth0 up: no link works, but alpha at"), text);
        assertTrue(text.contains("10.0.0.100/24/eth0 is served by alpha at the end"), text);
        assertTrue(text.contains("BOTH NODES SERVED IT for"), text);
    }

    @Test
    void shouldTellWhatAKilledOwnerMeans() {
        assertEquals(0, ask("owner-killed"), () -> out + "\n" + err);
        String text = out.toString();
        assertTrue(text.startsWith("before: alpha serves 10.0.0.100/24/eth0"), text);
        assertTrue(text.contains("+0.000 s  the daemon of alpha is killed"), text);
        assertTrue(text.contains("beta serves 10.0.0.100/24/eth0"), text);
        assertTrue(text.contains("longest outage "), text);
    }

    @Test
    void shouldKnowWhatCostsNothingAndWhatNobodyCanHelp() {
        assertEquals(0, ask("all-heartbeat-cut"));
        assertTrue(out.toString().contains("clients noticed nothing"), out::toString);
        out.getBuffer().setLength(0);
        assertEquals(1, ask("both-boot:3s"), out::toString);
        assertTrue(out.toString().contains(", bound 7"), out::toString);
    }

    @Test
    void shouldPlaySeveralFaultsAtAMoment() {
        assertEquals(0, ask("owner-hung 200ms,one-link-cut:1s", "--at", "250"), out::toString);
        assertTrue(out.toString().contains("the daemon of alpha hangs"), out::toString);
        assertTrue(out.toString().contains("heartbeat link eth1 is cut"), out::toString);
    }

    @Test
    void shouldPlayEveryListedFaultAlwaysAlike() {
        assertEquals(0, ask("list"));
        assertEquals(Mishap.all().size(), out.toString().lines().count());
        for (Mishap mishap : Mishap.all()) {
            out.getBuffer().setLength(0);
            int code = ask(mishap.name());
            String once = out.toString();
            assertTrue(code == 0 || code == 1, mishap.name() + ": " + err);
            assertTrue(once.contains("outcome: "), once);
            assertTrue(!once.contains("BOTH NODES SERVE"), once);
            out.getBuffer().setLength(0);
            assertEquals(code, ask(mishap.name()));
            assertEquals(once, out.toString());
        }
    }

    @Test
    void shouldSayWhatIsWrongWithTheQuestionOrTheFiles() throws IOException {
        assertEquals(2, ask("earthquake"));
        assertTrue(err.toString().contains("no fault earthquake; there are owner-killed, "), err::toString);
        assertEquals(2, ask("owner-hung:soon"));
        assertEquals(2, ask("owner-killed", "--at", "-1"));
        Files.writeString(directory.resolve("haresources"), "gamma 10.0.0.100\n");
        err.getBuffer().setLength(0);
        assertEquals(2, ask("owner-killed"));
        assertTrue(err.toString().contains("haresources:1"), err::toString);
    }
}
