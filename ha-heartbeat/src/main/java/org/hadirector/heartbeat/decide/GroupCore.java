package org.hadirector.heartbeat.decide;

import java.util.stream.Collectors;
import org.hadirector.heartbeat.decide.CoreEvent.Kind;
import org.hadirector.heartbeat.link.AskScope;
import org.hadirector.heartbeat.link.GroupStatus;
import org.hadirector.heartbeat.link.GroupStatus.Ask;
import org.hadirector.heartbeat.link.GroupStatus.AskReason;
import org.hadirector.heartbeat.link.GroupStatus.Grant;
import org.hadirector.heartbeat.link.GroupStatus.OwnerState;
import org.hadirector.heartbeat.link.GroupStatus.Refuse;

/** One group on one node: takes the inputs that concern it and decides, by the {@link Rules}, which move to make. */
final class GroupCore {
    private final GroupFacts f;
    private final Rules rules;
    private final GroupMoves moves;
    private final Claimants claimants;
    private final CarrierNews carrier;
    private final String key;
    private boolean suspectTold;
    private long conflictNs = GroupFacts.NEVER;
    private Refuse lastRefusal;

    GroupCore(GroupFacts facts, Rules rules) {
        this.f = facts;
        this.rules = rules;
        this.moves = new GroupMoves(facts, rules);
        this.key = facts.group.key();
        this.claimants = new Claimants(facts, rules, moves);
        this.carrier = new CarrierNews(facts);
    }

    GroupFacts facts() {
        return f;
    }

    /** A fresh beat of the peer came. */
    void heardPeer(long nowNs, Outbox out) {
        GroupStatus peer = f.toldByPeer();
        suspectTold = false;
        claimants.peerHeard();
        if (peer == null) {
            return;
        }
        f.ledger.seen(peer.epoch());
        moves.heard(peer, f.answers.heard(peer), nowNs, out);
        boolean theirs = peer.state() == OwnerState.OWNER;
        f.failed &= !theirs;
        duel(peer, nowNs, out);
        if (theirs) {
            f.ownedLast = f.ownsOrClaims() && !rules.yields(f, peer);
        }
        if (peer.grant() != null && f.asks.matches(peer.grant().nonce(), nowNs)) {
            granted(peer.grant(), nowNs, out);
        }
        if (peer.refuse() != null && f.asks.matches(peer.refuse().nonce(), nowNs)) {
            refused(peer.refuse(), nowNs, out);
        }
        if (f.answers.isNew(peer.ask())) {
            moves.answer(peer.ask(), nowNs, out);
        }
    }

    private void duel(GroupStatus peer, long nowNs, Outbox out) {
        boolean theirs = peer.state() == OwnerState.OWNER || peer.state() == OwnerState.CLAIMING;
        if (f.ownsOrClaims() && theirs) {
            if (rules.yields(f, peer)) {
                conflictNs = GroupFacts.NEVER;
                f.failed = f.role.is(OwnerState.CLAIMING);
                moves.release("outbid by " + f.settings.peer() + " with epoch " + peer.epoch(), nowNs, out);
            } else if (!f.claimedByGrant && f.role.is(OwnerState.CLAIMING) && peer.leaseMs() > 0) {
                moves.abort("the peer serves after all", nowNs, out);
            } else if (conflictNs == GroupFacts.NEVER) {
                conflictNs = nowNs;
                String what = "both nodes own it; ours is epoch " + f.epoch + ", theirs " + peer.epoch();
                out.tell(Kind.ALARM, key, f.settings.peer(), what, peer.epoch());
                out.wantBeat();
            }
        } else if (conflictNs != GroupFacts.NEVER && peer.state() == OwnerState.NONE) {
            reannounceAfterConflict(out);
        }
    }

    private void reannounceAfterConflict(Outbox out) {
        conflictNs = GroupFacts.NEVER;
        if (f.role.is(OwnerState.OWNER)) {
            out.reannounce(key);
        }
    }

