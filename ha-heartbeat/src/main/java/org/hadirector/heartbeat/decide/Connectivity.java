package org.hadirector.heartbeat.decide;

import org.hadirector.heartbeat.link.StatusMessage.Surroundings;

/**
 * What heartbeat's ipfail knew: which of the two nodes sees more ping nodes, and for how long. Serving the better
 * connected one is worth a move only when the difference lasts, and a witness that flaps must not carry the service to
 * and fro: each time a difference arises soon after another one, the next has to last twice as long, and what was moved
 * for it returns four times as late.
 */
public final class Connectivity {
    /** In keepalives, as ipfail's delay. */
    private static final int SETTLE = 2;
    /** In keepalives: before a node takes back what it lost for a difference. */
    private static final int RETURN = 8;
    /** In keepalives: after so much calm earlier differences are forgotten. */
    private static final int FORGET = 1024;

    private static final int MOST = 6;

    private final Pace pace;
    private boolean active;
    private int balance;
    private long sinceNs = GroupFacts.NEVER;
    private int flaps;
    private int ours;
    private int theirs = Surroundings.UNKNOWN;
    private boolean untold;
    /** Ping nodes in our files. */
    private int named;

    private boolean unequalTold;

    Connectivity(Pace pace, CoreSettings.Pings pings) {
        this.pace = pace;
        this.active = pings.ipfail();
        this.named = pings.nodes().size();
    }

    /** @param pings whether ipfail is asked for from now on, and the nodes */
    void reconfigure(CoreSettings.Pings pings) {
        active = pings.ipfail();
        named = pings.nodes().size();
        if (!active) {
            balance = 0;
            sinceNs = GroupFacts.NEVER;
            theirs = Surroundings.UNKNOWN;
            untold = false;
        }
    }

    /**
     * Compares anew. A difference is told when it is no mere matter of who noticed first.
     *
     * @param seen what we see, {@link Surroundings#UNKNOWN} when it is too early to say
     * @param peers what the peer says it sees, likewise
     */
    void compare(int seen, int peers, long nowNs, Outbox out) {
        if (!active) {
            return;
        }
        if (seen != ours || peers != theirs) {
            changed(seen, peers, nowNs);
            tellUnequal(peers, out);
        }
        if (untold && nowNs >= tellAtNs()) {
            untold = false;
            String counts = "we see " + seen + " ping nodes, the other node " + peers;
            CoreEvent.Kind kind = balance == 0
                    ? CoreEvent.Kind.PINGS_EVEN
                    : balance > 0 ? CoreEvent.Kind.PINGS_MORE : CoreEvent.Kind.PINGS_FEWER;
            out.tell(kind, "", "", counts, seen);
        }
    }

    /** Counts of different lists cannot be compared: who has the longer one is the better node for ever. */
    private void tellUnequal(int peers, Outbox out) {
        boolean unequal = peers != Surroundings.UNKNOWN && peers > named;
        if (unequal && !unequalTold) {
            String text = "the other node sees " + peers + " ping nodes, our ha.cf names " + named
                    + ": it counts as the better connected one for ever; write the same ping lines on both";
            out.tell(CoreEvent.Kind.ALARM, "", "ipfail", text, peers);
        }
        unequalTold = unequal;
    }

    private void changed(int seen, int peers, long nowNs) {
        ours = seen;
        theirs = peers;
        untold = seen != Surroundings.UNKNOWN && peers != Surroundings.UNKNOWN;
        int now = untold ? Integer.signum(seen - peers) : 0;
        if (now != balance) {
            if (now != 0) {
                boolean calm = sinceNs == GroupFacts.NEVER || nowNs - sinceNs > FORGET * pace.keepaliveNs();
                flaps = calm ? 0 : Math.min(MOST, flaps + 1);
            }
            balance = now;
            sinceNs = nowNs;
        }
    }

    /** Nodes that lose the same witness notice it within a keepalive of each other, and say so at once. */
    private long tellAtNs() {
        return balance == 0 ? sinceNs : sinceNs + pace.keepaliveNs() * 3 / 2;
    }

    /** Whether this node is the better owner, and has been for long enough. */
    public boolean weSeeMore(long nowNs) {
        return balance > 0 && nowNs - sinceNs >= (SETTLE * pace.keepaliveNs() << flaps);
    }

    /** Whether the other node is the better owner now; that it lasts is for the one who asks to wait for. */
    public boolean weSeeFewer() {
        return balance < 0;
    }

    /** Whether a preferred node may take back as far as ping nodes go. */
    public boolean mayReturn(long nowNs) {
        return balance >= 0 && heldBackNs(nowNs) == 0;
    }

    /** How much longer a preferred node leaves its groups with the other one although both see the same. */
    long heldBackNs(long nowNs) {
        boolean free = balance != 0 || sinceNs == GroupFacts.NEVER;
        return free ? 0 : Math.max(0, sinceNs + returnNs() - nowNs);
    }

    private long returnNs() {
        return Math.min(RETURN * pace.keepaliveNs() << 2 * flaps, longestReturnNs(pace.keepaliveNs()));
    }

    /** No node leaves its groups with the other one for longer than this because ping nodes came and went. */
    public static long longestReturnNs(long keepaliveNs) {
        return FORGET * keepaliveNs;
    }

    /** The next moment at which one of the answers above changes by itself. */
    long nextNs(long nowNs) {
        if (sinceNs == GroupFacts.NEVER) {
            return Long.MAX_VALUE;
        }
        long at = sinceNs + (balance == 0 ? returnNs() : SETTLE * pace.keepaliveNs() << flaps);
        long next = at > nowNs ? at : Long.MAX_VALUE;
        return untold ? Math.min(next, tellAtNs()) : next;
    }
}
