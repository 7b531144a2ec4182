package org.hadirector.heartbeat.decide;

import org.hadirector.heartbeat.decide.CoreSettings.OnPartition;
import org.hadirector.heartbeat.link.GroupStatus.OwnerState;

/**
 * The second way to own: nobody else can be serving. Every link is silent for deadtime (or the peer has left, or does
 * not know the group), the VIP is silent on our proven LAN, and we did not oversleep. Deadtime is longer than any lease
 * ({@link Pace} sees to that), and a peer that has left said so without one: that its last lease is over needs no look
 * of its own. Signs of its death may shorten all this: {@link DeathProof}.
 */
final class Bereavement {
    private static final String LOSES = "the LAN loses frames (%d %% of the witnesses' answers)";

    private Bereavement() {}

    /**
     * Why not (a sentence), or null when this node is bereaved.
     *
     * @param noProof why signs of death are no reason, null when they are
     */
    static String missing(GroupFacts f, String noProof, long nowNs) {
        if (f.leaving) {
            return "we are shutting down";
        }
        if (!f.stall.mayAccuse(nowNs)) {
            return "our own clockwork stalled a moment ago";
        }
        if (noProof == null) {
            return null;
        }
        String missing = missingForSilence(f, nowNs);
        boolean signs = f.peer.evidence().completeSinceNs(f.peer, nowNs) != GroupFacts.NEVER;
        return missing == null || !signs ? missing : "signs of its death on every link, but: " + noProof;
    }

    /** On what a bereaved node rests, in words. */
    static String ground(GroupFacts f, Rules rules, long nowNs) {
        String why = "it cannot own the group, address silent";
        if (f.peer.silent(nowNs)) {
            why = "silent on every link, its lease over, address silent";
        } else if (rules.missingForDeathProof(f, nowNs) == null) {
            why = f.peer.evidence().processDead()
                    ? "its process is dead, its gate closed, address silent"
                    : "every link is dead, its lease over, address silent";
        }
        int missed = f.group.hasAddress() ? f.lan.percentMissed() : 0;
        String despite = missed > 0 ? " for so long that it is no accident, " + LOSES.formatted(missed) : "";
        return "bereaved of " + f.settings.peer() + ": " + why + despite + (f.fence.holds() ? ", node fenced" : "");
    }

    private static String missingForSilence(GroupFacts f, long nowNs) {
        if (!peerCannotAnswer(f, nowNs)) {
            return "the peer is heard";
        }
        boolean fellSilent = f.peer.silent(nowNs) && !f.peer.left(f.group.id());
        boolean certain = f.fence.holds();
        if (fellSilent && !certain && Turn.of(f).mayBeOthers(nowNs)) {
            return "the other node may go first";
        }
        return vipTaken(f, nowNs);
    }

    static boolean peerCannotAnswer(GroupFacts f, long nowNs) {
        int id = f.group.id();
        return f.fence.holds() || f.peer.silent(nowNs) || f.peer.left(id) || f.peer.ignores(id, nowNs);
    }

    private static String vipTaken(GroupFacts f, long nowNs) {
        boolean keeper = f.role.is(OwnerState.OWNER);
        if (!f.group.hasAddress()) {
            return policy(f, keeper, nowNs);
        }
        long window = silenceNs(f, nowNs);
        return switch (f.lan.lan(nowNs)) {
            case SEARCHING -> "no witness has answered yet";
            case LOST -> "our own LAN is not proven";
            case PROVEN -> f.lan.vipSilent(nowNs, window)
                    ? accident(f, nowNs)
                    : "the address was not silent for long enough";
            case NO_WITNESS -> {
                String forbidden = policy(f, keeper, nowNs);
                boolean silent = f.lan.vipUnanswered(nowNs, window);
                yield forbidden != null || silent ? forbidden : "the address was not silent for long enough";
            }
        };
    }

    /** Why the silence of the VIP proves nothing yet on a LAN that loses frames, or null; who is off serves nobody. */
    static String accident(GroupFacts f, long nowNs) {
        return f.fence.fresh(nowNs) || !f.lan.silentByAccident(Turn.of(f).place(nowNs), nowNs)
                ? null
                : LOSES.formatted(f.lan.percentMissed()) + ", so the address must be silent for longer";
    }

    private static String policy(GroupFacts f, boolean keeper, long nowNs) {
        if (FencePolicy.needed(f, nowNs)) {
            return null; // the fence decides who serves, not a policy
        }
        OnPartition policy = f.settings.onPartition();
        boolean take = policy == OnPartition.TAKE || policy == OnPartition.KEEP_MASTER && keeper;
        return take ? null : "no witness is to be had and on-partition says " + policy;
    }

    /** How long the VIP must be silent: longer when its silence may have begun for both nodes at once. */
    static long silenceNs(GroupFacts f, long nowNs) {
        if (f.fence.fresh(nowNs)) {
            return f.pace.probeWindowNs(); // who is off serves no longer on a lease or a turn of his
        }
        return f.pace.vipSilenceNs() + (f.lan.afterOutage() ? Turn.of(f).waitNs(nowNs) : 0);
    }
}
