package org.hadirector.heartbeat.sim.audit;

import org.hadirector.heartbeat.decide.CoreView;
import org.hadirector.heartbeat.link.GroupStatus.OwnerState;
import org.hadirector.heartbeat.sim.SimNode;
import org.hadirector.heartbeat.sim.SimPair;

/**
 * I4: who serves is owner or becoming it, or hands over what is served to the end; who has nothing to do with the group
 * has no address of it and its gate shut.
 */
final class OwnershipAudit implements Audit {
    private final long[] lookedAt = {-1, -1};

    @Override
    public String check(SimPair pair) {
        for (int i = 0; i < 2; i++) {
            SimNode node = pair.node(i);
            boolean cycled = node.lastCycleNs() == pair.nowNs() && node.lastCycleNs() != lookedAt[i];
            if (cycled && node.running()) {
                lookedAt[i] = pair.nowNs();
                String found = node.clean() ? null : look(node);
                if (found != null) {
                    return found;
                }
            }
        }
        return null;
    }

    private static String look(SimNode node) {
        for (CoreView.Group group : node.roles()) {
            if (node.open(group.key()) && !mayServe(node, group)) {
                return "I4: " + node.name() + " serves " + group.key() + " in state " + group.state();
            }
            if (node.hasAddress(group.key()) && group.state() == OwnerState.NONE) {
                return "I4: " + node.name() + " left the address of " + group.key() + " behind";
            }
        }
        return null;
    }

    private static boolean mayServe(SimNode node, CoreView.Group group) {
        return switch (group.state()) {
            case OWNER, CLAIMING -> true;
            case RELEASING -> node.files().serveToTheEnd(group.key());
            default -> false;
        };
    }
}
