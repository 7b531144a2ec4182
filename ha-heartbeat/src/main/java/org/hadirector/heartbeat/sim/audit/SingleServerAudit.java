package org.hadirector.heartbeat.sim.audit;

import org.hadirector.heartbeat.sim.SimPair;

/** I1: never two nodes serve one VIP on one LAN. */
final class SingleServerAudit implements Audit {
    @Override
    public String check(SimPair pair) {
        for (String group : pair.groups()) {
            boolean both = pair.node(0).serving(group) && pair.node(1).serving(group);
            if (both && pair.lan().joined(pair.node(0), pair.node(1))) {
                return "I1: both nodes serve " + group;
            }
        }
        return null;
    }
}
