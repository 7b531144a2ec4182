package org.hadirector.director.lab;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.hadirector.director.why.Change;
import org.hadirector.director.why.Stories;
import org.hadirector.linux.testing.RequiresRoot;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Daemons with guardians, as the launcher starts them: who serves when, after which of them was killed. */
@RequiresRoot
@Tag("lab")
class LabGuardianTest extends LabTest {
    /** Brought by a reload. */
    private static final String SECOND = "192.0.2.7";

    private static final String UP = "(?s).*inet 192\\.0\\.2\\.[67]/.*";

    /** Long enough that nothing on a busy machine takes as long. */
    private static final Duration LEASE = Duration.ofSeconds(6);

    @Test
    void shouldServeLongBeforeTheLeaseIsOverOrWithoutAGuardianAfterIt() throws Exception {
        LabTiming timing =
                LabTiming.fast().withKeepalive("1s").withDeadtime("30s").withAutoFailback("off");
        build(timing, LaunchedProgram.guarded(temporary.resolve("home")));
        append("director.yaml", "lease: " + LEASE.toSeconds() + "s\n");
        startBoth();
        LabHost first = bench.master();
        LabHost second = plan.peerOf(first);
        bringSecondAddress();
        assertTrue(addresses(first).contains(SECOND + "/"), addresses(first));

        long killedNs = bench.lab().killDirector(first);
        bench.awaitMaster(second);
        long earliest = LEASE.toNanos() * 3 / 4; // the last renewal may be that old
        assertTrue(bereaved(second, killedNs) < earliest, "the gate was closed by the guardian, not by its lease");
        assertFalse(addresses(first).matches(UP), "what the reload brought included: " + addresses(first));
        assertTrue(addresses(second).contains(SECOND + "/"), addresses(second));
        String why = first.name() + "'s daemon died: killed or crashed";
        bench.await("its own journal alone to tell: " + why, LIMIT, () -> {
            List<Change> told = Stories.of(journal(second.name()), List.of());
            return !told.isEmpty() && told.get(told.size() - 1).summary().equals(why);
        });

        bench.lab().startDirector(first);
        bench.awaitHealthy();
        guardian(first).forEach(ProcessHandle::destroyForcibly);
        bench.await("it is told", LIMIT, () -> event(first.name(), "GUARDIAN_GONE"));
        bench.quietTime();
        assertTrue(status(first.name()).standby(), "it goes on");
        assertTrue(statusText(first.name()).contains("guardian: GONE"), statusText(first.name()));

        List<ProcessHandle> guardian = guardian(second);
        assertFalse(guardian.isEmpty());
        guardian.forEach(ProcessHandle::destroyForcibly); // before the daemon, or it would have done its work
        killedNs = bench.lab().killDirector(second);
        assertTrue(addresses(second).matches(UP), "nobody is left to take them away: " + addresses(second));
        bench.awaitMaster(first);
        assertTrue(bereaved(first, killedNs) >= earliest, "nothing closes the gate but its lease");
        bench.quietTime();
        bench.await("the kernel lets the addresses expire", LIMIT, () -> !addresses(second)
                .matches(UP));
    }

    /** On both nodes, by a reload: the guardians were started long before. */
    private void bringSecondAddress() throws Exception {
        for (LabHost node : plan.hosts(LabHost.Role.DIRECTOR)) {
            Path haresources = file(node.name(), "haresources");
            String text = Files.readString(haresources);
            Files.writeString(haresources, text.replace(LabPlan.VIP, LabPlan.VIP + " " + SECOND));
            bench.command(node, "reload");
        }
    }

    private String addresses(LabHost node) throws IOException {
        return bench.lab().run(node, List.of("ip", "addr", "show", "dev", "eth0"));
    }

    private List<ProcessHandle> guardian(LabHost node) {
        long pid = bench.lab().directorProcess(node).orElseThrow().pid();
        return ProcessHandle.of(pid).orElseThrow().descendants().toList();
    }
}
