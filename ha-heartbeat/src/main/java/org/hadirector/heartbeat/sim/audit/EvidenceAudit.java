package org.hadirector.heartbeat.sim.audit;

import org.hadirector.heartbeat.decide.CoreEvent;
import org.hadirector.heartbeat.sim.SimNode;
import org.hadirector.heartbeat.sim.SimPair;

/**
 * Signs of death are believed only when they are true: nobody is bereaved of a process that lives, nor by dead cables
 * while a beat of a peer that runs passes on some link.
 */
final class EvidenceAudit implements Audit {
    @Override
    public String check(SimPair pair) {
        return null;
    }

    @Override
    public String told(SimPair pair, SimNode node, CoreEvent event) {
        if (event.kind() != CoreEvent.Kind.BEREAVED) {
            return null;
        }
        SimNode peer = pair.node(1 - node.index());
        if (event.reason().contains("its process is dead")
                && pair.sensors().lives(peer, node.view().peer().bootId())) {
            return "evidence: " + node.name() + " took the living process of " + peer.name() + " for dead";
        }
        boolean beats = pair.sensors().runsSteadily(peer) && pair.sensors().runsSteadily(node);
        if (event.reason().contains("every link is dead")
                && beats
                && pair.network().steady()) {
            return "evidence: " + node.name() + " took links for dead on which " + peer.name() + " could be heard";
        }
        return null;
    }
}
