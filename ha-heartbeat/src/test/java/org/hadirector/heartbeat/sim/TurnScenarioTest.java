package org.hadirector.heartbeat.sim;

import static org.hadirector.heartbeat.sim.Scenario.MS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.hadirector.heartbeat.decide.CoreEvent.Kind;
import org.hadirector.heartbeat.decide.Mutants;
import org.hadirector.heartbeat.decide.PairCore;
import org.junit.jupiter.api.Test;

/** Who goes first when nobody is heard, and when that no longer matters. */
class TurnScenarioTest {
    @Test
    void shouldNotWaitForTurnsLongAfterAnOutage() {
        Scenario s = Scenario.running();
        s.pair.node(0).powerOff();
        s.untilServedBy(1, 2 * s.deadtime);
        s.pair.node(1).carrier(false);
        s.run(2 * s.deadtime);
        s.pair.node(1).carrier(true);
        s.untilServedBy(1, 8 * s.deadtime);
        s.run(20 * s.deadtime);
        long stall = 2 * s.lease;
        s.pair.node(1).stall(stall);
        s.run(stall);
        s.expectServer(-1);
        long took = s.untilServedBy(1, 4 * s.deadtime);
        assertTrue(took <= s.deadtime + 10 * MS, "a deadtime of distrust of itself and no more: " + took / MS + " ms");
    }

    /** The loser of ties sees nothing of a claim whose address comes last but its probes. */
    @Test
    void shouldLeaveTheGroupToWhoIsHeardProbing() {
        assertEquals(1, claimsWhileTheFirstStartsSlowly(PairCore::new));
        assertEquals(2, claimsWhileTheFirstStartsSlowly(Mutants.heedless()));
    }

    private static long claimsWhileTheFirstStartsSlowly(CoreFactory factory) {
        SimPair pair = SimPair.told(SimSettings.usual(), 4711, factory);
        long deadtime = pair.settings().timing().deadtimeNs();
        pair.network().cutAll(true);
        pair.node(0).resources().startsTakeExactly(3 * deadtime);
        pair.node(0).start();
        pair.node(1).start();
        pair.run(12 * deadtime);
        return pair.audits().events().stream()
                .filter(told -> told.event().kind() == Kind.CLAIM)
                .count();
    }
}
