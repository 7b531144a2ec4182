package org.hadirector.lvs.fuzz;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** Hostile packets into the engine. {@code -Dfuzz.inputs=N} plays more than the slice of the test run. */
class EngineFuzzTest {
    private static final long INPUTS = Long.getLong("fuzz.inputs", 200_000);
    private static final long SEED = Long.getLong("fuzz.seed", 1);
    private static final int ROUND = 5_000;

    @Test
    void shouldForwardOnlyWhatItMayAndCountTheRest() {
        long startNs = System.nanoTime();
        long forwarded = 0;
        long played = 0;
        for (long seed = SEED; played < INPUTS; seed++) {
            EngineFuzz fuzz = new EngineFuzz(seed);
            fuzz.run(ROUND);
            played += ROUND;
            forwarded += fuzz.forwarded();
        }
        java.util.logging.Logger.getLogger("figures")
                .info(String.format(
                        "%d packets, %d forwarded, %d ns each",
                        played, forwarded, (System.nanoTime() - startNs) / played));
        assertTrue(forwarded > played / 50, "so few get through that nothing behind the door was tried");
    }
}
