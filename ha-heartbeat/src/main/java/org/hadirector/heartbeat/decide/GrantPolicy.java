package org.hadirector.heartbeat.decide;

import org.hadirector.heartbeat.decide.CoreSettings.Failback;
import org.hadirector.heartbeat.link.GroupStatus.Ask;
import org.hadirector.heartbeat.link.GroupStatus.AskReason;
import org.hadirector.heartbeat.link.GroupStatus.RefuseReason;

/** Our answer to the peer's question: a reason to refuse, or null to grant (after a release where one is needed). */
final class GrantPolicy {
    private GrantPolicy() {}

    /** @param seesFewer whether the peer sees more ping nodes than we do */
    static RefuseReason refusal(GroupFacts f, Ask ask, boolean seesFewer, long nowNs) {
        if (planned(ask.reason()) && !f.peer.sameConfiguration()) {
            return RefuseReason.CONFIG_DIFFERS;
        }
        return switch (f.role.state()) {
            case CLAIMING -> RefuseReason.CLAIMING;
            case RELEASING -> null;
            case NONE -> f.asks.open(nowNs) != null && f.winsTie() ? RefuseReason.CROSSED : null;
            case OWNER -> ownerRefuses(f, ask, seesFewer, nowNs);
        };
    }

    /** Moves that somebody wants, as against those that a fault makes necessary. */
    private static boolean planned(AskReason reason) {
        return reason == AskReason.FAILBACK || reason == AskReason.OFFERED || reason == AskReason.OPERATOR;
    }

    private static RefuseReason ownerRefuses(GroupFacts f, Ask ask, boolean seesFewer, long nowNs) {
        return switch (ask.reason()) {
            case OPERATOR -> null;
            case OFFERED -> nowNs < f.offerUntilNs ? null : RefuseReason.NOT_WANTED;
            case FAILBACK -> {
                boolean theirs = f.group.preferredNode().equals(f.settings.peer());
                yield theirs && f.settings.failback() != Failback.OFF ? null : RefuseReason.NOT_WANTED;
            }
            case BETTER -> f.faults(nowNs).isEmpty() && !seesFewer ? RefuseReason.OWNER_STAYS : null;
            case VACANT, REPROOF -> RefuseReason.OWNER_STAYS;
        };
    }
}
