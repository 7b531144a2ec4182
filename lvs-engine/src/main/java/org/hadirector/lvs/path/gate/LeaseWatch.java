package org.hadirector.lvs.path.gate;

import java.util.function.LongSupplier;
import org.hadirector.lvs.path.Frame;

/**
 * Keeps the packet thread to the leases: it looks at the clock when a batch begins and before it leaves. A frame for an
 * address whose lease was over when its batch began is not served, at most it may wait for the next owner; when a
 * lease, or the time to wait, has run out while a batch was at hand, the process was stopped, and the whole batch is
 * forgotten. Whatever is stopped later than the last look is kept back by the gate's other side, if it speaks in the
 * name of a guarded address.
 */
final class LeaseWatch {
    /** What may be done with a frame. */
    enum Standing {
        /** It is for no guarded address, or the lease of that runs. */
        SERVED,
        /** Nobody is known to serve its address: it may wait, or be sent to who does by now. */
        HELD,
        /** Nothing. */
        SILENT
    }

    private final Leases leases;
    private final LongSupplier nanoTime;
    private long begunNs;
    private int lapses;

    /** When the first of the batch's frames that are held may wait no longer. */
    private long heldUntilNs;

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
        heldUntilNs = Long.MAX_VALUE;
    }

    /** What may be done with a received frame; one that must be silent is counted. */
    Standing standing(Frame frame) {
        Leases.Lease lease = leases.of(frame);
        if (lease == null || !lease.isOver(begunNs)) {
            return Standing.SERVED;
        }
        long untilNs = lease.heldUntilNs();
        if (untilNs <= begunNs) {
            lost(1);
            return Standing.SILENT;
        }
        heldUntilNs = Math.min(heldUntilNs, untilNs);
        return Standing.HELD;
    }

    /** Whether the batch at hand may leave; the next one begins. */
    boolean mayLeave() {
        long nowNs = nanoTime.getAsLong();
        boolean may = nowNs < heldUntilNs && !leases.haveLapsed(lapses, begunNs, nowNs);
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
