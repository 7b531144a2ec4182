package org.hadirector.heartbeat.decide;

import org.hadirector.heartbeat.decide.CoreSettings.OnPartition;
import org.hadirector.heartbeat.decide.CoreSettings.Timing;
import org.hadirector.heartbeat.link.GroupStatus.OwnerState;

/**
 * The short way to be bereaved: signs of death on every link instead of a deadtime of silence. Why each part of it is
 * safe is told in docs/decisions (evidence of death). In short: a dead process renews no lease, so its gate is closed a
 * lease later, or now, when its node answers ARP and the VIP does not; a living owner whose links are dead at both ends
 * knows it as well and lives on its LAN proof ({@link Entitlement}), so a lease of silence of the VIP ends its right.
 */
final class DeathProof {
    private DeathProof() {}

    /** Why not (a sentence), or null when the owner is certainly dead and its gate closed. */
    static String missing(GroupFacts f, Rules rules, long nowNs) {
        long since = f.peer.evidence().completeSinceNs(f.peer, nowNs);
        if (since == GroupFacts.NEVER) {
            return "no sign of death on every link";
        }
        if (f.peerState() == OwnerState.NONE || !f.role.is(OwnerState.NONE) || !f.group.hasAddress()) {
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
        if (!process && !rules.answerOverdue(f, since, nowNs)) {
            return "the peer may still answer our question";
        }
        if (!process && f.settings.onPartition() == OnPartition.KEEP_MASTER) {
            return "on-partition keeps a master whose process may live";
        }
        long lease = leaseNs(f);
        if (nowNs < since + lease) {
            return "the peer's last lease may still run";
        }
        if (!process && f.lan.peerHeard(nowNs, f.pace.probeWindowNs())) {
            return "the peer's own address answers on the LAN";
        }
        return f.lan.vipSilent(nowNs, silenceNs(f, process)) ? null : "the address was not silent for long enough";
    }

    /**
     * Whether a question of ours has been without an answer for a lease since the signs are complete: a peer that lives
     * and hears us, or whom we hear, answers it at once, which voids them, and does not leave us waiting for its next
     * beat.
     */
    static boolean answerOverdue(GroupFacts f, long sinceNs, long nowNs) {
        return f.asks.open(nowNs) != null && f.asks.sentNs() >= sinceNs && nowNs - f.asks.sentNs() >= leaseNs(f);
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
        if (f.peerState() == OwnerState.NONE || !f.role.is(OwnerState.NONE)) {
            return false;
        }
        long complete = f.peer.evidence().completeSinceNs(f.peer, nowNs);
        long since = Math.max(complete, f.peer.evidence().processDeadSinceNs());
        return since != GroupFacts.NEVER && nowNs < since + 2 * leaseNs(f) + 4 * f.pace.probeWindowNs();
    }
}
