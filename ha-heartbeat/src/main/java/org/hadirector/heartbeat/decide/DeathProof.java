package org.hadirector.heartbeat.decide;

import org.hadirector.heartbeat.decide.CoreSettings.OnPartition;
import org.hadirector.heartbeat.decide.CoreSettings.Timing;
import org.hadirector.heartbeat.link.GroupStatus.OwnerState;

/**
 * The short way to be bereaved: signs of death on every link instead of a deadtime of silence. Why each part of it is
 * safe is told in docs/decisions (evidence of death). In short: a dead process renews no lease, so its gate is closed a
 * lease later, or now, when its node answers ARP and the VIP does not; our echoes on links whose media we watch are
 * good for a lease from the beat they name ({@link Entitlement}), so a lease after the last beat that we heard a living
 * owner has nothing left but the proof of its LAN, and a lease of silence of the VIP ends that.
 */
final class DeathProof {
    private DeathProof() {}

    /** Why not (a sentence), or null when the owner is certainly dead and its gate closed. */
    static String missing(GroupFacts f, Rules rules, long nowNs) {
        long since = f.peer.evidence().completeSinceNs(f.peer, nowNs);
        if (since == GroupFacts.NEVER) {
            return "no sign of death on every link";
        }
        if (!heir(f) || !f.group.hasAddress()) {
            return "signs of death are for the heir of an address only";
        }
        if (!f.peer.sameConfiguration()) {
            return "the files of the nodes differ, so may their leases";
        }
        if (f.lan.lan(nowNs) != LanWatch.Lan.PROVEN) {
            return "our own LAN is not proven";
        }
        boolean process = f.peer.evidence().processDead();
        // the gate counts from the death of the process, while signs of other links may still come in
        if (process
                && f.lan.gateClosed(
                        nowNs, f.pace.gateClosedNs(), f.peer.evidence().processDeadSinceNs())) {
            return null;
        }
        if (!process && f.settings.onPartition() == OnPartition.KEEP_MASTER) {
            return "on-partition keeps a master whose process may live";
        }
        if (nowNs < (process ? since : rules.lastEchoNs(f)) + leaseNs(f)) {
            return "the peer's last lease may still run";
        }
        if (!process && f.lan.peerHeard(nowNs, f.pace.probeWindowNs())) {
            return "the peer's own address answers on the LAN";
        }
        if (!f.lan.vipSilent(nowNs, silenceNs(f, process))) {
            return "the address was not silent for long enough";
        }
        return process ? null : Bereavement.accident(f, nowNs);
    }

    /** How long the VIP must be silent when nothing shows that the gate is closed. */
    private static long silenceNs(GroupFacts f, boolean process) {
        return process ? f.pace.probeWindowNs() / 2 : leaseNs(f) + f.pace.probeWindowNs() / 4;
    }

    /**
     * The longest lease that the peer may hold: ours, for the files agree, or a longer one that it told of. One tick of
     * the gate's clock and a hundredth for the drift between two clocks.
     */
    static long leaseNs(GroupFacts f) {
        long lease = Math.max(f.pace.leaseNs(), f.peer.evidence().longestLeaseNs());
        return lease + Timing.TICK_NS + lease / 100;
    }

    /** Whether a verdict may be near, so that rounds of probes should follow closely. */
    static boolean pressing(GroupFacts f, long nowNs) {
        long complete = f.peer.evidence().completeSinceNs(f.peer, nowNs);
        long since = Math.max(complete, f.peer.evidence().processDeadSinceNs());
        return heir(f) && young(f, since, nowNs);
    }

    /** Whether a first medium is dead: the silence of the VIP counts from our first round of probes after that. */
    static boolean foreboding(GroupFacts f, long nowNs) {
        return heir(f) && young(f, f.peer.evidence().mediumDeadSinceNs(), nowNs);
    }

    /**
     * Whether the dead node is the only one that could serve: it owned or claimed the group when it was heard last, or
     * its process died with a grant of ours, before its claim was heard.
     */
    private static boolean heir(GroupFacts f) {
        boolean granted = f.answers.unresolved() && f.peer.evidence().processDead();
        return f.role.is(OwnerState.NONE) && (f.peerState() != OwnerState.NONE || granted);
    }

    private static boolean young(GroupFacts f, long sinceNs, long nowNs) {
        return sinceNs != GroupFacts.NEVER && nowNs < sinceNs + 2 * leaseNs(f) + 4 * f.pace.probeWindowNs();
    }
}
