package org.hadirector.heartbeat.link;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/** Hostile beats at the only door that they have. {@code -Dfuzz.inputs=N} plays more than the slice of the test run. */
class BeatFuzzTest {
    private static final long INPUTS = Long.getLong("fuzz.inputs", 200_000);
    private static final long SEED = Long.getLong("fuzz.seed", 1);
    private static final int ROUND = 2_000;
    /** A refused beat costs a digest; an accepted one its groups, at most 64. */
    private static final long MOST_BYTES_PER_INPUT = 16_384;

    @Test
    void shouldRefuseOrAcceptAndNeverThrow() {
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long startNs = System.nanoTime();
        long before = threads.getCurrentThreadAllocatedBytes();
        long accepted = 0;
        long played = 0;
        for (long seed = SEED; played < INPUTS; seed++) {
            BeatFuzz fuzz = new BeatFuzz(seed);
            fuzz.feed(ROUND);
            played += ROUND;
            accepted += fuzz.accepted();
        }
        long bytes = (threads.getCurrentThreadAllocatedBytes() - before) / played;
        java.util.logging.Logger.getLogger("figures")
                .info(String.format(
                        "%d hostile beats, %d accepted, %d ns and %d bytes each",
                        played, accepted, (System.nanoTime() - startNs) / played, bytes));
        assertTrue(accepted > 0, "no input got through the door, so nothing behind it was tried");
        assertTrue(bytes < MOST_BYTES_PER_INPUT, bytes + " bytes allocated for each input");
    }
}
