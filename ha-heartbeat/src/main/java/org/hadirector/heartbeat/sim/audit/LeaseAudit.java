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
            if (pair.nowNs() - node.lastCycleNs() > longest && servesAnything(pair, 1 << i)) {
                return "I2: " + node.name() + " serves although its process has not run for more than a lease";
            }
        }
        return null;
    }

    private static boolean servesAnything(SimPair pair, int bit) {
        for (int group = 0; group < pair.groups().size(); group++) {
            if ((pair.service().servers(group) & bit) != 0) {
                return true;
            }
        }
        return false;
    }
}
