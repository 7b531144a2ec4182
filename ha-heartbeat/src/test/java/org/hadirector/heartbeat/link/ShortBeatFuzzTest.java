package org.hadirector.heartbeat.link;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/** Hostile beats on a serial line. {@code -Dfuzz.inputs=N} plays more than the slice of the test run. */
class ShortBeatFuzzTest {
    private static final long INPUTS = Long.getLong("fuzz.inputs", 50_000);
    private static final long SEED = Long.getLong("fuzz.seed", 1);
    private static final int ROUND = 2_000;
    /** A digest, and now and then a good beat each way in full. */
    private static final long MOST_BYTES_PER_INPUT = 16_384;

    @Test
    void shouldRefuseOrUnderstandAndNeverThrow() {
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long startNs = System.nanoTime();
        long before = threads.getCurrentThreadAllocatedBytes();
        long understood = 0;
        long played = 0;
        for (long seed = SEED; played < INPUTS; seed++) {
            ShortBeatFuzz fuzz = new ShortBeatFuzz(seed);
            try {
                fuzz.feed(ROUND);
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("replay: -Dfuzz.seed=" + seed, e);
            }
            played += ROUND;
            understood += fuzz.understood();
        }
        long bytes = (threads.getCurrentThreadAllocatedBytes() - before) / played;
        java.util.logging.Logger.getLogger("figures")
                .info(String.format(
                        "%d hostile short beats, %d good ones between them, %d ns and %d bytes each",
                        played, understood, (System.nanoTime() - startNs) / played, bytes));
        assertTrue(understood > played / 200, "the line fell silent");
        assertTrue(bytes < MOST_BYTES_PER_INPUT, bytes + " bytes allocated for each input");
    }
}
