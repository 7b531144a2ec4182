package org.hadirector.heartbeat.sim;

/**
 * A second LAN on which every group has a further address, behind another interface of each node. It is broken between
 * the nodes: on each side a witness answers, but neither hears the other one there.
 */
final class SimBackLan {
    /** What the nodes call it. */
    static final String NAME = "eth9";

    private boolean there;

    /** From now on there is one. */
    void add() {
        there = true;
    }

    boolean there() {
        return there;
    }

    /** Whether a witness there answers this node. */
    boolean answers(SimNode node) {
        return there && node.powered();
    }
}