    private void granted(Grant grant, long nowNs, Outbox out) {
        if (!rules.grantGood(f, f.asks.sentNs(), nowNs)) {
            return;
        }
        String why = f.settings.peer() + " granted " + f.asks.open(nowNs).reason();
        if (f.role.is(OwnerState.OWNER) && f.reproving) {
            moves.reproved(f.asks.sentNs(), grant.epoch(), why, nowNs, out);
        } else if (f.role.is(OwnerState.NONE) && f.faults(nowNs).isEmpty()) {
            moves.claim(f.asks.sentNs(), grant.epoch(), why, nowNs, out);
        }
    }

    private void refused(Refuse refusal, long nowNs, Outbox out) {
        String text = "refused by " + f.settings.peer() + ": " + refusal.reason();
        out.tell(Kind.REFUSED, key, f.settings.node(), text, f.epoch);
        f.asks.refused(nowNs);
        lastRefusal = refusal;
        if (f.role.is(OwnerState.OWNER) && f.reproving) {
            moves.release("re-proof " + text, nowNs, out);
        }
    }

    /** Another station answered for the VIP, or spoke as its owner. */
    void vipAnswered(String hardwareAddress, String address, long nowNs, Outbox out) {
        claimants.heard(hardwareAddress, address, nowNs, out);
    }

    void probeFailed() {
        f.lan.voidWindow();
    }

    CarrierNews carrier() {
        return carrier;
    }

    void acquired(long nowNs, Outbox out) {
        if (f.role.is(OwnerState.CLAIMING)) {
            moves.own(nowNs, out);
        }
    }

    void acquireFailed(String why, long nowNs, Outbox out) {
        if (f.role.is(OwnerState.CLAIMING)) {
            moves.acquireFailed(why, nowNs, out);
        }
    }

    void released(long nowNs, Outbox out) {
        if (f.role.is(OwnerState.RELEASING)) {
            moves.released(nowNs, out);
        }
    }

    void resourceFailed(String why, long nowNs, Outbox out) {
        if (f.ownsOrClaims()) {
            moves.resourcesFailed(nowNs);
            moves.release("resource failed: " + why, nowNs, out);
        }
    }

    void leftActive(String why, long nowNs, Outbox out) {
        if (f.role.is(OwnerState.NONE)) {
            f.role.become(OwnerState.RELEASING, nowNs, "left active by a former run: " + why);
            out.tell(Kind.ALARM, key, f.settings.node(), f.role.reason(), f.epoch);
            out.wantBeat();
        }
    }

    void faultCleared(Outbox out) {
        moves.mended(out);
    }

    void leaseLost(long nowNs, Outbox out) {
        if (f.role.is(OwnerState.OWNER) && !f.reproving) {
            moves.loseLease(Kind.LEASE_LOST, "the gate says the lease was over", nowNs, out);
        }
    }

    /** Time passed; {@code stalledNs} is how late this cycle came, 0 for no stall. Whether a round of probes leaves. */
    boolean cycle(long stalledNs, long nowNs, Outbox out) {
        if (f.faults(nowNs).isEmpty()) {
            f.readySinceNs = f.readySinceNs == GroupFacts.NEVER ? nowNs : f.readySinceNs;
        } else {
            f.readySinceNs = GroupFacts.NEVER;
        }
        f.fenceWanted = false;
        carrier.settle(nowNs, out);
        switch (f.role.state()) {
            case NONE -> noneCycle(nowNs, out);
            case CLAIMING -> claimCycle(stalledNs, nowNs, out);
            case OWNER -> ownerCycle(stalledNs, nowNs, out);
            default -> {}
        }
        boolean probes = ProbePlan.wanted(f) && nowNs >= ProbePlan.dueNs(f, nowNs);
        if (probes) {
            f.lan.probed(nowNs);
            out.probe(key);
        }
        return probes;
    }

