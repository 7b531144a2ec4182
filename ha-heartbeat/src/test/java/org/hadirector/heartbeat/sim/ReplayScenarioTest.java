package org.hadirector.heartbeat.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.hadirector.heartbeat.decide.CoreEvent.Kind;
import org.hadirector.heartbeat.decide.CoreView;
import org.hadirector.heartbeat.decide.PairCore;
import org.hadirector.heartbeat.decide.RunMutants;
import org.hadirector.heartbeat.sim.SimTape.Order;
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
        long waited = waitForServiceNs(RunMutants.gullible());
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
        pair.network()
                .tape()
                .play(pair.node(1), Order.OLDEST_FIRST, pair.settings().timing().keepaliveNs() / 4, 30 * deadtime);
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
        scenario.pair
                .network()
                .tape()
                .play(scenario.pair.node(1), Order.OLDEST_FIRST, scenario.keepalive / 2, 20 * scenario.deadtime);
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

    /** Its boot id is far below the former one: neither clock nor disk know that one. */
    @Test
    void shouldHearANodeThatLostItsStateAndWhoseClockWasSetBack() {
        Scenario scenario = Scenario.running();
        for (int restarts = 0; restarts < 3; restarts++) {
            scenario.pair.node(1).kill();
            scenario.run(10 * scenario.deadtime);
            scenario.pair.node(1).disk().lose();
            scenario.pair.node(1).wallJump(-86_400);
            int mark = scenario.mark();
            scenario.pair.node(1).start();
            long heardNs =
                    scenario.until(() -> !scenario.told(0, Kind.PEER_UP, mark).isEmpty(), 10 * scenario.deadtime);
            assertTrue(heardNs < 2 * scenario.keepalive, "an exchange takes " + heardNs / Scenario.MS + " ms");
        }
    }

    /** Ids count seconds: each start within one has any of them. */
    @Test
    void shouldHearANodeThatCannotWriteAndStartsAgainAndAgain() {
        Scenario scenario = Scenario.running();
        scenario.pair.node(1).disk().full(true);
        scenario.pair.node(1).wallJump(-86_400);
        for (int restarts = 0; restarts < 40; restarts++) {
            scenario.pair.node(1).kill();
            scenario.run(scenario.keepalive / 4);
            int mark = scenario.mark();
            scenario.pair.node(1).start();
            scenario.until(() -> !scenario.told(0, Kind.PEER_UP, mark).isEmpty(), 2 * scenario.keepalive);
            scenario.until(() -> !scenario.told(1, Kind.PEER_UP, mark).isEmpty(), scenario.keepalive);
        }
        scenario.expectServer(0);
    }

    /** The former run lives on in recordings only: they cost the living ones nothing. */
    @Test
    void shouldTakeNoNoticeOfRecordingsOfAFormerRunWhoseIdIsLarger() {
        Scenario scenario = Scenario.running();
        for (int node = 0; node < 2; node++) {
            scenario.pair.node(node).kill();
            scenario.pair.node(node).disk().lose();
            scenario.pair.node(node).wallJump(-86_400);
            scenario.pair.node(node).start();
        }
        scenario.run(6 * scenario.deadtime);
        int server = scenario.pair.server(Scenario.VIP);
        int mark = scenario.mark();
        for (int node = 0; node < 2; node++) {
            scenario.pair
                    .network()
                    .tape()
                    .play(
                            scenario.pair.node(node),
                            Order.OLDEST_FIRST,
                            scenario.keepalive / 20,
                            10 * scenario.deadtime);
        }
        scenario.run(12 * scenario.deadtime);
        scenario.expectServer(server);
        for (Kind kind : Kind.values()) {
            int atMost = kind == Kind.ALARM ? 1 : 0; // that there are such beats
            assertTrue(scenario.told(0, kind, mark).size() <= atMost, kind::name);
            assertTrue(scenario.told(1, kind, mark).size() <= atMost, kind::name);
        }
    }
}
