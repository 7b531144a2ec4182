package org.hadirector.director.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.hadirector.director.lab.LabHost;
import org.hadirector.director.lab.LabTest;
import org.hadirector.director.lab.LabTiming;
import org.hadirector.director.lab.WebServer;
import org.hadirector.linux.testing.RequiresRoot;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class FaultsTest extends LabTest {
    @Test
    void shouldHaveANameAndAWordForEach() {
        List<String> names = Faults.all().stream().map(Fault::name).toList();
        assertEquals(names.size(), names.stream().distinct().count(), names::toString);
        Faults.all().forEach(fault -> {
            assertTrue(fault.name().matches("[a-z0-9.-]+"), fault.name());
            assertTrue(!fault.description().isEmpty(), fault.name());
            Duration bound = fault.expect().outage().of(LabTiming.seed());
            assertTrue(bound.compareTo(Duration.ofMinutes(2)) < 0, fault.name() + ": " + bound);
        });
        assertEquals(List.of("no-such"), FaultTable.unknown(List.of("all", "kill-owner", "no-such")));
    }

    /** The rest of the table is a script's: it takes minutes. How long clients wait is judged there, too. */
    @Test
    @RequiresRoot
    @Tag("lab")
    void shouldNeverSeeTwoOwners() throws Exception {
        LabTiming timing = LabTiming.fast()
                .withKeepalive("200ms")
                .withDeadtime("1s")
                .withInitdead("1")
                .withAutoFailback("off");
        pair(timing);
        List<String> faults = List.of("kill-owner", "kill-giver");
        List<FaultResult> results = new ArrayList<>();
        FaultRun run = new FaultRun(bench.lab(), bench, Duration.ofMillis(5));
        for (String fault : faults) {
            results.add(run.make(Faults.named(fault).orElseThrow(), false, 7));
        }
        for (FaultResult result : results) {
            String told = result.toMap().toString();
            assertEquals(0, result.ownership().dualArpNs(), told);
            assertEquals(0, result.ownership().dualServiceNs(), told);
            assertTrue(result.client().served(), told);
            assertTrue(result.kept().carried() > 0 || !WebServer.installed().keepsConnections(), told);
            assertEquals(List.of(), result.kept().wrong(), told);
            assertEquals("", result.trouble(), told);
            assertTrue(result.moved() || result.fault().expect().moves() != Fault.Moves.MUST, told);
        }
        for (LabHost host : bench.lab().plan().hosts(LabHost.Role.DIRECTOR)) {
            assertTrue(bench.lab().daemonLives(host), "or two leases would never be a duel");
            bench.lab().killDirector(host);
            assertFalse(bench.lab().daemonLives(host), "its lease runs on for a moment, and serves nobody");
        }
    }
}
