package org.hadirector.heartbeat.sim;

import static org.hadirector.heartbeat.sim.Scenario.VIP;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.hadirector.heartbeat.decide.CoreEvent.Kind;
import org.hadirector.heartbeat.decide.CoreSettings.Failback;
import org.hadirector.heartbeat.decide.CoreView.PeerState;
import org.junit.jupiter.api.Test;

/** Ping nodes and ipfail, and stations that are neither node. */
class PingScenarioTest {
    private static final SimSettings OFF = SimSettings.usual().withIpfail();
    private static final SimSettings ON = OFF.withFailback(Failback.ON);

    @Test
    void shouldMoveToTheNodeThatSeesMorePingNodesOnceThatLasts() {
        Scenario s = Scenario.running(OFF);
        s.pair.lan().pingCut(0, 1, true);
        long took = s.untilServedBy(1, 3 * s.deadtime);
        // the last answer came at most a keepalive before the cut
        assertTrue(took >= s.deadtime + s.keepalive, "deadping and two keepalives: " + took);
        assertEquals(PeerState.DOWN, s.pair.node(0).view().around().pingNodes().get("w2"));
        assertEquals(1, s.pair.node(1).view().around().peerPingNodes());
        s.pair.lan().pingCut(0, 1, false);
        s.run(20 * s.deadtime);
        s.expectServer(1);
    }

    @Test
    void shouldStayWhenBothNodesLoseTheSamePingNode() {
        Scenario s = Scenario.running(ON);
        int mark = s.mark();
        s.pair.lan().pingCut(0, 0, true);
        s.pair.lan().pingCut(1, 0, true);
        s.run(10 * s.deadtime);
        s.expectServer(0);
        assertEquals(0, s.told(0, Kind.RELEASING, mark).size());
    }

    @Test
    void shouldStayWhenTheStandbySeesFewer() {
        Scenario s = Scenario.running(ON);
        int mark = s.mark();
        s.pair.lan().pingCut(1, 0, true);
        s.run(10 * s.deadtime);
        s.expectServer(0);
        assertEquals(0, s.told(0, Kind.RELEASING, mark).size());
    }

    @Test
    void shouldMoveNothingWithoutIpfail() {
        Scenario s = Scenario.running();
        s.pair.lan().pingCut(0, 0, true);
        s.run(10 * s.deadtime);
        s.expectServer(0);
    }

    @Test
    void shouldTakeBackOnlyAfterThePingNodesAreEqualForLong() {
        Scenario s = Scenario.running(ON);
        s.pair.lan().pingCut(0, 1, true);
        s.untilServedBy(1, 3 * s.deadtime);
        s.run(10 * s.deadtime);
        s.expectServer(1);
        s.pair.lan().pingCut(0, 1, false);
        long took = s.untilServedBy(0, 10 * s.deadtime);
        assertTrue(took >= 8 * s.keepalive, "eight keepalives: " + took);
    }

    @Test
    void shouldNotCarryTheServiceToAndFroWithAFlappingPingNode() {
        Scenario s = Scenario.running(ON);
        int mark = s.mark();
        for (int flap = 0; flap < 60; flap++) {
            s.pair.lan().pingCut(0, 1, true);
            s.run(3 * s.deadtime);
            s.pair.lan().pingCut(0, 1, false);
            s.run(5 * s.deadtime);
        }
        int moves =
                s.told(0, Kind.OWNER, mark).size() + s.told(1, Kind.OWNER, mark).size();
        assertTrue(moves <= 5, moves + " moves");
        s.expectServer(1);
        s.run(1100 * s.deadtime);
        s.expectServer(0);
    }

    @Test
    void shouldSurviveAFlappingPingNodeOnEitherSideInTurn() {
        Scenario s = Scenario.running(OFF);
        int mark = s.mark();
        for (int flap = 0; flap < 60; flap++) {
            int node = flap % 2;
            s.pair.lan().pingCut(node, 0, true);
            s.run(3 * s.deadtime);
            s.pair.lan().pingCut(node, 0, false);
            s.run(3 * s.deadtime);
        }
        int moves =
                s.told(0, Kind.OWNER, mark).size() + s.told(1, Kind.OWNER, mark).size();
        assertTrue(moves <= 8, moves + " moves");
    }

    @Test
    void shouldNameAStrangerOnceAndGoOnServing() {
        Scenario s = Scenario.running();
        s.run(10 * s.deadtime);
        int mark = s.mark();
        s.pair.lan().stranger(true);
        s.run(4 * s.deadtime);
        for (int node = 0; node < 2; node++) {
            assertEquals(1, s.told(node, Kind.STRANGER, mark).size());
            assertEquals(
                    "02:00:00:00:00:99",
                    s.told(node, Kind.STRANGER, mark).get(0).subject());
            assertEquals(1, s.group(node).detail().strangers().size());
        }
        s.expectServer(0);
        assertEquals(1, s.told(0, Kind.ALARM, mark).size());
        s.pair.lan().stranger(false);
        s.run(12 * s.deadtime);
        assertEquals(0, s.group(0).detail().strangers().size());
        s.pair.lan().stranger(true);
        s.run(s.deadtime);
        assertEquals(2, s.told(1, Kind.STRANGER, mark).size());
        assertTrue(s.pair.node(0).serving(VIP));
    }

    @Test
    void shouldNeverCallThePeerAStranger() {
        Scenario s = Scenario.running();
        int mark = s.mark();
        s.pair.node(0).powerOff();
        s.untilServedBy(1, 4 * s.deadtime);
        s.pair.node(0).start();
        s.run(20 * s.deadtime);
        s.pair.network().cutAll(true);
        s.run(10 * s.deadtime);
        assertEquals(
                0,
                s.told(0, Kind.STRANGER, mark).size()
                        + s.told(1, Kind.STRANGER, mark).size());
    }
}
