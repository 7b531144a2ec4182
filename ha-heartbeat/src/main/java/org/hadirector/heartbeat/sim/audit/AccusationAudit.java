package org.hadirector.heartbeat.sim.audit;

import org.hadirector.heartbeat.decide.CoreEvent;
import org.hadirector.heartbeat.decide.CoreSettings.Timing;
import org.hadirector.heartbeat.sim.SimNode;
import org.hadirector.heartbeat.sim.SimPair;

/**
 * I6: nobody calls a peer dead whose beat lies unread in a socket, unless it has come in just now: who overslept waits.
 */
final class AccusationAudit implements Audit {
    @Override
    public String check(SimPair pair) {
        return null;
    }

    @Override
    public String told(SimPair pair, SimNode node, CoreEvent event) {
        if (event.kind() != CoreEvent.Kind.PEER_DEAD || node.hearing().unreadSinceNs() == Long.MAX_VALUE) {
            return null;
        }
        Timing timing = pair.settings().timing();
        long unreadNs = pair.nowNs() - node.hearing().unreadSinceNs();
        // a cycle that is late by less counts as punctual
        boolean rash = unreadNs > timing.keepaliveNs() + timing.probeWindowNs();
        return rash ? "I6: " + node.name() + " calls its peer dead and has not read its beats" : null;
    }
}
