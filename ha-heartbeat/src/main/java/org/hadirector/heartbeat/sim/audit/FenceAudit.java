package org.hadirector.heartbeat.sim.audit;

import java.util.HashMap;
import java.util.Map;
import org.hadirector.heartbeat.decide.CoreEvent;
import org.hadirector.heartbeat.sim.SimNode;
import org.hadirector.heartbeat.sim.SimPair;

/**
 * I7: where fencing is configured, nobody takes over without a grant before the silent peer's fence was confirmed, and
 * nobody has a node shot that serves and could be seen to serve.
 */
final class FenceAudit implements Audit {
    /** Since when a node serves a group and both are on one LAN, by node and group. */
    private final Map<String, Long> visibleSinceNs = new HashMap<>();

    @Override
    public String check(SimPair pair) {
        if (pair.settings().fencing()) {
            boolean joined = pair.lan().joined(pair.node(0), pair.node(1));
            for (String group : pair.groups()) {
                for (int i = 0; i < 2; i++) {
                    if (joined && pair.node(i).serving(group)) {
                        visibleSinceNs.putIfAbsent(i + group, pair.nowNs());
                    } else {
                        visibleSinceNs.remove(i + group);
                    }
                }
            }
        }
        return null;
    }

    @Override
    public String told(SimPair pair, SimNode node, CoreEvent event) {
        if (!pair.settings().fencing()) {
            return null;
        }
        boolean reproved =
                event.kind() == CoreEvent.Kind.REPROVED && event.reason().startsWith("bereaved");
        if (event.kind() == CoreEvent.Kind.BEREAVED || reproved) {
            boolean fenced = node.fence().confirmedNs() > node.hearing().atNs();
            // A peer that is heard and does not know the group cannot serve it.
            boolean ignored = !pair.node(1 - node.index()).files().has(event.group());
            boolean promised = node.hearing().leaving();
            return fenced || promised || ignored
                    ? null
                    : "I7: " + node.name() + " takes over from a peer that is not fenced";
        }
        return event.kind() == CoreEvent.Kind.FENCE ? needless(pair, node) : null;
    }

    private String needless(SimPair pair, SimNode node) {
        long window = 2 * pair.settings().timing().leaseNs()
                + pair.settings().timing().probeWindowNs();
        for (String group : pair.groups()) {
            Long since = visibleSinceNs.get(1 - node.index() + group);
            if (since != null && pair.nowNs() - since > window) {
                return "I7: " + node.name() + " has a node shot that serves " + group;
            }
        }
        return null;
    }
}
