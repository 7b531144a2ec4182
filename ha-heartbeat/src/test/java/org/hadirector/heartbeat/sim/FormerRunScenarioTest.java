package org.hadirector.heartbeat.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.hadirector.heartbeat.decide.CoreEvent.Kind;
import org.hadirector.heartbeat.decide.CoreSettings.Timing;
import org.hadirector.heartbeat.decide.Input;
import org.hadirector.heartbeat.decide.PairCore;
import org.hadirector.heartbeat.decide.RunMutants;
import org.hadirector.heartbeat.sim.SimTape.Order;
import org.junit.jupiter.api.Test;

/**
 * Somebody wrote down all that both nodes ever said, in more runs than anybody remembers, and plays it at the worst
 * moments, to either node and to both.
 */
class FormerRunScenarioTest {
    private static final int RUNS = 80;

    /** A pair that has restarted often, in turn, with clocks set back and states lost now and then; node 1 serves. */
    private static Scenario restartedOften() {
        Scenario scenario = Scenario.running();
        for (int run = 0; run < RUNS; run++) {
            restart(scenario, 1, run % 3 == 0);
            scenario.run(scenario.keepalive);
        }
        scenario.run(4 * scenario.deadtime);
        scenario.expectServer(0);
        return scenario;
    }

    private static void restart(Scenario scenario, int node, boolean anew) {
        scenario.pair.node(node).kill();
        if (anew) {
            scenario.pair.node(node).disk().lose();
            scenario.pair.node(node).wallJump(-86_400);
        }
        scenario.pair.node(node).start();
    }

    private static void play(Scenario scenario, Order order, int beatsAKeepalive, long forNs) {
        for (int node = 0; node < 2; node++) {
            scenario.pair
                    .network()
                    .tape()
                    .play(scenario.pair.node(node), order, scenario.keepalive / beatsAKeepalive, forNs);
        }
    }

    @Test
    void shouldNotHeedRecordingsOfManyRunsInAnyOrder() {
        Scenario scenario = restartedOften();
        for (Order order : Order.values()) {
            int mark = scenario.mark();
            play(scenario, order, 40, 10 * scenario.deadtime);
            scenario.run(12 * scenario.deadtime);
            scenario.expectServer(0);
            for (int node = 0; node < 2; node++) {
                assertEquals(List.of(), scenario.told(node, Kind.PEER_UP, mark));
                assertEquals(List.of(), scenario.told(node, Kind.LINK_DEAD, mark));
            }
        }
    }

    @Test
    void shouldHearThePeerWhileRecordingsComeThoughBothStartAnewWithSmallerIds() {
        for (Order order : Order.values()) {
            Scenario scenario = restartedOften();
            scenario.pair.node(1).kill();
            restart(scenario, 0, true);
            scenario.run(scenario.keepalive / 3);
            play(scenario, order, 400, 20 * scenario.deadtime);
            scenario.run(scenario.keepalive / 20);
            int mark = scenario.mark();
            restart(scenario, 1, true);
            long heardNs = scenario.until(
                    () -> !scenario.told(0, Kind.PEER_UP, mark).isEmpty()
                            && !scenario.told(1, Kind.PEER_UP, mark).isEmpty(),
                    10 * scenario.deadtime);
            // what more runs than get an answer in a keepalive may cost
            long limitNs = order == Order.ANY ? 3 * scenario.keepalive : scenario.keepalive / 4;
            assertTrue(heardNs < limitNs, order + ": " + heardNs / Scenario.MS + " ms");
            scenario.run(20 * scenario.deadtime);
            assertEquals(1, scenario.told(0, Kind.PEER_UP, mark).size());
            assertEquals(1, scenario.told(1, Kind.PEER_UP, mark).size());
        }
    }

    @Test
    void shouldNotTakeRecordingsForTheEndOfAPeerThatPauses() {
        Scenario scenario = restartedOften();
        int mark = scenario.mark();
        for (int pause = 0; pause < 10; pause++) {
            scenario.pair.node(pause % 2).stall(scenario.lease / 2);
            play(scenario, Order.values()[pause % 3], 100, scenario.lease);
            scenario.run(2 * scenario.deadtime);
        }
        scenario.expectServer(0);
        assertEquals(List.of(), scenario.told(0, Kind.PEER_UP, mark));
        assertEquals(List.of(), scenario.told(1, Kind.PEER_UP, mark));
    }

    /** Signs of death are voided by any beat that counts or may be that of a new run. */
    @Test
    void shouldBeAsQuickAfterADeathAsWithoutRecordings() {
        long outageNs = outageNs(PairCore::new);
        assertTrue(outageNs < 1_500 * Scenario.MS, outageNs / Scenario.MS + " ms");
        assertTrue(outageNs(RunMutants.forgetful()) > 4_000 * Scenario.MS, "windows of one run");
    }

    private static long outageNs(CoreFactory factory) {
        long ms = Scenario.MS;
        Timing timing = new Timing(1_000 * ms, 4_500 * ms, 9_000 * ms, 18_000 * ms, 1_000 * ms);
        Scenario scenario = Scenario.withSensors(
                SimSettings.usual().withTiming(timing).withLinks(List.of("eth1", "eth2")), factory);
        restart(scenario, 1, false);
        scenario.run(2 * scenario.deadtime);
        scenario.ask(0, Input.Verb.STANDBY, Input.Scope.ALL);
        scenario.untilServedBy(1, scenario.deadtime);
        scenario.run(4 * scenario.deadtime);
        scenario.pair.node(1).kill();
        scenario.pair
                .network()
                .tape()
                .play(scenario.pair.node(0), Order.ANY, scenario.keepalive / 1_000, scenario.deadtime);
        return scenario.untilServedBy(0, 4 * scenario.deadtime);
    }
}
