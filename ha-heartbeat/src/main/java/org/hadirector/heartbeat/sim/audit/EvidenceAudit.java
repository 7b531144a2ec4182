package org.hadirector.heartbeat.sim.audit;

import org.hadirector.heartbeat.decide.CoreEvent;
import org.hadirector.heartbeat.sim.SimNode;
import org.hadirector.heartbeat.sim.SimPair;

/**
 * Signs of death are believed only when they are true: nobody is bereaved of a process that lives, nor by dead cables
 * within a lease after a beat of a peer that runs came by some link that passes and that the files of both name. A
 * lease without a beat is enough beside a sensor that lies: it may be less than two keepalives, so one lost beat makes
 * it.
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
        long silentNs = pair.nowNs() - node.hearing().atNs();
        if (event.reason().contains("every link is dead")
                && beats
                && silentNs < pair.settings().timing().leaseNs()
                && pair.network().steady(node, peer)) {
            return "evidence: " + node.name() + " took links for dead on which " + peer.name() + " could be heard";
        }
        return null;
    }
}
