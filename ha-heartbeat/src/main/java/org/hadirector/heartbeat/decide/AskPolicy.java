package org.hadirector.heartbeat.decide;

import org.hadirector.heartbeat.decide.CoreSettings.Failback;
import org.hadirector.heartbeat.link.GroupStatus;
import org.hadirector.heartbeat.link.GroupStatus.AskReason;
import org.hadirector.heartbeat.link.GroupStatus.OwnerState;

/** Whether a node without the group asks for it, and why; null when it does not. */
final class AskPolicy {
    /** In keepalives: a returned node shows that it is healthy before it takes back. */
    private static final int FAILBACK_SETTLE = 4;
    /** In keepalives: what comes back for both, such as the gateway, is seen by the other one and told by then. */
    private static final int BETTER_SETTLE = 2;
    /** In keepalives: the node that is not preferred lets the other one ask first. */
    private static final int SECOND_ASKS_AFTER = 3;

    private AskPolicy() {}

    static AskReason wish(GroupFacts f, long nowNs) {
        GroupStatus peer = f.peerStatus();
        boolean heard = peer != null && !f.peer.silent(nowNs);
        if (!heard || !f.faults(nowNs).isEmpty() || !f.asks.mayAsk(nowNs)) {
            return null;
        }
        boolean wanted = nowNs < f.wantedUntilNs;
        if (peer.state() == OwnerState.NONE) {
            return wanted ? AskReason.OPERATOR : vacant(f, peer, nowNs);
        }
        if (peer.state() != OwnerState.OWNER) {
            return peer.offer() && f.peer.sameConfiguration() ? AskReason.OFFERED : null;
        }
        if (f.peer.sameConfiguration()) {
            if (wanted) {
                return AskReason.OPERATOR;
            }
            if (peer.offer()) {
                return AskReason.OFFERED;
            }
            if (failback(f, nowNs)) {
                return AskReason.FAILBACK;
            }
        }
        boolean proven = !f.group.hasAddress() || f.lan.lan(nowNs) == LanWatch.Lan.PROVEN;
        boolean better =
                !peer.ready() && longReady(f, nowNs) || f.peer.sameConfiguration() && f.connectivity.weSeeMore(nowNs);
        return better && !f.peer.leaving() && proven ? AskReason.BETTER : null;
    }

    /** A node that has been well all the time asks at once when the owner is not; one that was as ill waits for it. */
    private static boolean longReady(GroupFacts f, long nowNs) {
        return f.readySinceNs != GroupFacts.NEVER && nowNs - f.readySinceNs >= BETTER_SETTLE * f.pace.keepaliveNs();
    }

    private static AskReason vacant(GroupFacts f, GroupStatus peer, long nowNs) {
        return nowNs >= turnNs(f, peer) ? AskReason.VACANT : null;
    }

    /**
     * From when on this node may ask for a group that nobody owns. A peer that goes first is waited for; one that is
     * not ready only while its run, or the group in its files, is so young that it may not have found its LAN yet.
     */
    private static long turnNs(GroupFacts f, GroupStatus peer) {
        if (f.asksFirst() || peer.failed() || f.peer.leaving()) {
            return GroupFacts.NEVER;
        }
        long bootNs = f.peer.knowsSinceNs(f.group.id());
        if (!peer.ready()) {
            return bootNs + f.pace.bootSettleNs();
        }
        long sinceNs = Math.max(bootNs, Math.max(f.role.sinceNs(), f.readySinceNs));
        return sinceNs + SECOND_ASKS_AFTER * f.pace.keepaliveNs();
    }

    private static boolean failback(GroupFacts f, long nowNs) {
        return f.preferred()
                && f.failbackArmed
                && f.useful
                && f.connectivity.mayReturn(nowNs)
                && f.settings.failback() != Failback.OFF
                && f.readySinceNs != GroupFacts.NEVER
                && nowNs - f.readySinceNs >= FAILBACK_SETTLE * f.pace.keepaliveNs();
    }
}
