package org.hadirector.heartbeat.decide;

/**
 * Epochs on disk: reserved ahead in blocks while idle, so that no fsync lies on the takeover path, and never used
 * before the disk has confirmed them. Epochs heard from the peer raise what must be reserved.
 */
public class EpochLedger {
    private static final long BLOCK = 64;
    private static final long LOW_WATER = 32;

    private final long retryNs;
    private long highest;
    private long reservedUpTo;
    private long requestedUpTo;
    private long retryAtNs = Long.MIN_VALUE;
    /** Why the disk refuses, once told; empty when it does not. */
    private String trouble = "";

    /**
     * @param firstEpoch the highest epoch found on disk: an earlier run may have used everything up to it
     * @param retryNs how long to wait after a failed reservation
     */
    public EpochLedger(long firstEpoch, long retryNs) {
        this.highest = firstEpoch;
        this.reservedUpTo = firstEpoch;
        this.requestedUpTo = firstEpoch;
        this.retryNs = retryNs;
    }

    /** An epoch is known to exist, here or at the peer. */
    public void seen(long epoch) {
        highest = Math.max(highest, epoch);
    }

    /** Whether this epoch may be used: it is on disk. */
    public boolean covers(long epoch) {
        return epoch <= reservedUpTo;
    }

    /** @return whether this was for the ledger */
    boolean take(Input input, long nowNs, Outbox out) {
        if (input instanceof Input.EpochReserved reserved) {
            reserved(reserved.upTo(), out);
        } else if (input instanceof Input.EpochReserveFailed failed) {
            failed(nowNs, out, failed.reason());
        } else if (input instanceof Input.EpochsLost lost) {
            lost(lost.reason(), out);
        } else {
            return false;
        }
        return true;
    }

    /** An owner goes on with the epoch that it has; a later one is used only when the disk has it again. */
    private void lost(String reason, Outbox out) {
        reservedUpTo = Math.min(reservedUpTo, highest);
        requestedUpTo = reservedUpTo;
        retryAtNs = Long.MIN_VALUE;
        trouble = reason;
        out.tell(CoreEvent.Kind.ALARM, "", "disk", "reserved epochs are lost: " + reason, reservedUpTo);
    }

    private void reserved(long upTo, Outbox out) {
        if (!trouble.isEmpty()) {
            trouble = "";
            out.tell(CoreEvent.Kind.DISK_WORKS, "", "disk", "epochs are reserved again", upTo);
        }
        reservedUpTo = Math.max(reservedUpTo, upTo);
        requestedUpTo = Math.max(requestedUpTo, reservedUpTo);
    }

    private void failed(long nowNs, Outbox out, String reason) {
        requestedUpTo = reservedUpTo;
        retryAtNs = nowNs + retryNs;
        if (reason.equals(trouble)) {
            return; // tried again each deadtime: said once
        }
        trouble = reason;
        out.tell(CoreEvent.Kind.ALARM, "", "disk", "cannot reserve epochs: " + reason, reservedUpTo);
    }

    void cycle(long nowNs, Outbox out) {
        boolean low = requestedUpTo - highest < LOW_WATER;
        boolean outstanding = requestedUpTo > reservedUpTo;
        if (low && !outstanding && nowNs >= retryAtNs) {
            requestedUpTo = highest + BLOCK;
            out.reserve(requestedUpTo);
        }
    }

    public long highest() {
        return highest;
    }

    public long reservedUpTo() {
        return reservedUpTo;
    }
}
