package org.hadirector.heartbeat.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.hadirector.heartbeat.decide.CoreEvent.Kind;
import org.hadirector.heartbeat.decide.CoreView;
import org.hadirector.heartbeat.decide.Mutants;
import org.hadirector.heartbeat.decide.PairCore;
import org.junit.jupiter.api.Test;

/** Somebody wrote down what the peer said, and says it again when the peer is gone and we have started anew. */
class ReplayScenarioTest {
    @Test
    void shouldTakeOldBeatsNeitherForLifeNorForOwnershipAfterOurOwnRestart() {
        assertTrue(
                waitForServiceNs(PairCore::new) < SimSettings.usual().timing().initdeadNs() + limitNs());
    }

    @Test
    void shouldSeeTheDifferenceWhenAnyRunOfThePeerIsTrusted() {
        long waited = waitForServiceNs(Mutants.gullible());
        assertTrue(waited > 10 * limitNs(), "it waits as long as the recording lasts: " + waited);
    }

    private static long limitNs() {
        return 2 * SimSettings.usual().timing().deadtimeNs();
    }

    /** From our start until clients are served; {@link Long#MAX_VALUE} when not within thirty deadtimes. */
    private static long waitForServiceNs(CoreFactory factory) {
        SimPair pair = new SimPair(SimSettings.usual(), 4711, factory, 50);
        long deadtime = pair.settings().timing().deadtimeNs();
        pair.node(0).start();
        pair.node(1).start();
        pair.run(40 * deadtime);
        assertEquals(0, pair.server(Scenario.VIP));
        pair.node(1).kill();
        pair.node(0).powerOff();
        pair.node(1).start();
        long startedNs = pair.nowNs();
        pair.network().replay(pair.node(1), pair.settings().timing().keepaliveNs() / 4, 30 * deadtime);
        while (pair.nowNs() - startedNs < 30 * deadtime) {
            pair.run(Scenario.MS);
            assertNull(pair.audits().violation(), pair::lastSteps);
            if (pair.server(Scenario.VIP) == 1) {
                return pair.nowNs() - startedNs;
            }
        }
        return Long.MAX_VALUE;
    }

    @Test
    void shouldNotLetARecordingOfOneLinkKeepThePeerAliveOnAnother() {
        Scenario scenario = Scenario.running();
        scenario.pair.network().cut(1, 0, true);
        scenario.run(20 * scenario.deadtime);
        scenario.pair.node(0).powerOff();
        // What the cable did not carry any more was heard on eth1: now it comes by the cable.
        scenario.pair.network().replay(scenario.pair.node(1), scenario.keepalive / 2, 20 * scenario.deadtime);
        long waited = scenario.untilServedBy(1, 20 * scenario.deadtime);
        assertTrue(waited <= scenario.deadtime + scenario.keepalive, "waited for " + waited / Scenario.MS + " ms");
    }

    @Test
    void shouldTellThatSuchBeatsAreNotCounted() {
        Scenario scenario = Scenario.running();
        scenario.pair.network().cut(0, 1, true);
        scenario.pair.network().cut(1, 1, true);
        scenario.pair.node(1).kill();
        int mark = scenario.mark();
        scenario.pair.node(1).start();
        scenario.run(6 * scenario.deadtime);
        assertEquals(
                1,
                scenario.told(1, Kind.ALARM, mark).stream()
                        .filter(event -> event.reason().contains("not counted"))
                        .count());
        assertEquals(
                CoreView.PeerState.DOWN, scenario.pair.node(1).view().peer().state());
        scenario.expectServer(0);
    }
}
