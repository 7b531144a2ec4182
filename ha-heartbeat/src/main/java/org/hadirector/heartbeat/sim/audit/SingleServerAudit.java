package org.hadirector.heartbeat.sim.audit;

import org.hadirector.heartbeat.sim.SimPair;

/** I1: never two nodes serve one VIP on one LAN. */
final class SingleServerAudit implements Audit {
    @Override
    public String check(SimPair pair) {
        for (int i = 0; i < pair.groups().size(); i++) {
            String group = pair.groups().get(i);
            boolean both = pair.node(0).answers(group) && pair.node(1).answers(group);
            if (both && pair.lan().joined(pair.node(0), pair.node(1))) {
                return "I1: both nodes serve " + group;
            }
        }
        boolean both = pair.node(0).answers(SimPair.EXTRA) && pair.node(1).answers(SimPair.EXTRA);
        return both && pair.lan().joined(pair.node(0), pair.node(1)) ? "I1: both nodes serve " + SimPair.EXTRA : null;
    }
}
