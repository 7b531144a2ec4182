package org.hadirector.heartbeat.link;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Lets each beat of the peer through once and never an older one: on this link the sequence must rise, and no run of
 * the peer counts once a later run was heard on any link. Losing or overtaken beats leave gaps; a late one is worth
 * nothing, because each beat is complete. One thread at a time; the newest boot id is shared by all links of a node.
 *
 * <p>After a restart of this node the window is empty: a recording of the peer's present run could then be played until
 * the peer's next real beat. That is why the core counts only beats whose echo shows that they hear this run.
 */
public final class ReplayWindow {
    private final AtomicLong newestBootId;
    private long bootId;
    private long sequence;
    private boolean empty = true;

    /** @param newestBootId the newest run of the peer heard on any link, 0 before the first */
    public ReplayWindow(AtomicLong newestBootId) {
        this.newestBootId = newestBootId;
    }

    /** Whether the beat is new; if so it is remembered. */
    public boolean accept(long beatBootId, long beatSequence) {
        if (BootId.newer(newestBootId.get(), beatBootId)) {
            return false;
        }
        boolean sameRun = !empty && beatBootId == bootId;
        if (sameRun && Long.compareUnsigned(beatSequence, sequence) <= 0) {
            return false;
        }
        newestBootId.accumulateAndGet(beatBootId, (a, b) -> BootId.newer(b, a) ? b : a);
        bootId = beatBootId;
        sequence = beatSequence;
        empty = false;
        return true;
    }
}
