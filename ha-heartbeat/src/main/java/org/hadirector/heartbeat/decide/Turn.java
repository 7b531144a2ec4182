package org.hadirector.heartbeat.decide;

import org.hadirector.heartbeat.link.GroupStatus;
import org.hadirector.heartbeat.link.GroupStatus.OwnerState;

/**
 * Who goes first. Two bereaved nodes must not find the VIP silent in the same moment and both take it. Each knows only
 * itself and the last that it heard:
 *
 * <ol>
 *   <li>the heir: the peer was owner when it was heard last, later than any ownership of ours in this run; beside it
 *       the winner of ties when nobody owned the group;
 *   <li>the loser of ties;
 *   <li>the node that owned the group last: the other one may be its heir.
 * </ol>
 *
 * Who is not first waits longer while it hears the other one probe for the VIP, for nothing else shows a claim whose
 * address comes last; but not for ever, as any station may probe. A winner of ties that never heard of the group in
 * this run cannot know whether the other one is its own heir: it waits for a rival too, but not for long.
 */
final class Turn {
    private final GroupFacts f;
    private final boolean heir;
    private final boolean fresh;

    private Turn(GroupFacts facts) {
        this.f = facts;
        GroupStatus peer = facts.peerStatus();
        this.heir = peer != null && peer.state() != OwnerState.NONE && peer.epoch() > facts.claimedEpoch;
        this.fresh = !facts.told;
    }

    static Turn of(GroupFacts facts) {
        return new Turn(facts);
    }

    /** Whether it comes first by all it knows. */
    boolean first() {
        return heir || !f.ownedLast && f.winsTie();
    }

    /**
     * In which place it goes by all it knows, 1 to 3: first, or first of those who may not be the heir, or after both.
     * Where a silence is judged by how unlikely it is ({@link WindowTally}), two in the same place are sure in the same
     * moment.
     */
    int place(long nowNs) {
        return !first() ? 3 : waitNs(nowNs) > 0 ? 2 : 1;
    }

    /** How long after the silence of the links it waits in any case. */
    private long alwaysNs() {
        return heir ? 0 : (f.ownedLast ? f.pace.deadtimeNs() : 0) + (f.winsTie() ? 0 : 2 * f.pace.keepaliveNs());
    }

    /** How much longer while the other one is heard probing. */
    private long forRivalNs() {
        if (!first()) {
            return f.pace.patienceNs();
        }
        return fresh && !heir ? f.pace.deadtimeNs() : 0;
    }

    /** The whole wait as things are now. */
    long waitNs(long nowNs) {
        return alwaysNs() + (f.lan.rival(nowNs) ? forRivalNs() : 0);
    }

    /**
     * Whether the other node may go first now. The turn counts from the silence of the links; while a rival is heard
     * from our own last step as well, for when we fell silent it began to wait for the silence of the VIP with us.
     */
    boolean mayBeOthers(long nowNs) {
        long silentNs = nowNs - f.peer.silentSinceNs();
        if (silentNs < alwaysNs()) {
            return true;
        }
        long stillNs = f.role.is(OwnerState.OWNER) ? nowNs - f.reprovingSinceNs : nowNs - f.role.sinceNs();
        return f.lan.rival(nowNs) && forRivalNs() > 0 && Math.min(silentNs, stillNs) < waitNs(nowNs);
    }
}
