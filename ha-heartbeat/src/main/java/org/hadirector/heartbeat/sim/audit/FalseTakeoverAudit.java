package org.hadirector.heartbeat.sim.audit;

import org.hadirector.heartbeat.decide.CoreEvent;
import org.hadirector.heartbeat.sim.SimNode;
import org.hadirector.heartbeat.sim.SimPair;

/** I6: without faults nobody claims, releases or loses anything. Armed when the pair has settled. */
final class FalseTakeoverAudit implements Audit {
    private boolean armed;

    void arm() {
        armed = true;
    }

    @Override
    public String check(SimPair pair) {
        return null;
    }

    @Override
    public String told(SimPair pair, SimNode node, CoreEvent event) {
        boolean change =
                switch (event.kind()) {
                    case CLAIM, RELEASING, LEASE_LOST, ISOLATED, FENCE, ALARM -> true;
                    default -> false;
                };
        return armed && change
                ? "I6: " + node.name() + " without any fault: " + event.kind() + ", " + event.reason()
                : null;
    }
}
