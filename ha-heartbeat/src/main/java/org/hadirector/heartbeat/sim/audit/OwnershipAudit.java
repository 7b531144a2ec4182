package org.hadirector.heartbeat.sim.audit;

import org.hadirector.heartbeat.decide.CoreView;
import org.hadirector.heartbeat.link.GroupStatus.OwnerState;
import org.hadirector.heartbeat.sim.SimNode;
import org.hadirector.heartbeat.sim.SimPair;

/** I4: who serves is owner or becoming it; who has nothing to do with the group has no address of it. */
final class OwnershipAudit implements Audit {
    private final long[] lookedAt = {-1, -1};

    @Override
    public String check(SimPair pair) {
        for (int i = 0; i < 2; i++) {
            SimNode node = pair.node(i);
            boolean cycled = node.lastCycleNs() == pair.nowNs() && node.lastCycleNs() != lookedAt[i];
            if (cycled && node.running()) {
                lookedAt[i] = pair.nowNs();
                boolean somethingThere = pair.groups().stream().anyMatch(node::hasAddress);
                String found = somethingThere ? look(node) : null;
                if (found != null) {
                    return found;
                }
            }
        }
        return null;
    }

    private static String look(SimNode node) {
        for (CoreView.Group group : node.roles()) {
            boolean may = group.state() == OwnerState.OWNER || group.state() == OwnerState.CLAIMING;
            if (node.serving(group.key()) && !may) {
                return "I4: " + node.name() + " serves " + group.key() + " in state " + group.state();
            }
            if (node.hasAddress(group.key()) && group.state() == OwnerState.NONE) {
                return "I4: " + node.name() + " left the address of " + group.key() + " behind";
            }
        }
        return null;
    }
}
