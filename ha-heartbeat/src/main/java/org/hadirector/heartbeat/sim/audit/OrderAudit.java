package org.hadirector.heartbeat.sim.audit;

import org.hadirector.heartbeat.decide.CoreEvent;
import org.hadirector.heartbeat.sim.SimNode;
import org.hadirector.heartbeat.sim.SimPair;

/** No node that stood still carries out an order whose operator has given up meanwhile. */
final class OrderAudit implements Audit {
    @Override
    public String check(SimPair pair) {
        return null;
    }

    @Override
    public String told(SimPair pair, SimNode node, CoreEvent event) {
        boolean late = event.kind() == CoreEvent.Kind.OPERATOR && pair.givenUp(event.value());
        return late ? "orders: " + node.name() + " carries out an order that was given up" : null;
    }
}
