package org.hadirector.heartbeat.sim;

import org.hadirector.heartbeat.decide.PairCore;

/** Plays many seeds and reports; printing is left to the caller (the command line). */
public final class SimMain {
    private static final int TRACE_LINES = 120;

    private SimMain() {}

    /**
     * Plays the seeds {@code first} to {@code first + count - 1} with the product's core.
     *
     * @return a line with the number of violations, then the first one with its last steps
     */
    public static Report play(long first, long count) {
        return play(first, count, PairCore::new);
    }

    /** As {@link #play(long, long)} with other cores; stops at the first violation. */
    public static Report play(long first, long count, CoreFactory factory) {
        for (long seed = first; seed < first + count; seed++) {
            if (SimRun.play(seed, factory, 0) != null) {
                String story = SimRun.play(seed, factory, TRACE_LINES);
                return new Report(seed - first + 1, false, seed, story);
            }
        }
        return new Report(count, true, -1, count + " seeds from " + first + ", no violation");
    }

    /**
     * The outcome of many seeds.
     *
     * @param played how many were played
     * @param ok no violation
     * @param seed of the first violation, -1 when there is none
     * @param text for people: the violation with its last steps
     */
    public record Report(long played, boolean ok, long seed, String text) {}
}
