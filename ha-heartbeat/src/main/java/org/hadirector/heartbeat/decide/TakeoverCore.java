package org.hadirector.heartbeat.decide;

import java.util.List;

/**
 * One node's decision core. {@code step} is a pure function of what was given before: it never reads a clock and never
 * acts.
 */
public interface TakeoverCore {
    /**
     * Takes one input and says what to do.
     *
     * @param nowNs monotonic time, never decreasing from call to call
     */
    List<Effect> step(Input input, long nowNs);

    /** When the core next wants a {@link Input.Cycle}, monotonic; earlier ones do no harm. */
    long nextCycleNs();

    /** The epoch of the last ownership of a group that this node knows of; 0 when it knows none. */
    long epoch(String group);

    /** What the core believes now, for status and audits. */
    CoreView view();
}
