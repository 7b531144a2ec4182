package org.hadirector.heartbeat.decide;

import org.hadirector.heartbeat.decide.CoreEvent.Kind;
import org.hadirector.heartbeat.link.AskScope;
import org.hadirector.heartbeat.link.GroupStatus;
import org.hadirector.heartbeat.link.GroupStatus.Ask;
import org.hadirector.heartbeat.link.GroupStatus.AskReason;
import org.hadirector.heartbeat.link.GroupStatus.OwnerState;
import org.hadirector.heartbeat.link.GroupStatus.RefuseReason;

/** What one node does about one group once it is decided: each move with its effects in their fixed order. */
final class GroupMoves {
    /** In deadtimes: an ownership that lasted longer says that the cause of former failures is gone. */
    private static final int LONG_ENOUGH = 16;

    private static final int MOST_DOUBLINGS = 6;

    /** How long packets wait for the peer: until a client's stack would repeat them. */
    private static final long HOLD_NS = 100_000_000;

    /** How long packets are sent on to it: clients that did not hear its announcement hear the next. */
    private static final long HAND_ON_NS = 1_000_000_000;

    private final GroupFacts f;
    private final Rules rules;
    private final String key;
    private boolean handingOn;
    /** Of the latest ownership of the peer's that was heard. */
    private long peersEpoch = GroupFacts.NEVER;

    GroupMoves(GroupFacts facts, Rules rules) {
        this.f = facts;
        this.rules = rules;
        this.key = facts.group.key();
    }

    /**
     * Claims the group: epoch, beat, lease, resources. Not when its epoch is not on disk yet: it is reserved then, and
     * the claim is to be tried again.
     *
     * @param askedNs when the question left that was granted, or NEVER when bereaved
     */
    void claim(long askedNs, long grantEpoch, String why, long nowNs, Outbox out) {
        long epoch = Math.max(f.highestEpoch(), grantEpoch) + 1;
        f.ledger.seen(epoch - 1);
        if (!f.ledger.covers(epoch)) {
            return;
        }
        f.ledger.seen(epoch);
        f.epoch = epoch;
        f.claimedEpoch = epoch;
        f.ownedLast = true;
        f.claimedByGrant = askedNs != GroupFacts.NEVER;
        f.grantedUntilNs = GroupFacts.after(askedNs, f.pace.grantedNs());
        if (f.claimedByGrant) {
            f.lan.hide();
        } else {
            f.lan.trust();
        }
        f.role.become(OwnerState.CLAIMING, nowNs, why);
        f.answers.clear();
        f.asks.close();
        f.failed = false;
        handingOn = false;
        out.tell(f.claimedByGrant ? Kind.GRANTED : Kind.BEREAVED, key, f.settings.peer(), why, epoch);
        out.tell(new CoreEvent(Kind.CLAIM, key, f.settings.node(), why, epoch, granted()));
        renew(nowNs, out);
        out.acquire(key, epoch);
        out.wantBeat();
    }

    /** The question that the claim rests on; nobody asks another one before it is over. */
    private EventDetail granted() {
        return f.claimedByGrant ? f.asks.latest() : EventDetail.Note.NONE;
    }

    /** Lets the lease run on as far as the entitlement reaches. */
    void renew(long nowNs, Outbox out) {
        f.leaseUntilNs = Math.min(nowNs + f.pace.leaseNs(), rules.entitledUntilNs(f));
        out.lease(key, f.leaseUntilNs);
    }

    void own(long nowNs, Outbox out) {
        f.lan.show(nowNs);
        f.role.become(OwnerState.OWNER, nowNs, f.role.reason());
        f.failbackArmed = true;
        f.wantedUntilNs = GroupFacts.NEVER;
        out.tell(new CoreEvent(Kind.OWNER, key, f.settings.node(), f.role.reason(), f.epoch, granted()));
        out.wantBeat();
    }

