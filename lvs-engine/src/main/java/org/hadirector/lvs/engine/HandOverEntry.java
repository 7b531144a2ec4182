package org.hadirector.lvs.engine;

import java.util.concurrent.CountDownLatch;

/** An address on its way to another node. Belongs to the packet thread. */
final class HandOverEntry {
    /** How far it is. */
    enum Phase {
        /** Still served, but what would open a connection waits. */
        DRAINING,
        /** No longer served: everything waits. */
        HOLDING,
        /** The other node serves: everything goes there. */
        HANDED_ON
    }

    final long high;
    final long low;
    Phase phase = Phase.DRAINING;
    long untilNs;
    /** The new owner's hardware address, low 48 bits. */
    long station;
    /** Told when no connection is about to end any more. */
    CountDownLatch drained;
    /** Whether some connection was, at the last look. */
    boolean unfinished;

    HandOverEntry(long high, long low) {
        this.high = high;
        this.low = low;
    }

    boolean isOver(long nowNs) {
        return nowNs - untilNs >= 0;
    }
}
