package org.hadirector.director.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.hadirector.director.drill.Drill;
import org.hadirector.director.drill.Drills;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Exit codes of lab and drill where no lab is needed to know them. */
class LabAndDrillWordsTest {
    @TempDir
    Path dir;

    @Test
    void shouldCallWrongWordsWrongUsage() {
        assertEquals(2, director("lab"));
        assertEquals(2, director("lab", "up", "--name", "No Name", "--dir", dir.toString()));
        assertEquals(2, director("lab", "up", "--profile", "slow", "--dir", dir.toString()));
        assertEquals(2, director("lab", "up", "--deadtime", "soon", "--dir", dir.toString()));
        assertEquals(2, director("lab", "exec", "ha1"));
        assertEquals(2, director("drill"));
        assertEquals(2, director("drill", "nothing"));
        assertEquals(2, director("drill", "kill", "--probe-interval", "often"));
        assertFalse(Files.exists(dir.resolve("lab.json")), "nothing was made");
    }

    @Test
    void shouldSayThatNoLabStands() {
        String missing = dir.resolve("none").toString();
        assertEquals(0, director("lab", "down", "--dir", missing));
        assertEquals(1, director("lab", "status", "--dir", missing));
        assertEquals(1, director("lab", "start", "--dir", missing));
        assertEquals(1, director("lab", "exec", "--dir", missing, "ha1", "true"));
        assertEquals(1, director("drill", "kill", "--dir", missing));
    }

    /** Every drill in a line of its own, by the word that starts it; so is what only watches. */
    @Test
    void shouldListEveryDrill() {
        PrintStream real = System.out;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        try {
            assertEquals(0, director("drill", "list"));
        } finally {
            System.setOut(real);
        }
        List<String> listed = out.toString(StandardCharsets.UTF_8)
                .lines()
                .map(line -> line.split(" +", 2)[0])
                .toList();
        List<String> expected =
                new ArrayList<>(Drills.all().stream().map(Drill::name).toList());
        assertTrue(expected.containsAll(List.of("kill", "standby", "node-off", "half-signs", "reload")));
        expected.add("watch");
        assertEquals(expected, listed);
        assertTrue(out.toString(StandardCharsets.UTF_8).lines().allMatch(line -> line.matches("\\S+ +\\S.{20,}")));
    }

    private static int director(String... words) {
        return Main.run("director", words);
    }
}