    /** Ends a claim; the peer may take over. */
    void abort(String why, long nowNs, Outbox out) {
        f.failed = true;
        release(why, nowNs, out);
    }

    /** Stops serving and gives everything back: gate first, then the resources. */
    void release(String why, long nowNs, Outbox out) {
        endLease(out);
        stopResources(why, EventDetail.Note.NONE, false, nowNs, out);
    }

    /**
     * Gives everything back to a peer that waits for it. Where clients are served to the end the lease runs on, not
     * renewed: {@link #released} closes the gate, and the grant leaves after that as ever.
     */
    private void handOver(Ask ask, long nowNs, Outbox out) {
        EventDetail.Question question = EventDetail.Question.of(ask);
        String more = question.scope() == AskScope.ALL ? "" : " " + question.scope();
        boolean toTheEnd = f.group.servesToTheEnd();
        if (!toTheEnd) {
            endLease(out);
        }
        String why = "handed to " + f.settings.peer() + ": " + question.reason() + more;
        stopResources(why, question, toTheEnd, nowNs, out);
    }

    private void stopResources(String why, EventDetail detail, boolean handedOver, long nowNs, Outbox out) {
        f.role.become(OwnerState.RELEASING, nowNs, why);
        f.asks.close();
        f.offerUntilNs = GroupFacts.NEVER;
        f.reproving = false;
        out.tell(new CoreEvent(Kind.RELEASING, key, f.settings.node(), why, f.epoch, detail));
        out.release(key, why, handedOver);
        out.wantBeat();
    }

    private void endLease(Outbox out) {
        f.leaseUntilNs = GroupFacts.NEVER;
        f.grantedUntilNs = GroupFacts.NEVER;
        out.lease(key, 0);
    }

    void released(long nowNs, Outbox out) {
        Ask waiting = f.answers.pending();
        if (f.leaseUntilNs != GroupFacts.NEVER) {
            if (waiting != null) {
                out.hold(key, nowNs + HOLD_NS);
            }
            endLease(out);
        }
        f.role.become(OwnerState.NONE, nowNs, f.role.reason());
        out.tell(Kind.NONE, key, f.settings.node(), f.role.reason(), f.epoch);
        if (waiting != null) {
            grant(waiting, nowNs, out);
        }
        out.wantBeat();
    }

    /**
     * The peer that was granted the group serves it, or it no longer does: packets go on to it, or stop to.
     *
     * @param ofGrant whether the beat answers our grant
     */
    void heard(GroupStatus peer, boolean ofGrant, long nowNs, Outbox out) {
        if (peer.state() != OwnerState.OWNER) {
            if (handingOn) {
                handingOn = false;
                out.hold(key, 0);
            }
            return;
        }
        boolean newToUs = peer.epoch() > peersEpoch && !f.ownsOrClaims();
        peersEpoch = Math.max(peersEpoch, peer.epoch());
        if (ofGrant) {
            out.tell(Kind.TAKEN, key, f.settings.peer(), "", peer.epoch());
            String station = f.stationOfPeer();
            handingOn = station != null && f.group.servesToTheEnd();
            if (handingOn) {
                out.handOn(key, station, nowNs + HAND_ON_NS);
            }
        } else if (newToUs) {
            out.tell(Kind.PEER_OWNS, key, f.settings.peer(), "owned by " + f.settings.peer(), peer.epoch());
        }
    }

    /** A claim that came to nothing; what had been started is already gone. */
    void acquireFailed(String why, long nowNs, Outbox out) {
        endLease(out);
        f.role.become(OwnerState.NONE, nowNs, "acquire failed: " + why);
        resourcesFailed(nowNs);
        out.tell(Kind.ACQUIRE_FAILED, key, f.settings.node(), why, f.epoch);
        out.wantBeat();
    }

