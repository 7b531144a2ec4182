package org.hadirector.heartbeat.decide;

import org.hadirector.heartbeat.decide.CoreSettings.Timing;

/**
 * The times that follow from K, D and L, each derived in one place. All nanoseconds.
 *
 * <p>Why the window in which the VIP must be silent is L + p and not p alone: an owner that hears nothing of us serves
 * on the strength of its LAN proof, for at most L after it ({@link Entitlement}). Its LAN may break and heal again;
 * after L + p of silence its gate is certainly closed. As the window is watched from suspicion on, it costs nothing at
 * D.
 */
public final class Pace {
    private static final int FAST_ROUNDS_PER_WINDOW = 4;
    private static final int SLOW_ROUNDS_PER_LEASE = 8;
    private static final int RENEWALS_PER_LEASE = 4;

    private final Timing timing;

    public Pace(Timing timing) {
        this.timing = timing;
    }

    public long keepaliveNs() {
        return timing.keepaliveNs();
    }

    public long warntimeNs() {
        return timing.warntimeNs();
    }

    public long deadtimeNs() {
        return timing.deadtimeNs();
    }

    public long initdeadNs() {
        return Math.max(timing.initdeadNs(), timing.deadtimeNs());
    }

    public long leaseNs() {
        return timing.leaseNs();
    }

    public long grantNs() {
        return timing.grantNs();
    }

    public long probeWindowNs() {
        return timing.probeWindowNs();
    }

    /** Between two lease renewals. */
    public long renewalNs() {
        return timing.leaseNs() / RENEWALS_PER_LEASE;
    }

    /** Between two probe rounds in the last stretch before a verdict. */
    public long fastProbeNs() {
        long byWindow = timing.probeWindowNs() / FAST_ROUNDS_PER_WINDOW;
        return Math.max(1, Math.min(byWindow, timing.leaseNs() / SLOW_ROUNDS_PER_LEASE));
    }

    /** Between two probe rounds while there is suspicion, or while an owner lives on its LAN proof. */
    public long slowProbeNs() {
        return Math.max(fastProbeNs(), timing.leaseNs() / SLOW_ROUNDS_PER_LEASE);
    }

    /**
     * How long a peer that has just started may say "not ready" without meaning it: its LAN is unproven until a first
     * witness answers, and it gives up looking for one after D. D is at least 4K, so it covers the 3K of turns.
     */
    public long bootSettleNs() {
        return timing.deadtimeNs();
    }

    /** How long after a probe for the VIP its sender counts as a rival: each node probes once per keepalive or more. */
    public long rivalNs() {
        return 3 * timing.keepaliveNs();
    }

    /** How much longer the node whose turn comes later leaves the VIP to a rival that probes for it. */
    public long patienceNs() {
        return 4 * timing.deadtimeNs();
    }

    /** How long the VIP must be silent before a bereaved node may serve. */
    public long vipSilenceNs() {
        return timing.leaseNs() + timing.probeWindowNs();
    }

    /** Silence of the peer from which on probes are sent, early enough to be done at deadtime. */
    public long suspicionNs() {
        long early = timing.deadtimeNs() - vipSilenceNs() - 2 * slowProbeNs() - 2 * fastProbeNs();
        return Math.max(early, 2 * timing.keepaliveNs());
    }

    /**
     * How long after a beat that the peer is known to have heard it cannot be bereaved of us: less than deadtime by a
     * tick of the gate's clock and a hundredth for the drift between two clocks.
     */
    public long confirmedNs() {
        return timing.deadtimeNs() - Timing.TICK_NS - timing.deadtimeNs() / 100;
    }

    /** A cycle later than this is a stall. */
    public long lateNs() {
        return Math.max(timing.probeWindowNs(), timing.keepaliveNs() / 2);
    }
}
