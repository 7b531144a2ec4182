package org.hadirector.heartbeat.sim;

import static org.junit.jupiter.api.Assertions.fail;

import org.hadirector.heartbeat.decide.PairCore;
import org.hadirector.heartbeat.sim.swarm.SceneDrawer;
import org.junit.jupiter.api.Test;

/** Random storms over pairs that own where more ping nodes are seen. */
class PingStormTest {
    private static final long SEEDS = 60;

    private static String violation(long seed, int traceLines) {
        SimPair pair = SimRun.play(SceneDrawer.drawIpfail(seed), PairCore::new, traceLines, false);
        String found = pair.audits().violation();
        return found == null ? null : "seed " + seed + ": " + found + "\n" + pair.lastSteps();
    }

    @Test
    void shouldKeepAllInvariantsAndEndWithOneOwner() {
        for (long seed = 0; seed < SEEDS; seed++) {
            if (violation(seed, 0) != null) {
                fail(violation(seed, 150));
            }
        }
    }
}
