package org.hadirector.heartbeat.sim;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Stream;
import org.hadirector.heartbeat.decide.CoreEvent.Kind;
import org.hadirector.heartbeat.decide.CoreSettings.Timing;
import org.hadirector.heartbeat.decide.EvidenceMutants;
import org.hadirector.heartbeat.decide.Sign;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Signs of death shorten the wait when they are true and move nothing when they are not. */
class EvidenceScenarioTest {
    private static final long MS = 1_000_000;

    /** The slides' timing: nine seconds of deadtime, beats rarer than a lease is long. */
    private static Scenario slides(boolean guardian) {
        Timing timing = new Timing(3000 * MS, 4500 * MS, 9000 * MS, 18000 * MS, 1000 * MS);
        Scenario scenario = Scenario.withSensors(SimSettings.usual().withTiming(timing), true, guardian);
        scenario.run(5 * scenario.keepalive);
        return scenario;
    }

    @Test
    void shouldServeAgainALeaseAfterAKill() {
        Scenario scenario = slides(false);
        scenario.pair.node(0).kill();
        long outage = scenario.untilServedBy(1, scenario.deadtime);
        assertTrue(outage <= scenario.lease + 50 * MS, "outage of " + outage / MS + " ms");
    }

    @Test
    void shouldNotWaitForTheLeaseWhenTheGateIsSeenClosed() {
        Scenario scenario = slides(true);
        scenario.pair.node(0).kill();
        assertTrue(scenario.untilServedBy(1, scenario.deadtime) <= 150 * MS);
    }

    @Test
    void shouldServeAgainALeaseAfterAPowerCut() {
        Scenario scenario = slides(false);
        scenario.pair.node(0).powerOff();
        assertTrue(scenario.untilServedBy(1, scenario.deadtime) <= scenario.lease + 50 * MS);
    }

    @Test
    void shouldMoveNothingWhenAllCablesArePulled() {
        Scenario scenario = slides(false);
        int mark = scenario.mark();
        scenario.pair.network().cutAll(true);
        for (int i = 0; i < 40; i++) {
            scenario.run(scenario.lease / 2);
            scenario.expectServer(0);
        }
        assertTrue(scenario.told(1, Kind.CLAIM, mark).isEmpty());
        assertTrue(scenario.told(0, Kind.ISOLATED, mark).isEmpty());
    }

    @Test
    void shouldMoveNothingForHalfTrueSigns() {
        Scenario scenario = slides(false);
        int mark = scenario.mark();
        for (Sign lie : List.of(Sign.TRIPWIRE_RESET, Sign.PORT_UNREACHABLE, Sign.NEIGHBOUR_SILENT)) {
            scenario.pair.sensors().forge(1, 0, lie);
            scenario.pair.sensors().forge(1, 1, lie);
            scenario.run(3 * scenario.keepalive);
            scenario.expectServer(0);
        }
        scenario.pair.sensors().forge(1, 0, Sign.CARRIER_LOST);
        scenario.pair.sensors().forge(1, 1, null);
        scenario.run(3 * scenario.keepalive);
        scenario.expectServer(0);
        assertTrue(scenario.told(1, Kind.BEREAVED, mark).isEmpty());
    }

    @Test
    void shouldLeaveAPeerThatStartsAgainFastItsSay() {
        Scenario scenario = slides(false);
        int mark = scenario.mark();
        scenario.pair.node(0).kill();
        scenario.run(300 * MS);
        scenario.pair.node(0).start();
        scenario.run(2 * scenario.deadtime);
        assertTrue(scenario.told(1, Kind.BEREAVED, mark).isEmpty());
        scenario.expectServer(scenario.pair.server(Scenario.VIP));
        assertTrue(scenario.pair.server(Scenario.VIP) >= 0);
    }

    @TestFactory
    Stream<DynamicTest> shouldCatchEveryBrokenCore() {
        return EvidenceMutants.all().entrySet().stream()
                .map(mutant -> DynamicTest.dynamicTest(mutant.getKey(), () -> {
                    String violation = SeedHunt.violation(mutant.getKey(), mutant.getValue());
                    assertFalse(violation.isEmpty(), "not caught in " + SeedHunt.FOR_MUTANTS + " seeds");
                }));
    }
}
