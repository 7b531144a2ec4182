package org.hadirector.heartbeat.decide;

/**
 * The rounds of ARP probes of one group: when they left, and whether a witness answered. Times are monotonic, in ns.
 */
final class ProbeRounds {
    static final long NEVER = Long.MIN_VALUE;

    private final Pace pace;
    private long lastNs = NEVER;
    private long previousNs = NEVER;
    /** Whether a witness answered the last one. */
    private boolean proven;
    /** How many before it ended without one, in a row. */
    private int unprovenRounds;

    ProbeRounds(Pace pace) {
        this.pace = pace;
    }

    /**
     * The present round ends, for the next is about to {@link #begin}.
     *
     * @return how many ended without an answer, in a row up to it
     */
    int end() {
        unprovenRounds = lastNs == NEVER || proven ? 0 : unprovenRounds + 1;
        return unprovenRounds;
    }

    /** A round leaves. */
    void begin(long nowNs) {
        previousNs = lastNs;
        lastNs = nowNs;
        proven = false;
    }

    /** A witness answered. */
    void answered() {
        proven = true;
    }

    /** Whether any has left. */
    boolean any() {
        return lastNs != NEVER;
    }

    /** When the last one left, {@link #NEVER} when none has. */
    long lastNs() {
        return lastNs;
    }

    boolean proven() {
        return proven;
    }

    /** Whether no witness has answered the last one yet. */
    boolean open() {
        return any() && !proven;
    }

    /** Whether the one before the present one ended without an answer, and the present one has none yet either. */
    boolean missed() {
        return unprovenRounds > 0 && !proven;
    }

    /**
     * When the question certainly left that is answered now: the round before the last, and where rounds follow closely
     * not less than the usual time between two ago, so that quick rounds make no late answer look younger.
     */
    long creditNs(long nowNs) {
        return previousNs == NEVER ? lastNs : Math.min(previousNs, nowNs - pace.slowProbeNs());
    }
}
