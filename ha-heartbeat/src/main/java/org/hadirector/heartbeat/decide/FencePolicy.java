package org.hadirector.heartbeat.decide;

/**
 * When the peer is to be fenced: only when a group of ours lacks nothing else, so that nobody is shot who still serves,
 * who left in good order, or whom only we cannot hear because our own LAN is dead.
 */
final class FencePolicy {
    private FencePolicy() {}

    /**
     * Whether taking this group without a grant needs a fence: the peer fell silent. One that left in good order has
     * promised not to serve; one that beats and does not know the group cannot.
     */
    static boolean needed(GroupFacts f, long nowNs) {
        int id = f.group.id();
        return f.fence.configured() && !f.peer.left(id) && (f.peer.silent(nowNs) || !f.peer.ignores(id, nowNs));
    }

    /** Why the takeover has to wait, or null. */
    static String missing(GroupFacts f, long nowNs) {
        return needed(f, nowNs) ? f.fence.missing(nowNs) : null;
    }

    /**
     * Two nodes that both want the group shall not shoot each other: whoever is not first by the turns of {@link Turn}
     * waits longer by the configured delay, and is off by then.
     */
    static boolean ourTurn(GroupFacts f, long nowNs) {
        long turn = Turn.of(f).waitNs(nowNs);
        boolean second = !Turn.of(f).first();
        long wait = turn + (second ? f.settings.fencing().delayNs() : 0);
        boolean usable = f.ledger.covers(f.highestEpoch() + 1) || f.reproving;
        return usable && nowNs - f.peer.silentSinceNs() >= wait;
    }

    /** Whether another station answered for the group's address a moment ago. */
    static boolean aliveElsewhere(GroupFacts f, long nowNs) {
        long answered = f.lan.vipAnsweredNs();
        return answered != GroupFacts.NEVER && nowNs - answered <= f.pace.vipSilenceNs() + f.pace.keepaliveNs();
    }
}
