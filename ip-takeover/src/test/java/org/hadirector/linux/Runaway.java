package org.hadirector.linux;

import java.time.Duration;

/** A program whose real-time thread never has to wait for anything; with an argument it takes a breath now and then. */
final class Runaway {
    private static final Duration LIMIT = Duration.ofSeconds(2);

    /** How long the program wants to run: with breaths beyond the limit; without them a stop of all threads is one. */
    private static final Duration BREATHING = LIMIT.multipliedBy(2);

    private static final Duration BREATHLESS = Duration.ofMinutes(1);

    private Runaway() {}

    public static void main(String[] arguments) {
        Breath breath = new Breath();
        require(Realtime.limitRunaways(LIMIT));
        require(Realtime.limitRunaways(LIMIT.multipliedBy(2))); // the lower one stays
        require(Realtime.fifo(1));
        boolean breathing = arguments.length > 0;
        long endNs = System.nanoTime() + (breathing ? BREATHING : BREATHLESS).toNanos();
        while (System.nanoTime() - endNs < 0) {
            if (breathing) {
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
