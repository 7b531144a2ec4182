package org.hadirector.heartbeat.decide;

import org.hadirector.heartbeat.decide.CoreSettings.OnPartition;

/**
 * How long this node may go on serving on what it knows now. It serves only while the peer cannot be bereaved of it:
 * the peer heard one of our beats less than a deadtime ago (its echo says so), or our LAN was proven less than a lease
 * ago, so that our answers reach the peer's probes.
 *
 * <p>A link whose medium is dead at both ends shortens this: the peer sees it, too, and need not wait a deadtime. When
 * no other link is left on which the peer heard us within deadtime, the echo is good for only a lease more.
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
        long told = Math.max(f.grantedUntilNs, heard);
        long cut = GroupFacts.after(f.peer.evidence().cutNs(f.peer, f.pace), f.pace.leaseNs());
        long seen = GroupFacts.after(f.lan.provenNs(), f.pace.leaseNs());
        return Math.max(f.peer.evidence().anyMediumDead() ? Math.min(told, cut) : told, seen);
    }
}
