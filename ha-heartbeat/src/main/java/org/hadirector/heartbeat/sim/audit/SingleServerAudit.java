package org.hadirector.heartbeat.sim.audit;

import org.hadirector.heartbeat.sim.SimPair;

/** I1: never two nodes serve one VIP on one LAN. */
final class SingleServerAudit implements Audit {
    @Override
    public String check(SimPair pair) {
        if (!pair.node(0).anyLease() || !pair.node(1).anyLease() || !pair.lan().joined(pair.node(0), pair.node(1))) {
            return null;
        }
        for (int i = 0; i < pair.groups().size(); i++) {
            if (both(pair, pair.groups().get(i))) {
                return "I1: both nodes serve " + pair.groups().get(i);
            }
        }
        return both(pair, SimPair.EXTRA) ? "I1: both nodes serve " + SimPair.EXTRA : null;
    }

    private static boolean both(SimPair pair, String group) {
        return pair.node(0).answers(group) && pair.node(1).answers(group);
    }
}
