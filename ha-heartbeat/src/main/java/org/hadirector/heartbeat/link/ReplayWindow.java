package org.hadirector.heartbeat.link;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Lets each beat of the peer through once and never an older one: on this link the sequence must rise, and no run of
 * the peer counts once a later run was heard on any link. Losing or overtaken beats leave gaps; a late one is worth
 * nothing, because each beat is complete. One thread at a time; the newest run is shared by all links of a node.
 *
 * <p>After a restart of this node the window is empty: a recording could then be played until the peer's next real
 * beat. That is why the core counts a run of the peer only from a beat on whose echo shows that it hears this run.
 */
public final class ReplayWindow {
    private final Runs runs;
    private long bootId;
    private long sequence;
    private boolean empty = true;

    /** @param runs one for all links of a node */
    public ReplayWindow(Runs runs) {
        this.runs = runs;
    }

    /** The newest run of the peer that was heard on any link. Any thread. */
    public static final class Runs {
        private final AtomicLong newest = new AtomicLong();

        private boolean over(long bootId) {
            return BootId.newer(newest.get(), bootId);
        }

        private void heard(long bootId) {
            newest.accumulateAndGet(bootId, (a, b) -> BootId.newer(b, a) ? b : a);
        }
    }

    /** Whether the beat is new; if so it is remembered. */
    public boolean accept(long beatBootId, long beatSequence) {
        if (runs.over(beatBootId)) {
            return false;
        }
        boolean sameRun = !empty && beatBootId == bootId;
        if (sameRun && Long.compareUnsigned(beatSequence, sequence) <= 0) {
            return false;
        }
        runs.heard(beatBootId);
        bootId = beatBootId;
        sequence = beatSequence;
        empty = false;
        return true;
    }
}
