package org.hadirector.linux;

import java.time.Duration;

/** A program whose real-time thread never has to wait for anything; with an argument it takes a breath now and then. */
final class Runaway {
    /** Above the limit and below it: how long the program wants to run. */
    private static final Duration LIFE = Duration.ofSeconds(4);

    static final Duration LIMIT = Duration.ofSeconds(2);

    private Runaway() {}

    public static void main(String[] arguments) {
        Breath breath = new Breath();
        require(Realtime.limitRunaways(LIMIT));
        require(Realtime.limitRunaways(LIMIT.multipliedBy(2))); // the lower one stays
        require(Realtime.fifo(1));
        long endNs = System.nanoTime() + LIFE.toNanos();
        while (System.nanoTime() - endNs < 0) {
            if (arguments.length > 0) {
                breath.take();
            }
        }
    }

    private static void require(Realtime.Outcome outcome) {
        if (outcome instanceof Realtime.Refused) {
            throw new IllegalStateException(outcome.toString());
        }
    }
}
