package org.hadirector.heartbeat.sim;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.stream.Stream;
import org.hadirector.heartbeat.decide.Mutants;
import org.hadirector.heartbeat.decide.PairCore;
import org.hadirector.heartbeat.sim.swarm.SceneDrawer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Random storms over pairs with fence devices that are slow, fail, reset or switch off. */
class FenceStormTest {
    private static final long SEEDS = 300;
    private static final long SEEDS_FOR_MUTANTS = 500;

    private static String violation(long seed, CoreFactory factory, int traceLines) {
        SimPair pair = SimRun.play(SceneDrawer.drawFencing(seed), factory, traceLines, false);
        String found = pair.audits().violation();
        return found == null ? null : "seed " + seed + ": " + found + "\n" + pair.lastSteps();
    }

    @Test
    void shouldKeepAllInvariantsWithFencing() {
        for (long seed = 0; seed < SEEDS; seed++) {
            if (violation(seed, PairCore::new, 0) != null) {
                fail(violation(seed, PairCore::new, 150));
            }
        }
    }

    @TestFactory
    Stream<DynamicTest> shouldCatchEveryCoreThatFencesWrongly() {
        return Mutants.fencing().entrySet().stream()
                .map(mutant -> DynamicTest.dynamicTest(mutant.getKey(), () -> {
                    String found = null;
                    for (long seed = 0; seed < SEEDS_FOR_MUTANTS && found == null; seed++) {
                        found = violation(seed, mutant.getValue(), 0);
                    }
                    assertNotNull(found, "not caught in " + SEEDS_FOR_MUTANTS + " seeds");
                    assertTrue(found.contains("I7"), found);
                }));
    }
}