    private void noneCycle(long nowNs, Outbox out) {
        tellSuspicion(nowNs, out);
        if (!rules.holds(f, nowNs)) {
            AskReason wish = rules.wish(f, nowNs);
            if (wish != null) {
                moves.ask(wish, nowNs, out);
            }
        }
        if (nowNs >= f.backoffUntilNs && bereaved(nowNs)) {
            moves.claim(GroupFacts.NEVER, 0, Bereavement.ground(f, rules, nowNs), nowNs, out);
        }
    }

    /** Whether the group may be taken without a grant; says whether only the fence is missing. */
    private boolean bereaved(long nowNs) {
        if (rules.missingForBereavement(f, nowNs) != null) {
            return false;
        }
        boolean unfenced = rules.fenceMissing(f, nowNs) != null;
        f.fenceWanted = unfenced && FencePolicy.ourTurn(f, nowNs);
        return !unfenced;
    }

    private void tellSuspicion(long nowNs, Outbox out) {
        if (!suspectTold && f.peer.known() && ProbePlan.suspected(f, nowNs)) {
            suspectTold = true;
            long silentMs = f.peer.silentNs(nowNs) / 1_000_000;
            out.tell(Kind.SUSPECT, key, f.settings.peer(), "silent for " + silentMs + " ms: probing", silentMs);
        }
    }

    private void claimCycle(long stalledNs, long nowNs, Outbox out) {
        boolean shaky = !f.claimedByGrant && stalledNs > 0;
        if (shaky || rules.mustReprove(f, nowNs) || rules.entitledUntilNs(f) <= nowNs) {
            moves.abort("the claim's basis is gone: our own pause, or no sign of peer and LAN", nowNs, out);
        } else {
            moves.renew(nowNs, out);
        }
    }

    private void ownerCycle(long stalledNs, long nowNs, Outbox out) {
        if (!f.reproving) {
            if (rules.mustReprove(f, nowNs)) {
                lostLease(stalledNs, nowNs, out);
            } else if (rules.entitledUntilNs(f) <= nowNs) {
                moves.loseLease(Kind.ISOLATED, "neither the peer nor a witness shows that we are heard", nowNs, out);
            } else {
                moves.renew(nowNs, out);
                claimants.settle(nowNs, out);
                unwind(nowNs, out);
            }
        }
        if (f.reproving) {
            reprove(nowNs, out);
        }
    }

    private void lostLease(long stalledNs, long nowNs, Outbox out) {
        long overMs = (nowNs - f.leaseUntilNs) / 1_000_000;
        // who overslept heard nobody meanwhile, but that is no isolation
        boolean limited = stalledNs == 0 && rules.entitledUntilNs(f) <= nowNs;
        String why = "the lease has been over for " + overMs + " ms when the cycle came";
        moves.loseLease(limited ? Kind.ISOLATED : Kind.LEASE_LOST, why, nowNs, out);
    }

    /** An offer that nobody took, a conflict that nobody settled. */
    private void unwind(long nowNs, Outbox out) {
        if (f.offerUntilNs != GroupFacts.NEVER && nowNs >= f.offerUntilNs) {
            f.offerUntilNs = GroupFacts.NEVER;
            out.wantBeat();
        }
        if (f.leaving && f.offerUntilNs == GroupFacts.NEVER) {
            moves.release("shutting down", nowNs, out);
        } else if (conflictNs != GroupFacts.NEVER && nowNs - conflictNs > f.pace.leaseNs()) {
            reannounceAfterConflict(out);
        }
    }

    private void reprove(long nowNs, Outbox out) {
        if (f.leaving) {
            moves.release("shutting down", nowNs, out);
        } else if (bereaved(nowNs)) {
            moves.reproved(GroupFacts.NEVER, 0, "bereaved of " + f.settings.peer(), nowNs, out);
        } else if (nowNs - f.reprovingSinceNs > 2 * f.pace.deadtimeNs()) {
            moves.release("isolated: neither granted nor bereaved for two deadtimes", nowNs, out);
        } else if (f.asks.mayAsk(nowNs)) {
            moves.ask(AskReason.REPROOF, nowNs, out);
        }
    }

