package org.hadirector.heartbeat.decide;

/**
 * Whether the peer's probes would find us: our LAN works and the VIP is up there, both for so long that some probes of
 * whoever suspects us came in between. An outage of no more than a lease counts for nothing: whoever probed before it
 * began to count silence anew. Times are monotonic, in ns.
 */
final class VipPresence {
    private static final long NEVER = ProbeRounds.NEVER;

    private final Pace pace;
    /** No claim that was granted waits for its VIP to come up. */
    private boolean answering = true;
    /** No witness answered three rounds in a row, nor since. */
    private boolean broken;
    /** Since when our LAN works, outages of a lease aside, and answers of ours for the VIP can be heard there. */
    private long shownSinceNs = NEVER;
    /** The youngest proof of our LAN that came when it had been shown there for a probe window. */
    private long shownNs = NEVER;

    VipPresence(Pace pace) {
        this.pace = pace;
    }

    /** No witness answered three rounds in a row. */
    void lanBroke() {
        broken = true;
    }

    /**
     * A witness answered.
     *
     * @param creditedNs of when that is a proof
     * @param lastAnswerNs when somebody answered before
     */
    void lanProven(long creditedNs, long lastAnswerNs, long nowNs) {
        if (shownSinceNs == NEVER || broken && nowNs - lastAnswerNs > pace.leaseNs()) {
            shownSinceNs = nowNs;
        }
        broken = false;
        if (answering && creditedNs - shownSinceNs >= pace.probeWindowNs()) {
            shownNs = creditedNs;
        }
    }

    /** The carrier is gone, and with it all that was proven. */
    void carrierLost() {
        shownSinceNs = NEVER;
        shownNs = NEVER;
    }

    /** From now on another LAN is meant; what was proven of the former one is good as long as it is young. */
    void moved() {
        shownSinceNs = NEVER;
    }

    /** A claim that was granted begins: nobody answers for the VIP until {@link #show}. */
    void hide() {
        answering = false;
        shownNs = NEVER;
    }

    /** The VIP is up: from now on the peer's probes find us, if they did not before. */
    void show(long nowNs) {
        if (!answering) {
            answering = true;
            shownSinceNs = shownSinceNs == NEVER ? NEVER : nowNs;
        }
    }

    /** A claim without a grant begins, after a window of silence on a LAN that was proven throughout, lastly then. */
    void trust(long creditedNs) {
        answering = true;
        shownNs = creditedNs;
    }

    /** The youngest moment at which the peer's probes certainly found us, {@link ProbeRounds#NEVER} for none. */
    long shownNs() {
        return shownNs;
    }
}