    /**
     * The peer takes over, and we rest before we try again: a deadtime, and twice as long after each failure that
     * follows. When both nodes fail, a group whose cause stays does not run its scripts all the time.
     */
    void resourcesFailed(long nowNs) {
        boolean ranWell = f.role.is(OwnerState.OWNER) && nowNs - f.role.sinceNs() > LONG_ENOUGH * f.pace.deadtimeNs();
        f.failures = ranWell ? 1 : f.failures + 1;
        f.failed = true;
        f.failbackArmed = false;
        f.wantedUntilNs = GroupFacts.NEVER;
        f.backoffUntilNs = nowNs + (f.pace.deadtimeNs() << Math.min(f.failures - 1, MOST_DOUBLINGS));
    }

    /** The cause of the failures is gone. */
    void mended(Outbox out) {
        f.failures = 0;
        f.backoffUntilNs = GroupFacts.NEVER;
        out.wantBeat();
    }

    /** OWNER goes on without serving until it is granted or bereaved. */
    void loseLease(Kind kind, String why, long nowNs, Outbox out) {
        endLease(out);
        f.reproving = true;
        f.reprovingSinceNs = nowNs;
        out.tell(kind, key, f.settings.node(), why, f.epoch);
        out.wantBeat();
    }

    /** Serves again with a new epoch when granted, with the old one when bereaved. */
    void reproved(long askedNs, long grantEpoch, String why, long nowNs, Outbox out) {
        boolean granted = askedNs != GroupFacts.NEVER;
        long epoch = granted ? Math.max(f.highestEpoch(), grantEpoch) + 1 : f.epoch;
        f.ledger.seen(epoch - 1);
        if (!f.ledger.covers(epoch)) {
            return;
        }
        f.ledger.seen(epoch);
        f.epoch = epoch;
        f.claimedEpoch = epoch;
        f.grantedUntilNs = GroupFacts.after(askedNs, f.pace.grantedNs());
        f.reproving = false;
        f.asks.close();
        f.answers.clear();
        out.tell(Kind.REPROVED, key, f.settings.node(), why, f.epoch);
        renew(nowNs, out);
        out.reannounce(key);
        out.wantBeat();
    }

    void ask(AskReason reason, long nowNs, Outbox out) {
        AskScope scope =
                switch (reason) {
                    case OPERATOR -> f.wantedScope;
                    case OFFERED -> f.offeredScope();
                    default -> AskScope.ALL;
                };
        EventDetail.Question question = new EventDetail.Question(reason, scope);
        f.asks.ask(question, nowNs);
        out.tell(new CoreEvent(Kind.ASKED, key, f.settings.peer(), reason.name(), f.epoch, question));
        out.wantBeat();
    }

    /** Answers a question of the peer, now or after our release. */
    void answer(Ask ask, long nowNs, Outbox out) {
        RefuseReason refusal = rules.refusal(f, ask, nowNs);
        if (refusal != null) {
            f.answers.refuse(ask, refusal, nowNs);
            out.tell(Kind.REFUSED, key, f.settings.peer(), ask.reason() + " refused: " + refusal, f.epoch);
            out.wantBeat();
            return;
        }
        if (!rules.releaseBeforeGrant(f)) {
            grant(ask, nowNs, out);
            return;
        }
        f.answers.grantLater(ask);
        if (f.role.is(OwnerState.OWNER)) {
            boolean byOperator = ask.reason() == AskReason.OPERATOR || ask.reason() == AskReason.OFFERED;
            f.failbackArmed = !byOperator;
            handOver(ask, nowNs, out);
        }
    }

    private void grant(Ask ask, long nowNs, Outbox out) {
        f.asks.close();
        f.answers.grant(ask, f.highestEpoch(), nowNs);
        String why = "granted to " + f.settings.peer() + ": " + ask.reason();
        out.tell(new CoreEvent(Kind.GRANTED, key, f.settings.peer(), why, f.epoch, EventDetail.Question.of(ask)));
        out.wantBeat();
    }
}
