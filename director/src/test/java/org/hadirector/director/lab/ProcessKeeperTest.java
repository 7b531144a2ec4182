package org.hadirector.director.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessKeeperTest {
    private final ProcessKeeper keeper = new ProcessKeeper();
    private LabProcess sleeper;

    @TempDir
    Path dir;

    @BeforeEach
    void start() throws IOException {
        sleeper = keeper.start("sleeper", "", List.of("sleep", "600"), dir.resolve("out"));
    }

    @AfterEach
    void end() {
        keeper.end(List.of(sleeper));
    }

    @Test
    void shouldEndWhatItStarted() {
        assertTrue(keeper.alive(sleeper));
        assertEquals(List.of(), keeper.end(List.of(sleeper)));
        assertFalse(keeper.alive(sleeper));
    }

    @Test
    void shouldLeaveAloneAProcessThatOnlyHasTheSamePid() {
        LabProcess other = new LabProcess("sleeper", "", sleeper.pid(), sleeper.startTicks() - 1);
        assertFalse(keeper.alive(other));
        keeper.kill(other);
        assertEquals(List.of(), keeper.end(List.of(other)));
        assertTrue(keeper.alive(sleeper));
    }

    @Test
    void shouldEndDeadProcessesWithoutComplaint() {
        keeper.end(List.of(sleeper));
        assertEquals(List.of(), keeper.end(List.of(sleeper)));
    }

    @Test
    void shouldCountFieldsFromTheLastBracketOfTheName() {
        String line = "77 (a) b) S 1 77 77 0 -1 4194560 1 0 0 0 0 0 0 0 20 0 1 0 4711 1 1 1";
        assertEquals(Optional.of(new ProcStat('S', 4711)), ProcStat.parse(line));
        assertEquals(Optional.empty(), ProcStat.parse("77 (a) S 1"));
        assertEquals(Optional.empty(), ProcStat.parse(""));
    }
}
