package org.hadirector.heartbeat.sim.audit;

import org.hadirector.heartbeat.sim.SimNode;
import org.hadirector.heartbeat.sim.SimPair;

/** I2: a node whose process is dead or hung is silent after a lease, without its own help. */
final class LeaseAudit implements Audit {
    /** Two clocks may differ by 100 parts per million. */
    private static final long TOLERANCE_NS = 1_000_000;

    @Override
    public String check(SimPair pair) {
        long longest = pair.settings().timing().leaseNs() + TOLERANCE_NS;
        for (int i = 0; i < 2; i++) {
            SimNode node = pair.node(i);
            if (pair.nowNs() - node.lastCycleNs() > longest
                    && pair.groups().stream().anyMatch(node::serving)) {
                return "I2: " + node.name() + " serves although its process has not run for more than a lease";
            }
        }
        return null;
    }
}
