package org.hadirector.heartbeat.sim;

/** What a node's disk keeps over restarts and power cuts. */
public final class SimDisk {
    private long epoch;
    private boolean full;

    /** Whether writes fail. */
    public void full(boolean isFull) {
        full = isFull;
    }

    boolean write(long upTo) {
        if (full) {
            return false;
        }
        epoch = Math.max(epoch, upTo);
        return true;
    }

    /** The highest epoch on disk. */
    public long epoch() {
        return epoch;
    }
}
