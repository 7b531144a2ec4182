package org.hadirector.heartbeat.sim.audit;

import org.hadirector.heartbeat.decide.CoreEvent;
import org.hadirector.heartbeat.sim.SimNode;
import org.hadirector.heartbeat.sim.SimPair;

/** I3: of two nodes that both own, the one with the later ownership stays; if both gave way nobody would serve. */
final class DuelAudit implements Audit {
    private static final String OUTBID = "outbid by ";

    @Override
    public String check(SimPair pair) {
        return null;
    }

    @Override
    public String told(SimPair pair, SimNode node, CoreEvent event) {
        if (event.kind() != CoreEvent.Kind.RELEASING || !event.reason().startsWith(OUTBID)) {
            return null;
        }
        long theirs = Long.parseLong(event.reason().substring(event.reason().lastIndexOf(' ') + 1));
        return theirs < event.value()
                ? "I3: " + node.name() + " gives way with epoch " + event.value() + ", " + event.reason()
                : null;
    }
}
