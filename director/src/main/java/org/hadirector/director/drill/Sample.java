package org.hadirector.director.drill;

/**
 * One request of the prober: a connection of its own and one page.
 *
 * @param startNs monotonic time of the connect
 * @param endNs when the answer was complete, or the attempt was given up
 * @param outcome how it ended
 * @param server the real server that answered, empty when none did
 */
public record Sample(long startNs, long endNs, Outcome outcome, String server) {
    /** How an attempt ended. */
    public enum Outcome {
        ANSWERED,
        TIMEOUT,
        REFUSED,
        RESET,
        UNREACHABLE,
        BAD_ANSWER
    }

    public boolean good() {
        return outcome == Outcome.ANSWERED;
    }
}
