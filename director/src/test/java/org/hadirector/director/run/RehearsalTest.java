package org.hadirector.director.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import org.hadirector.heartbeat.config.AuthMethod;
import org.hadirector.heartbeat.config.Authkeys;
import org.hadirector.lvs.path.memory.MemoryPacketPath;
import org.hadirector.takeover.testing.MemoryAddressTable;
import org.hadirector.takeover.testing.RecordingAnnouncer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RehearsalTest {
    private static final long FOR_EVER_NS = Long.MAX_VALUE;

    private final Authkeys keys = new Authkeys(1, Map.of(1, new Authkeys.Key(AuthMethod.SHA1, "secret", 2)));
    private final MemoryAddressTable table = new MemoryAddressTable(System::nanoTime, "lo");
    private final RecordingAnnouncer announcer = new RecordingAnnouncer();
    private final MemoryPacketPath gate = new MemoryPacketPath(System::nanoTime);
    private final ScheduledExecutorService group = Executors.newSingleThreadScheduledExecutor();

    @AfterEach
    void end() {
        group.shutdownNow();
    }

    @Test
    void shouldMoveTheAddressOftenEnoughForTheCompilerAndLeaveNothing() throws Exception {
        Rehearsal.Stage stage = Rehearsal.Stage.on(table, announcer, gate);
        assertEquals(150, new Rehearsal(stage, keys, group).play(FOR_EVER_NS, () -> false));
        assertTrue(announcer.announced().size() > 150, "each move ends with an announcement");
        assertEquals(List.of(), table.onDevice("lo"));
        assertTrue(gate.guarded().isEmpty());
    }

    @Test
    void shouldStopWhenItsTimeIsOver() throws Exception {
        assertEquals(0, new Rehearsal(Rehearsal.Stage.on(table, announcer, gate), keys, group).play(0, () -> false));
        assertEquals(List.of(), table.onDevice("lo"));
    }

    @Test
    void shouldBreakOffInTheMiddleOfAMoveAndLeaveNothing() throws Exception {
        for (int asked : new int[] {0, 1, 7, 40}) {
            AtomicInteger questions = new AtomicInteger();
            Rehearsal.Stage stage = Rehearsal.Stage.on(table, announcer, gate);
            int moves = new Rehearsal(stage, keys, group).play(FOR_EVER_NS, () -> questions.getAndIncrement() >= asked);
            assertTrue(moves <= asked, moves + " moves");
            assertEquals(List.of(), table.onDevice("lo"));
            assertTrue(gate.guarded().isEmpty());
        }
    }

    @Test
    void shouldFailAndLeaveNothingWhereTheAddressCannotStand() throws Exception {
        MemoryAddressTable without = new MemoryAddressTable(System::nanoTime);
        Rehearsal.Stage stage = Rehearsal.Stage.on(without, announcer, gate);
        assertThrows(IOException.class, () -> new Rehearsal(stage, keys, group).play(FOR_EVER_NS, () -> false));
        assertFalse(gate.guarded().contains(stage.vip().address()));
    }
}
