package org.hadirector.director.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.file.Files;
import java.nio.file.Path;
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
        assertEquals(0, director("drill", "list"));
    }

    private static int director(String... words) {
        return Main.run("director", words);
    }
}
