package org.hadirector.heartbeat.decide;

import org.hadirector.heartbeat.link.GroupStatus.OwnerState;

/**
 * When the next round of ARP probes of a group leaves: every keepalive in peace (readiness), faster while an owner
 * lives on its LAN proof or the peer is suspected, fastest when nobody answers a suspicious node and when a round of
 * such an owner went without an answer.
 */
final class ProbePlan {
    private ProbePlan() {}

    /** Whether the group is probed for at all. */
    static boolean wanted(GroupFacts f) {
        return f.group.hasAddress() && f.lan.carrier() && !(f.leaving && f.role.is(OwnerState.NONE));
    }

    /** When the next round is due; at once when there was none. */
    static long dueNs(GroupFacts f, long nowNs) {
        long last = f.lan.lastRoundNs();
        return last == GroupFacts.NEVER ? nowNs : last + spacingNs(f, nowNs);
    }

    private static long spacingNs(GroupFacts f, long nowNs) {
        if (!f.leaving && DeathProof.pressing(f, nowNs)) {
            return f.pace.pressingProbeNs();
        }
        boolean taker = !f.leaving && suspected(f, nowNs) && (f.role.is(OwnerState.NONE) || f.reproving);
        // An owner that is back on the LAN is seen there for a probe window at least, which may be any of the silence.
        if (taker && f.lan.windowNs(nowNs) >= 2 * f.pace.fastProbeNs()) {
            return f.lan.lan(nowNs) == LanWatch.Lan.LOST ? f.pace.slowProbeNs() : f.pace.fastProbeNs();
        }
        boolean unconfirmed =
                Entitlement.unconfirmed(f, nowNs) || f.peer.evidence().mediumDeadSinceNs() != GroupFacts.NEVER;
        boolean serving = f.ownsOrClaims();
        if (serving && unconfirmed && f.lan.roundMissed()) {
            return f.pace.pressingProbeNs(); // the right to serve hangs on the next answer
        }
        boolean searching = f.lan.lan(nowNs) == LanWatch.Lan.SEARCHING;
        boolean alert = taker || DeathProof.foreboding(f, nowNs);
        boolean slow = alert || serving && unconfirmed || searching || f.lan.roundOpen();
        return slow ? Math.min(f.pace.slowProbeNs(), f.pace.keepaliveNs()) : f.pace.keepaliveNs();
    }

    static boolean suspected(GroupFacts f, long nowNs) {
        int id = f.group.id();
        return f.peer.suspect(nowNs) || f.peer.left(id) || f.peer.ignores(id, nowNs);
    }
}
