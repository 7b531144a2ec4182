package org.hadirector.lvs.path.memory;

import org.hadirector.lvs.path.PathCounters;

/** What the software path counts; guarded by its lock. */
final class MemoryCounts {
    /** What may become of a frame. */
    enum What {
        RECEIVED,
        FORWARDED,
        LOCAL,
        DROPPED,
        DIVERTED,
        CARRIED,
        SILENCED,
        SILENCED_ARP
    }

    private final long[] counts = new long[What.values().length];

    void count(What what) {
        counts[what.ordinal()]++;
    }

    private long of(What what) {
        return counts[what.ordinal()];
    }

    /** In the path's own words; nothing is ever truncated, overrun or refused here. */
    PathCounters snapshot() {
        return new PathCounters(
                of(What.RECEIVED),
                of(What.FORWARDED),
                of(What.LOCAL),
                of(What.DROPPED),
                0,
                0,
                0,
                of(What.DIVERTED),
                of(What.CARRIED),
                of(What.SILENCED),
                of(What.SILENCED_ARP));
    }
}
