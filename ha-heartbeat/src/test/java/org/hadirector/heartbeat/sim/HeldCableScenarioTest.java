package org.hadirector.heartbeat.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.hadirector.heartbeat.decide.CoreEvent.Kind;
import org.hadirector.heartbeat.decide.Mutants;
import org.hadirector.heartbeat.decide.PairCore;
import org.junit.jupiter.api.Test;

/** A serial cable that keeps beats back and hands them on later: what do they prove? */
class HeldCableScenarioTest {
    private static final List<String> CABLE = List.of("/dev/ttyS0");
    private static final long KEEPALIVE = SimSettings.usual().timing().keepaliveNs();
    private static final long DEADTIME = SimSettings.usual().timing().deadtimeNs();

    private static Scenario overTheCableAlone() {
        return Scenario.running(SimSettings.usual().withLinks(CABLE));
    }

    @Test
    void shouldNotTakeBeatsThatTheCableKeptForLifeOfAHungPeer() {
        long waited = hungBehindAHeldCable(PairCore::new);
        assertTrue(waited <= DEADTIME + KEEPALIVE, "waited for " + waited / Scenario.MS + " ms");
    }

    @Test
    void shouldSeeTheDifferenceWhenALateBeatCountsAsNew() {
        long waited = hungBehindAHeldCable(Mutants.timeless());
        assertTrue(waited > DEADTIME + KEEPALIVE, "waited for " + waited / Scenario.MS + " ms");
    }

    /** The owner hangs while the cable holds its beats, which come before deadtime is over; until service. */
    private static long hungBehindAHeldCable(CoreFactory factory) {
        SimPair pair = new SimPair(SimSettings.usual().withLinks(CABLE), 4711, factory, 50);
        pair.node(0).resources().longest(Scenario.MS);
        pair.node(1).resources().longest(Scenario.MS);
        pair.node(0).start();
        pair.node(1).start();
        pair.run(20 * DEADTIME);
        assertEquals(0, pair.server(Scenario.VIP), pair::lastSteps);
        pair.network().hold(0, true);
        pair.run(KEEPALIVE);
        long hungNs = pair.nowNs();
        // hung: nothing but its silence says so
        pair.node(0).stall(100 * DEADTIME);
        pair.run(DEADTIME - 3 * KEEPALIVE);
        pair.network().hold(0, false);
        while (pair.server(Scenario.VIP) != 1 && pair.nowNs() - hungNs < 20 * DEADTIME) {
            pair.run(Scenario.MS);
            assertNull(pair.audits().violation(), pair::lastSteps);
        }
        return pair.nowNs() - hungNs;
    }

    @Test
    void shouldGoOnAsBeforeWhenAHeldCableLetsGo() {
        Scenario scenario = overTheCableAlone();
        int mark = scenario.mark();
        scenario.pair.network().hold(0, true);
        scenario.run(5 * scenario.deadtime);
        assertEquals(1, scenario.told(1, Kind.LINK_DEAD, mark).size());
        scenario.pair.network().hold(0, false);
        scenario.until(() -> !scenario.told(1, Kind.LINK_UP, mark).isEmpty(), 3 * scenario.keepalive);
        scenario.run(10 * scenario.deadtime);
        assertEquals(1, scenario.told(1, Kind.LINK_DEAD, mark).size());
        scenario.expectServer(0);
    }
}
