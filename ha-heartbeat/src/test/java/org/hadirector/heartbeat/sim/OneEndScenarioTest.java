package org.hadirector.heartbeat.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.hadirector.heartbeat.decide.CoreEvent.Kind;
import org.hadirector.heartbeat.decide.CoreSettings.Timing;
import org.hadirector.heartbeat.decide.EvidenceMutants;
import org.hadirector.heartbeat.decide.Input.Scope;
import org.hadirector.heartbeat.decide.Input.Verb;
import org.hadirector.heartbeat.decide.PairCore;
import org.hadirector.heartbeat.decide.Sign;
import org.junit.jupiter.api.Test;

/** Media that die at one end only: the heir sees a node without power, the owner sees nothing at all. */
class OneEndScenarioTest {
    private static final long MS = 1_000_000;
    private static final long DEADTIME = 3000 * MS;
    private static final long LEASE = 750 * MS;
    private static final SimSettings SETTINGS =
            SimSettings.usual().withTiming(new Timing(1000 * MS, 1500 * MS, DEADTIME, 6000 * MS, LEASE));

    /** Two links, both watched, and a first node that has served for a while. */
    private static SimPair pair(CoreFactory factory) {
        SimPair pair = new SimPair(SETTINGS, 4711, factory, 100);
        pair.sensors().on(true, false);
        for (int i = 0; i < 2; i++) {
            pair.node(i).resources().longest(MS);
        }
        pair.node(0).start();
        pair.node(1).start();
        pair.run(20 * DEADTIME);
        assertEquals(0, pair.server(Scenario.VIP), pair::lastSteps);
        return pair;
    }

    private static void dieAtTheHeirsEnd(SimPair pair, boolean passesToHeir) {
        for (int link = 0; link < pair.network().links(); link++) {
            pair.sensors().blind(0, link, true);
            pair.sensors().forge(1, link, link == 0 ? Sign.CARRIER_LOST : Sign.LINE_HUNG_UP);
            pair.network().cut(link, 1, true);
            pair.network().cut(link, 0, !passesToHeir);
        }
    }

    /** The owner's LAN is cut with the cables, and heals after as long as the heir needs, in every grain of time. */
    private static String cutAndHealed(CoreFactory factory, long lanCutNs) {
        SimPair pair = pair(factory);
        dieAtTheHeirsEnd(pair, false);
        pair.node(0).port(false);
        pair.run(lanCutNs);
        pair.node(0).port(true);
        pair.run(2 * DEADTIME);
        return pair.audits().violation();
    }

    @Test
    void shouldHaveOneServerWheneverTheOwnersLanHeals() {
        for (long cut = LEASE / 2; cut < DEADTIME + LEASE; cut += 25 * MS) {
            assertEquals(null, cutAndHealed(PairCore::new, cut), "healed after " + cut / MS + " ms");
        }
    }

    @Test
    void shouldHaveTwoServersWhenABriefEchoCountsForADeadtime() {
        CoreFactory broken = EvidenceMutants.all().get("takes a brief echo for one of a deadtime");
        assertNotNull(cutAndHealed(broken, LEASE + 100 * MS));
    }

    /** As in seeds 966 and 14681: the frames come, but later than a lease. */
    @Test
    void shouldHaveOneServerWhenFramesComeLaterThanALease() {
        for (long cut = LEASE / 2; cut < DEADTIME + LEASE; cut += 100 * MS) {
            SimPair pair = pair(PairCore::new);
            for (int link = 0; link < pair.network().links(); link++) {
                pair.sensors().forge(1, link, link == 0 ? Sign.CARRIER_LOST : Sign.LINE_HUNG_UP);
                pair.network().lag(link, 2 * LEASE);
            }
            pair.node(0).port(false);
            pair.run(cut);
            pair.node(0).port(true);
            pair.run(2 * DEADTIME);
            assertEquals(null, pair.audits().violation(), "healed after " + cut / MS + " ms");
        }
    }

    @Test
    void shouldMoveNothingWhileTheOwnersLanWorks() {
        SimPair pair = pair(PairCore::new);
        int mark = pair.audits().events().size();
        dieAtTheHeirsEnd(pair, false);
        pair.run(10 * DEADTIME);
        assertEquals(0, pair.server(Scenario.VIP), pair::lastSteps);
        assertTrue(quiet(pair, mark), pair::lastSteps);
    }

    @Test
    void shouldMoveNothingWhileBeatsPassAndTheLanIsCutForLong() {
        SimPair pair = pair(PairCore::new);
        for (int link = 0; link < pair.network().links(); link++) {
            pair.sensors().forge(1, link, link == 0 ? Sign.CARRIER_LOST : Sign.LINE_HUNG_UP);
        }
        pair.lan().gateway(false);
        pair.run(10 * DEADTIME);
        assertEquals(0, pair.server(Scenario.VIP), "brief echoes alone carry an owner without witness");
        assertEquals(null, pair.audits().violation(), pair::lastSteps);
    }

    @Test
    void shouldServeALeaseAfterAPowerCutHoweverRareBeatsAre() {
        for (int i = 0; i < 20; i++) {
            SimPair pair = pair(PairCore::new);
            pair.run(i * 50 * MS);
            pair.node(0).powerOff();
            long offNs = pair.nowNs();
            while (pair.server(Scenario.VIP) != 1 && pair.nowNs() - offNs < DEADTIME) {
                pair.run(MS / 4);
            }
            long outageMs = (pair.nowNs() - offNs) / MS;
            assertTrue(outageMs <= 800, "outage of " + outageMs + " ms");
        }
    }

    /** The claim may begin although the question for it left longer ago than a lease. */
    @Test
    void shouldHandOverWhatTakesLongerThanALeaseToStop() {
        for (long stop = LEASE; stop < 2 * LEASE; stop += 25 * MS) {
            SimPair pair = pair(PairCore::new);
            pair.node(0).resources().stopsTake(stop);
            long id = pair.request(0, Verb.STANDBY, Scope.ALL);
            pair.run(2 * DEADTIME);
            assertEquals(1, pair.server(Scenario.VIP), pair::lastSteps);
            assertTrue(pair.answer(id).ok(), () -> pair.answer(id).text());
            assertEquals(null, pair.audits().violation());
        }
    }

    private static boolean quiet(SimPair pair, int mark) {
        List<Kind> moves = List.of(Kind.CLAIM, Kind.RELEASING, Kind.LEASE_LOST, Kind.ISOLATED);
        return pair.audits().events().stream()
                .skip(mark)
                .noneMatch(told -> moves.contains(told.event().kind()));
    }
}
