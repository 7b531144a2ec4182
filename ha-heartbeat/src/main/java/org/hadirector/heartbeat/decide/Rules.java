package org.hadirector.heartbeat.decide;

import java.util.List;
import org.hadirector.heartbeat.link.GroupStatus;
import org.hadirector.heartbeat.link.GroupStatus.Ask;
import org.hadirector.heartbeat.link.GroupStatus.AskReason;
import org.hadirector.heartbeat.link.GroupStatus.RefuseReason;
import org.hadirector.heartbeat.link.StatusMessage;

/**
 * The rules of the protocol, one method each, so that the simulator can be shown to catch a core in which one of them
 * is missing. The product uses this class as it is.
 */
public class Rules {
    /** Why this node is not bereaved, or null when it is. */
    protected String missingForBereavement(GroupFacts f, long nowNs) {
        return Bereavement.missing(f, missingForDeathProof(f, nowNs), nowNs);
    }

    /** Why the signs of the peer's death are no reason to be bereaved now, or null when they are. */
    protected String missingForDeathProof(GroupFacts f, long nowNs) {
        return DeathProof.missing(f, this, nowNs);
    }

    /** When we last heard a beat whose echo may entitle a living peer to serve. */
    protected long lastEchoNs(GroupFacts f) {
        return f.peer.anythingHeardNs();
    }

    /** Of when a beat is a sign of life, at the latest. */
    protected long saidNs(BeatAge age, StatusMessage message, long nowNs) {
        return age.saidNs(message, nowNs);
    }

    /** What is kept of those signs. */
    protected Evidence evidence(List<String> links) {
        return new Evidence(links);
    }

    /** Why a bereaved node must still wait for the peer to be fenced, or null. */
    protected String fenceMissing(GroupFacts f, long nowNs) {
        return FencePolicy.missing(f, nowNs);
    }

    /** Whether the peer is not shot for the sake of any group because it still answers for this one. */
    protected boolean spares(GroupFacts f, long nowNs) {
        return FencePolicy.aliveElsewhere(f, nowNs);
    }

    /** Whether whoever gave an order has given up waiting for it, and may have helped himself. */
    protected boolean tooLate(long byNs, long nowNs) {
        return nowNs > byNs;
    }

    /** Until when the node may serve on what it knows now. */
    protected long entitledUntilNs(GroupFacts f) {
        return Entitlement.untilNs(f);
    }

    /** Whether an answer that came from that LAN proves that the group's works. */
    protected boolean proves(GroupFacts f, String lan) {
        return lan.equals(f.group.lan());
    }

    /** Whether a VIP that is up on that LAN shows us to a peer that looks for us on the group's. */
    protected boolean shows(GroupFacts f, String lan) {
        return lan.equals(f.group.lan());
    }

    /** Why the peer's question is answered with no, or null. */
    protected RefuseReason refusal(GroupFacts f, Ask ask, long nowNs) {
        return GrantPolicy.refusal(f, ask, seesFewer(f), nowNs);
    }

    /** Whether an owner stops serving before it grants. */
    protected boolean releaseBeforeGrant(GroupFacts f) {
        return !f.role.is(GroupStatus.OwnerState.NONE);
    }

    /** Whether a promise given with a grant keeps us from asking. */
    protected boolean holds(GroupFacts f, long nowNs) {
        return f.answers.holds(nowNs);
    }

    /** Why this node asks for the group, or null. */
    protected AskReason wish(GroupFacts f, long nowNs) {
        return AskPolicy.wish(f, nowNs);
    }

    /** Whether the node with fewer ping nodes hands over (ipfail), as far as this node can tell. */
    protected boolean seesFewer(GroupFacts f) {
        return f.connectivity.weSeeFewer();
    }

    /** Both own or claim: higher epoch wins, then the preferred node. */
    protected boolean yields(GroupFacts f, GroupStatus peer) {
        return peer.epoch() > f.epoch || peer.epoch() == f.epoch && !f.winsTie();
    }

    /** Both own and hear no beat of each other, but the LAN joins them: the second node by name gives way. */
    protected boolean yieldsUnheard(GroupFacts f) {
        return !f.winsTie();
    }

    /** Whether a grant is good that answers a question sent then: it is fresh, and the granter has let go. */
    protected boolean grantGood(GroupFacts f, long askedNs, long nowNs) {
        boolean letGo =
                f.peerState() != GroupStatus.OwnerState.OWNER && f.peerState() != GroupStatus.OwnerState.CLAIMING;
        return letGo && nowNs - askedNs <= f.pace.grantNs();
    }

    /** Whether an owner whose lease was over has to prove its ownership again. */
    protected boolean mustReprove(GroupFacts f, long nowNs) {
        return f.leaseUntilNs <= nowNs;
    }

    /**
     * Whether a beat of a run of the peer that is not its present one shows that this run lives now: it answers a beat
     * of ours that left less than a deadtime ago, and not before the present run's last sign of life. A former run had
     * ended by then, so no recording of it answers such a beat, whoever kept it from us until now.
     *
     * @param answeredNs when that beat of ours left, {@link Long#MIN_VALUE} when it answers none of this run of ours
     */
    protected boolean provesItsRun(PeerView peer, StatusMessage beat, long answeredNs, long nowNs) {
        return answeredNs != Long.MIN_VALUE && answeredNs >= peer.heardNs() && nowNs - answeredNs < peer.deadtimeNs();
    }

    /** Whether a group that stays in the files is the same one after a reload, with all that was promised and held. */
    protected boolean outlivesReload(GroupFacts f) {
        return true;
    }

    protected StallGuard stallGuard(Pace pace, long startNs) {
        return new StallGuard(pace, startNs);
    }

    protected LanWatch lanWatch(Pace pace, long startNs, boolean witnessExpected) {
        return new LanWatch(pace, startNs, witnessExpected);
    }

    protected EpochLedger epochLedger(CoreSettings settings) {
        return new EpochLedger(settings.firstEpoch(), settings.timing().deadtimeNs());
    }

    protected AskBook askBook(Pace pace, long seed) {
        return new AskBook(pace, seed);
    }

    protected GrantBook grantBook(Pace pace) {
        return new GrantBook(pace);
    }
}
