package org.hadirector.heartbeat.sim;

import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * The real servers of a LAN, all of them witnesses. The more there are, the likelier one of them is heard whatever the
 * LAN loses; its luck is its own, so that a seed's other losses do not depend on their number.
 */
final class SimCrowd {
    private final SimQueue queue;
    private final SplittableRandom random;
    private final int size;

    SimCrowd(SimQueue queue, SplittableRandom random, int size) {
        this.queue = queue;
        this.random = random;
        this.size = size;
    }

    /**
     * One round of probes for all of them.
     *
     * @param loss of each frame, a probability
     * @param answers told of every answer that arrives, when it does
     */
    void probe(double loss, Consumer<String> answers) {
        for (int i = 1; i <= size; i++) {
            boolean arrives = random.nextDouble() >= loss && random.nextDouble() >= loss;
            long roundTripNs = 60_000 + random.nextLong(800_000);
            String name = "real server " + i;
            if (arrives) {
                queue.in(roundTripNs, () -> answers.accept(name));
            }
        }
    }
}
