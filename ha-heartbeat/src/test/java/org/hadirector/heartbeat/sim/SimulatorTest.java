package org.hadirector.heartbeat.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.Stream;
import org.hadirector.heartbeat.decide.Mutants;
import org.hadirector.heartbeat.decide.PairCore;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class SimulatorTest {
    private static final long SEEDS = 1_000;
    private static final long SEEDS_FOR_MUTANTS = 500;

    @Test
    void shouldKeepAllInvariantsForAThousandSeeds() {
        SimMain.Report report = SimMain.play(0, SEEDS);
        assertTrue(report.ok(), report.text());
        assertEquals(SEEDS, report.played());
    }

    @Test
    void shouldReplayASeedExactly() {
        String once = SimRun.story(77, PairCore::new, 400);
        String again = SimRun.story(77, PairCore::new, 400);
        assertFalse(once.isBlank());
        assertEquals(once, again);
    }

    @Test
    void shouldNameSeedAndLastStepsOfAViolation() {
        CoreFactory broken = Mutants.all().get("grants before it has released");
        SimMain.Report report = SimMain.play(0, SEEDS_FOR_MUTANTS, broken);
        assertFalse(report.ok());
        assertTrue(report.text().startsWith("seed " + report.seed() + ": I"), report.text());
        assertTrue(report.text().lines().count() > 20, report.text());
        assertNotNull(SimRun.play(report.seed(), broken, 0));
    }

    @TestFactory
    Stream<DynamicTest> shouldCatchEveryBrokenCore() {
        return Mutants.all().entrySet().stream()
                .map(mutant -> DynamicTest.dynamicTest(mutant.getKey(), () -> {
                    SimMain.Report report = SimMain.play(0, SEEDS_FOR_MUTANTS, mutant.getValue());
                    assertFalse(report.ok(), "not caught in " + report.played() + " seeds");
                }));
    }
}
