package org.hadirector.heartbeat.sim;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Stream;
import org.hadirector.heartbeat.decide.CoreEvent.Kind;
import org.hadirector.heartbeat.decide.CoreSettings.Timing;
import org.hadirector.heartbeat.decide.EvidenceMutants;
import org.hadirector.heartbeat.decide.Input;
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

    /** The giver never hears of the claim, or of a question that came while it stopped its resources. */
    @Test
    void shouldTakeBackAtOnceWhenTheTakerDiesWithTheGrant() {
        for (long laterNs = 0; laterNs < 4 * MS; laterNs += MS / 4) {
            Scenario scenario = Scenario.withSensors(SimSettings.usual(), true, true);
            scenario.pair.node(0).resources().stopsTake(2 * MS);
            int mark = scenario.mark();
            scenario.pair.request(0, Input.Verb.STANDBY, Input.Scope.ALL);
            scenario.until(() -> !scenario.told(0, Kind.RELEASING, mark).isEmpty(), scenario.deadtime);
            scenario.run(laterNs);
            scenario.pair.node(1).kill();
            scenario.until(() -> !scenario.pair.node(1).serving(Scenario.VIP), scenario.lease);
            long outage = scenario.untilServedBy(0, 3 * scenario.deadtime);
            assertTrue(outage <= 150 * MS, "outage of " + outage / MS + " ms");
        }
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

    /**
     * A lease of less than two keepalives: a beat that gets lost is a lease of silence. The node serves nothing then.
     */
    @Test
    void shouldCallNoLinkDeadWhileBeatsComeThoughItsSensorLies() {
        Timing timing = new Timing(50 * MS, 185 * MS, 370 * MS, 740 * MS, 80 * MS);
        Scenario scenario = Scenario.withSensors(SimSettings.usual().withTiming(timing), true, false);
        scenario.pair.node(0).resources().stopsTake(20 * scenario.deadtime);
        scenario.pair.request(0, Input.Verb.STANDBY, Input.Scope.ALL);
        scenario.until(() -> scenario.pair.server(Scenario.VIP) < 0, scenario.deadtime);
        int mark = scenario.mark();
        scenario.pair.node(0).port(false);
        scenario.pair.network().cut(0, 0, true);
        scenario.pair.network().cut(0, 1, true);
        scenario.pair.sensors().forge(1, 1, Sign.LINE_HUNG_UP);
        scenario.run(10 * scenario.keepalive);
        assertTrue(scenario.told(1, Kind.BEREAVED, mark).isEmpty());

        SimHearing ear = scenario.pair.node(1).hearing();
        long last = ear.atNs();
        scenario.until(() -> ear.atNs() > last, 2 * scenario.keepalive);
        scenario.run(scenario.keepalive / 2);
        scenario.pair.network().noise(1, 1);
        scenario.run(3 * scenario.keepalive / 4);
        scenario.pair.network().noise(1, 0);
        scenario.until(() -> !scenario.told(1, Kind.BEREAVED, mark).isEmpty(), scenario.lease);
        scenario.untilServedBy(1, scenario.deadtime);
        scenario.run(4 * scenario.deadtime);
        scenario.expectServer(1);
    }
}
