package org.hadirector.heartbeat.decide;

import org.hadirector.heartbeat.link.GroupStatus.Ask;

/**
 * Asking a peer that seems dead more often than its beats are due, and answering a peer that asks so: a question or its
 * answer may be lost, and the next regular beat may come later than a lease.
 */
final class Insistence {
    private long heardNs = GroupFacts.NEVER / 2;
    private long askedNs = GroupFacts.NEVER / 2;

    /** The peer's question came: a new one is answered anyhow, one that is repeated at most once a renewal. */
    void heard(GroupFacts f, Ask ask, long nowNs, Outbox out) {
        if (ask == null || nowNs - heardNs < f.pace.renewalNs()) {
            return;
        }
        heardNs = nowNs;
        if (!f.answers.isNew(ask)) {
            out.wantBeat();
        }
    }

    /** Repeats our question out of turn while all media seem dead at both ends. */
    void cycle(GroupFacts f, long nowNs, Outbox out) {
        boolean due = nowNs - Math.max(askedNs, f.asks.sentNs()) >= f.pace.renewalNs();
        boolean pressing = due && f.asks.open(nowNs) != null && DeathProof.pressing(f, nowNs);
        if (pressing && !f.peer.evidence().processDead()) {
            askedNs = nowNs;
            out.wantBeat();
        }
    }
}