    /** Lets the peer ask, until then. */
    void offer(long untilNs, boolean part, Outbox out) {
        f.offer(untilNs, part);
        out.wantBeat();
    }

    /** An operator wants the group here; the last refusal is forgotten. */
    void want(long untilNs, AskScope scope) {
        f.wantedScope = scope;
        f.wantedUntilNs = untilNs;
        lastRefusal = null;
    }

    Refuse lastRefusal() {
        return lastRefusal;
    }

    /** The group is no longer in our files: given back without asking anybody, for nobody need take it. */
    void retire(long nowNs, Outbox out) {
        f.retiring = true;
        f.leaving = true;
        f.asks.close();
        f.wantedUntilNs = GroupFacts.NEVER;
        if (f.role.is(OwnerState.CLAIMING)) {
            moves.abort("removed from haresources", nowNs, out);
        } else if (f.role.is(OwnerState.OWNER)) {
            moves.release("removed from haresources", nowNs, out);
        }
    }

    /** Back in our files before it was gone. */
    void stay(boolean leaving) {
        f.retiring = false;
        f.leaving = leaving;
    }

    /** Whether it can be forgotten: out of our files, and nothing of it runs here. */
    boolean gone() {
        return f.retiring && f.role.is(OwnerState.NONE);
    }

    /** The node shuts down: offers to a peer that could take, else releases. */
    void leave(long nowNs, Outbox out) {
        boolean couldTake = f.peerCouldTake(nowNs);
        f.leaving = true;
        f.asks.close();
        if (f.role.is(OwnerState.CLAIMING)) {
            moves.abort("shutting down", nowNs, out);
        } else if (f.role.is(OwnerState.OWNER)) {
            if (couldTake && !f.reproving) {
                offer(nowNs + 2 * f.pace.deadtimeNs(), false, out);
            } else {
                moves.release("shutting down", nowNs, out);
            }
        }
    }

    long nextNs(long nowNs) {
        long next = Long.MAX_VALUE;
        if (f.leaseUntilNs != GroupFacts.NEVER) {
            next = nowNs + f.pace.renewalNs();
        }
        if (ProbePlan.wanted(f)) {
            next = Math.min(next, ProbePlan.dueNs(f, nowNs));
        }
        return next;
    }

    GroupStatus status(long nowNs) {
        Ask open = f.asks.open(nowNs);
        return new GroupStatus(
                f.group.id(),
                f.epoch,
                f.role.state(),
                f.leaseMs(nowNs),
                f.faults(nowNs).isEmpty(),
                f.offers(nowNs),
                f.offers(nowNs) ? f.offersPart : f.failed,
                open,
                f.answers.grant(),
                f.answers.refuse(nowNs));
    }

    private String notBereaved(long nowNs) {
        String missing = rules.missingForBereavement(f, nowNs);
        return missing == null ? rules.fenceMissing(f, nowNs) : missing;
    }

    CoreView.Group view(long nowNs) {
        String notReady = f.faults(nowNs).stream().map(Fault::text).collect(Collectors.joining(", "));
        return new CoreView.Group(
                key,
                f.role.state(),
                f.epoch,
                f.leaseLeftNs(nowNs),
                f.peerState(),
                notReady.isEmpty(),
                f.role.reason(),
                new CoreView.Detail(
                        f.preferred(),
                        f.reproving,
                        notReady,
                        f.role.is(OwnerState.NONE) ? notBereaved(nowNs) : null,
                        f.lan.witness(),
                        f.lan.vipAnsweredBy(),
                        f.role.sinceNs(),
                        claimants.strangers(nowNs)));
    }
}
