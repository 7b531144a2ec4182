package org.hadirector.lvs.path.gate;

import java.util.function.LongSupplier;
import org.hadirector.lvs.path.Frame;

/**
 * Keeps the packet thread to the leases: it looks at the clock when a batch begins and before it leaves. A frame for an
 * address whose lease was over when its batch began is not handled; when a lease has run out while a batch was at hand,
 * the process was stopped, and the whole batch is forgotten. Whatever is stopped later than the last look is kept back
 * by the gate's other side, if it speaks in the name of a guarded address.
 */
final class LeaseWatch {
    private final Leases leases;
    private final LongSupplier nanoTime;
    private long begunNs;
    private int lapses;

    /** Frames; written by the path's thread only. */
    private volatile long lost;

    LeaseWatch(Leases leases, LongSupplier nanoTime) {
        this.leases = leases;
        this.nanoTime = nanoTime;
    }

    /** A batch begins. */
    void begin() {
        begin(nanoTime.getAsLong());
    }

    private void begin(long nowNs) {
        lapses = leases.lapses();
        begunNs = nowNs;
    }

    /** Whether a received frame may be handled; it is counted otherwise. */
    boolean mayBeHandled(Frame frame) {
        if (leases.runs(frame, begunNs)) {
            return true;
        }
        lost(1);
        return false;
    }

    /** Whether the batch at hand may leave; the next one begins. */
    boolean mayLeave() {
        long nowNs = nanoTime.getAsLong();
        boolean may = !leases.haveLapsed(lapses, begunNs, nowNs);
        begin(nowNs);
        return may;
    }

    /** Counts frames that were forgotten. */
    void lost(int frames) {
        lost += frames;
    }

    /** Any thread. */
    long lost() {
        return lost;
    }
}
