package org.hadirector.heartbeat.sim;

/** What a node's disk keeps over restarts and power cuts, and how long it takes to write. */
public final class SimDisk {
    private static final long FSYNC_NS = 2_000_000;

    private long epoch;
    private long bootId;
    private long unsavedBootId;
    private boolean full;
    private long slowNs;
    /** What an image of the disk holds that was made after the first write. */
    private long oldEpoch;

    private long oldBootId;

    /** Whether writes fail. */
    public void full(boolean isFull) {
        full = isFull;
    }

    /** How much longer than usual an fsync takes, nanoseconds. */
    public void slow(long extraNs) {
        slowNs = extraNs;
    }

    /** The files of the state directory are gone. */
    public void lose() {
        epoch = 0;
        bootId = 0;
        unsavedBootId = 0;
    }

    /** The files of the state directory are those of long ago, as from a backup: valid, and behind the truth. */
    public void recallOld() {
        epoch = oldEpoch;
        bootId = oldBootId;
    }

    boolean write(long upTo) {
        if (full) {
            return false;
        }
        epoch = Math.max(epoch, upTo);
        if (unsavedBootId != 0) {
            bootId(unsavedBootId);
        }
        oldEpoch = oldEpoch == 0 ? epoch : oldEpoch;
        return true;
    }

    long fsyncNs() {
        return FSYNC_NS + slowNs;
    }

    /** The highest epoch on disk. */
    public long epoch() {
        return epoch;
    }

    /** Of the last run, 0 when none is known. */
    long bootId() {
        return bootId;
    }

    /** A full disk keeps the id of an earlier run until a write succeeds. */
    void bootId(long id) {
        unsavedBootId = full ? id : 0;
        if (!full) {
            bootId = id;
            oldBootId = oldBootId == 0 ? id : oldBootId;
        }
    }
}
