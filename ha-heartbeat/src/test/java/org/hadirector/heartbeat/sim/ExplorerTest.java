package org.hadirector.heartbeat.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Set;
import org.hadirector.heartbeat.decide.Mutants;
import org.hadirector.heartbeat.decide.PairCore;
import org.hadirector.heartbeat.sim.SimWorld.Move;
import org.hadirector.heartbeat.sim.explore.Explorer;
import org.hadirector.heartbeat.sim.explore.Explorer.Found;
import org.junit.jupiter.api.Test;

/** Everything that can happen in the first moments of a pair, with the real core. */
class ExplorerTest {
    private static final int TICKS = 5;

    @Test
    void shouldFindNoBrokenPromiseInAnyStateThatTwoFaultsReach() {
        Found found = explorer(PairCore::new).explore(TICKS, () -> true);
        assertNull(found.violation());
        assertEquals(TICKS, found.ticks());
        assertTrue(found.states() > 1_000, found::toString);
        java.util.logging.Logger.getLogger("figures")
                .info((found.states() + " distinct states in " + found.ticks() + " keepalives from boot"));
    }

    @Test
    void shouldFindABrokenCore() {
        CoreFactory broken = Mutants.all().get("takes without probing for the address");
        Found found = new Explorer(Explorer.usual(), broken, 1).explore(2 * TICKS, () -> true);
        assertNotNull(found.violation(), found::toString);
        assertTrue(found.violation().startsWith("I1: both nodes serve vip"), found::toString);
        assertTrue(found.violation().contains("moves: tick "), found::toString);
    }

    @Test
    void shouldStopWhenItIsToldTo() {
        assertEquals(new Found(0, 0, null), explorer(PairCore::new).explore(TICKS, () -> false));
    }

    /** A pair at rest comes back to the same few states although its clocks and counters go on. */
    @Test
    void shouldTellStatesApartByWhatDecidesOnly() {
        SimWorld world = settled(40);
        Set<String> states = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            world.play(Move.NOTHING);
            states.add(world.state());
        }
        assertTrue(states.size() < 50, states.size() + " states of a pair at rest");
        assertEquals(settled(30).state(), settled(30).state());
        world.play(Move.CUT_FROM_FIRST);
        assertTrue(states.add(world.state()), "a cut link is news");
    }

    private static Explorer explorer(CoreFactory factory) {
        return new Explorer(Explorer.usual(), factory, 2);
    }

    private static SimWorld settled(int ticks) {
        SimWorld world = new SimWorld(Explorer.usual(), PairCore::new);
        for (int i = 0; i < ticks; i++) {
            world.play(Move.NOTHING);
        }
        assertNull(world.violation());
        return world;
    }
}
