package org.hadirector.heartbeat.sim;

import org.hadirector.heartbeat.decide.Input;

/**
 * A pair in quantised time: nothing is random, everything takes always the same time, and what happens between two
 * ticks is decided by moves. The same moves lead to the same state.
 */
public final class SimWorld {
    private final SimPair pair;
    private final long tickNs;
    private final boolean[] cut = new boolean[2];
    private boolean switchDead;

    /** What may happen at a tick besides time passing. */
    public enum Move {
        NOTHING(0),
        /** Beats of the first node are lost from now on, or no more. */
        CUT_FROM_FIRST(1),
        CUT_FROM_SECOND(1),
        CUT_BOTH(1),
        SWITCH(1),
        /** A daemon is killed, or starts. */
        FIRST_DIES(1),
        SECOND_DIES(1),
        FIRST_HANGS_LONG(1),
        SECOND_HANGS_LONG(1),
        FIRST_HANGS(1),
        SECOND_HANGS(1),
        FIRST_STANDBY(1),
        SECOND_STANDBY(1);

        private final int cost;

        Move(int cost) {
            this.cost = cost;
        }
    }

    /** A pair of which both nodes start at once. */
    public SimWorld(SimSettings settings, CoreFactory factory) {
        this.pair = SimPair.quantised(settings, factory);
        this.tickNs = settings.timing().keepaliveNs();
        pair.node(0).start();
        pair.node(1).start();
    }

    /** What the move takes from the budget of faults now: to mend something costs nothing. */
    public int cost(Move move) {
        boolean mends =
                switch (move) {
                    case CUT_FROM_FIRST -> cut[0];
                    case CUT_FROM_SECOND -> cut[1];
                    case CUT_BOTH -> cut[0] && cut[1];
                    case SWITCH -> switchDead;
                    case FIRST_DIES -> !pair.node(0).running();
                    case SECOND_DIES -> !pair.node(1).running();
                    default -> false;
                };
        return mends ? 0 : move.cost;
    }

    /** Makes a move and lets a tick pass. */
    public void play(Move move) {
        long deadtime = pair.settings().timing().deadtimeNs();
        long lease = pair.settings().timing().leaseNs();
        switch (move) {
            case CUT_FROM_FIRST -> cut(0, !cut[0]);
            case CUT_FROM_SECOND -> cut(1, !cut[1]);
            case CUT_BOTH -> cutBoth(!(cut[0] && cut[1]));
            case SWITCH -> {
                switchDead = !switchDead;
                pair.lan().switchUp(!switchDead);
            }
            case FIRST_DIES -> die(pair.node(0));
            case SECOND_DIES -> die(pair.node(1));
            case FIRST_HANGS_LONG -> pair.node(0).stall(deadtime + tickNs);
            case SECOND_HANGS_LONG -> pair.node(1).stall(deadtime + tickNs);
            case FIRST_HANGS -> pair.node(0).stall(lease + tickNs / 2);
            case SECOND_HANGS -> pair.node(1).stall(lease + tickNs / 2);
            case FIRST_STANDBY -> pair.request(0, Input.Verb.STANDBY, Input.Scope.ALL);
            case SECOND_STANDBY -> pair.request(1, Input.Verb.STANDBY, Input.Scope.ALL);
            default -> {}
        }
        pair.run(tickNs);
    }

    private void cutBoth(boolean isCut) {
        cut(0, isCut);
        cut(1, isCut);
    }

    private void cut(int from, boolean isCut) {
        cut[from] = isCut;
        for (int link = 0; link < pair.network().links(); link++) {
            pair.network().cut(link, from, isCut);
        }
    }

    private static void die(SimNode node) {
        if (node.running()) {
            node.kill();
        } else {
            node.start();
        }
    }

    /** The broken promise, or null. */
    public String violation() {
        return pair.audits().violation();
    }

    /** A number for everything that decides what can happen from now on. */
    public String state() {
        return StateHash.of(pair);
    }
}
