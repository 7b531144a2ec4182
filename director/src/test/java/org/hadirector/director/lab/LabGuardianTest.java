package org.hadirector.director.lab;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.hadirector.director.journal.JournalEntry;
import org.hadirector.linux.testing.RequiresRoot;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Daemons with guardians, as the launcher starts them: who serves when, after which of them was killed. */
@RequiresRoot
@Tag("lab")
class LabGuardianTest extends LabTest {
    /** Long enough that nothing on a busy machine takes as long. */
    private static final Duration LEASE = Duration.ofSeconds(6);

    @Test
    void shouldServeLongBeforeTheLeaseIsOverOrWithoutAGuardianAfterIt() throws Exception {
        LabTiming timing =
                LabTiming.fast().withKeepalive("1s").withDeadtime("30s").withAutoFailback("off");
        build(timing, LaunchedProgram.in(temporary.resolve("home")));
        append("director.yaml", "lease: " + LEASE.toSeconds() + "s\n");
        startBoth();
        LabHost first = bench.master();
        LabHost second = plan.peerOf(first);

        long killedNs = bench.lab().killDirector(first);
        bench.awaitMaster(second);
        long earliest = LEASE.toNanos() * 3 / 4; // the last renewal may be that old
        assertTrue(bereaved(second, killedNs) < earliest, "the gate was closed by the guardian, not by its lease");
        String addresses = bench.lab().run(first, List.of("ip", "addr", "show", "dev", "eth0"));
        assertFalse(addresses.contains(LabPlan.VIP + "/"), addresses);

        bench.lab().startDirector(first);
        bench.awaitHealthy();
        guardian(second).forEach(ProcessHandle::destroyForcibly);
        bench.await("it is told", LIMIT, () -> event(second.name(), "GUARDIAN_GONE"));
        bench.quietTime();
        assertTrue(status(second.name()).master(), "it goes on");
        assertTrue(statusText(second.name()).contains("guardian: GONE"), statusText(second.name()));

        killedNs = bench.lab().killDirector(second);
        bench.awaitMaster(first);
        assertTrue(bereaved(first, killedNs) >= earliest, "nobody closes the gate but its lease");
    }

    private List<ProcessHandle> guardian(LabHost node) {
        long pid = bench.lab().directorProcess(node).orElseThrow().pid();
        return ProcessHandle.of(pid).orElseThrow().descendants().toList();
    }

    /** How long after the kill, in nanoseconds, the heir knew that it may serve. */
    private long bereaved(LabHost heir, long killedNs) throws Exception {
        return journal(heir.name()).stream()
                        .filter(entry -> entry.kind().equals("BEREAVED") && entry.monotonicNs() - killedNs >= 0)
                        .mapToLong(JournalEntry::monotonicNs)
                        .min()
                        .orElseThrow()
                - killedNs;
    }
}
