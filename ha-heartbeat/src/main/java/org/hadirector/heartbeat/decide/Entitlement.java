package org.hadirector.heartbeat.decide;

import org.hadirector.heartbeat.decide.CoreSettings.OnPartition;

/**
 * How long this node may go on serving on what it knows now. It serves only while the peer cannot be bereaved of it:
 * the peer heard one of our beats less than a deadtime ago (its echo says so), or our LAN was proven less than a lease
 * ago, so that our answers reach the peer's probes: a LAN that has just come back, or an address there that is not up
 * yet, shows us to nobody ({@link LanWatch#shownNs}).
 *
 * <p>A peer that takes a dead medium for a sign does not wait a deadtime when that link falls silent, but a lease; what
 * we see of the medium ourselves does not matter. Its echoes on such a link are brief: good for a lease from when the
 * beat left that they name. Signs are for heirs of an address only.
 */
final class Entitlement {
    private Entitlement() {}

    /** Monotonic; {@link Long#MAX_VALUE} when nothing limits it but the lease itself. */
    static long untilNs(GroupFacts f) {
        OnPartition policy = f.settings.onPartition();
        boolean noWitness = !f.group.hasAddress() || !f.lan.hasWitness();
        boolean alone = policy == OnPartition.TAKE || f.fence.holds();
        if (policy == OnPartition.KEEP_MASTER || noWitness && alone) {
            return Long.MAX_VALUE;
        }
        long heard = GroupFacts.after(f.peer.confirmedNs(), f.pace.confirmedNs());
        long briefly = GroupFacts.after(f.peer.brieflyConfirmedNs(), briefNs(f));
        boolean nobodyLooks = f.peer.left(f.group.id());
        long seen = GroupFacts.after(nobodyLooks ? f.lan.provenNs() : f.lan.shownNs(), f.pace.leaseNs());
        return Math.max(Math.max(f.grantedUntilNs, heard), Math.max(briefly, seen));
    }

    private static long briefNs(GroupFacts f) {
        return f.group.hasAddress() ? f.pace.leaseNs() : f.pace.confirmedNs();
    }

    /**
     * Whether this node owns the group, or waits to be granted it, and no echo but brief ones says for how long it may
     * serve: then beats follow more closely than a keepalive, to a peer that is heard. A release may take longer than a
     * lease: the claim begins on the echo that comes with the grant.
     */
    static boolean restsOnBriefEchoes(GroupFacts f, long nowNs) {
        boolean serves = f.ownsOrClaims();
        return (serves || f.asks.waits(nowNs))
                && f.group.hasAddress()
                && f.peer.brieflyConfirmedNs() != GroupFacts.NEVER
                && nowNs - f.pace.grantNs() > f.peer.confirmedNs()
                && !f.peer.silent(nowNs);
    }

    /** Whether no echo is young enough to serve on for long, so that our LAN has to be proven more often. */
    static boolean unconfirmed(GroupFacts f, long nowNs) {
        return nowNs - f.pace.grantNs() > f.peer.confirmedNs() && nowNs - briefNs(f) / 4 > f.peer.brieflyConfirmedNs();
    }
}
