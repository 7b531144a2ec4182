package org.hadirector.heartbeat.decide;

import org.hadirector.heartbeat.decide.CoreSettings.Timing;
import org.hadirector.heartbeat.link.StatusMessage.Terms;

/**
 * The times that follow from K, D and L, each derived in one place. All nanoseconds. One object serves all parts of a
 * core, so that a reload changes a time for all of them at once.
 *
 * <p>While the files of the nodes differ, as they do between the reloads of the two, each pair of times is settled to
 * the safe side: who waits for the other one's silence waits for the longer deadtime and lease, who serves serves for
 * the shorter ones, and both beat at the faster rhythm. So a standby that was told a shorter deadtime first does not
 * take what its peer may still serve by the longer one.
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
    private static final int BRIEF_ECHOES_PER_LEASE = 8;
    private static final int ROUNDS_TO_SEE_A_GATE = 8;
    static final long ROUND_TRIP_NS = 3_000_000;

    private Timing timing;
    private Terms peer;

    /** @throws IllegalArgumentException when a lease would outlast deadtime: the silence of a node proves its end */
    public Pace(Timing timing) {
        retime(timing);
    }

    /** Other times from now on. */
    final void retime(Timing now) {
        if (now.leaseNs() >= now.deadtimeNs()) {
            throw new IllegalArgumentException("a lease must be shorter than deadtime: " + now);
        }
        timing = now;
    }

    /** What the other node goes by while its files differ from ours; null when they agree or nothing is known. */
    void peerTerms(Terms now) {
        peer = now;
    }

    /** What this node's own files say, for the other one. */
    Terms terms() {
        return new Terms(timing.keepaliveNs(), timing.deadtimeNs(), timing.leaseNs());
    }

    public long keepaliveNs() {
        return peer == null ? timing.keepaliveNs() : Math.min(timing.keepaliveNs(), peer.keepaliveNs());
    }

    /** In proportion to the deadtime that counts: the peer may beat as slowly as its own files say. */
    public long warntimeNs() {
        double longer = (double) deadtimeNs() / timing.deadtimeNs();
        return longer == 1 ? timing.warntimeNs() : (long) (timing.warntimeNs() * longer);
    }

    /** How long the peer must be silent to count as dead. */
    public long deadtimeNs() {
        return peer == null ? timing.deadtimeNs() : Math.max(timing.deadtimeNs(), peer.deadtimeNs());
    }

    /** After how much silence of ours the peer may count us as dead. */
    private long patienceOfPeerNs() {
        return peer == null ? timing.deadtimeNs() : Math.min(timing.deadtimeNs(), peer.deadtimeNs());
    }

    public long initdeadNs() {
        return Math.max(timing.initdeadNs(), deadtimeNs());
    }

    /** How long our own lease runs. */
    public long leaseNs() {
        return timing.leaseNs();
    }

    /** How long an answer to our question is good. */
    public long grantNs() {
        return patienceOfPeerNs() / 2;
    }

    /**
     * How long a grant alone entitles to serve, from when the question left: the granter, once it hears of the claim,
     * may be bereaved of us a lease after the last of our beats that it heard.
     */
    public long grantedNs() {
        return Math.min(grantNs(), leaseNs());
    }

    /** Between two beats of an owner whose right rests on brief echoes. */
    public long briefNs() {
        return Math.min(keepaliveNs(), timing.leaseNs() / BRIEF_ECHOES_PER_LEASE);
    }

    /** How long a promise stands that we gave with a grant. */
    public long holdNs() {
        return deadtimeNs();
    }

    public long probeWindowNs() {
        return Math.min(deadtimeNs() / 10, Timing.LONGEST_PROBE_WINDOW_NS);
    }

    /** Between two lease renewals. */
    public long renewalNs() {
        return timing.leaseNs() / RENEWALS_PER_LEASE;
    }

    /** Between two probe rounds in the last stretch before a verdict. */
    public long fastProbeNs() {
        long byWindow = probeWindowNs() / FAST_ROUNDS_PER_WINDOW;
        return Math.max(1, Math.min(byWindow, timing.leaseNs() / SLOW_ROUNDS_PER_LEASE));
    }

    /**
     * Between two probe rounds when there are signs of the peer's death; never less than a busy LAN needs to answer.
     */
    public long pressingProbeNs() {
        long fast = fastProbeNs();
        return Math.max(1, Math.min(fast / 2, Math.max(fast / 4, ROUND_TRIP_NS)));
    }

    /** How long a dead process's gate must be seen closed: a number of rounds, however closely they follow. */
    public long gateClosedNs() {
        return ROUNDS_TO_SEE_A_GATE * pressingProbeNs();
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
        return deadtimeNs();
    }

    /** How long after a probe for the VIP its sender counts as a rival: each node probes once per keepalive or more. */
    public long rivalNs() {
        return 3 * timing.keepaliveNs();
    }

    /** How much longer the node whose turn comes later leaves the VIP to a rival that probes for it. */
    public long patienceNs() {
        return 4 * deadtimeNs();
    }

    /** After so much silence of the VIP on a working LAN no node waits for its turn any more. */
    public long longestTurnNs() {
        return vipSilenceNs() + deadtimeNs() + 2 * keepaliveNs() + patienceNs();
    }

    /** How long the VIP must be silent before a bereaved node may serve. */
    public long vipSilenceNs() {
        long lease = peer == null ? timing.leaseNs() : Math.max(timing.leaseNs(), peer.leaseNs());
        return lease + probeWindowNs();
    }

    /** After how much silence of the VIP it counts however many frames the LAN loses. */
    public long longestSilenceNs() {
        return vipSilenceNs() + 4 * deadtimeNs();
    }

    /** Silence of the peer from which on probes are sent, early enough to be done at deadtime. */
    public long suspicionNs() {
        long early = deadtimeNs() - vipSilenceNs() - 2 * slowProbeNs() - 2 * fastProbeNs();
        return Math.max(early, 2 * keepaliveNs());
    }

    /**
     * How long after a beat that the peer is known to have heard it cannot be bereaved of us: less than deadtime by a
     * tick of the gate's clock and a hundredth for the drift between two clocks.
     */
    public long confirmedNs() {
        return patienceOfPeerNs() - Timing.TICK_NS - patienceOfPeerNs() / 100;
    }

    /** A cycle later than this is a stall. */
    public long lateNs() {
        return Math.max(probeWindowNs(), keepaliveNs() / 2);
    }
}
