package org.hadirector.heartbeat.sim;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** A node's kernel: addresses and gate leases survive the process, not the power. Times are the node's own. */
final class SimKernel {
    private final Set<String> addresses = new HashSet<>();
    private final Map<String, Long> leaseUntilNs = new HashMap<>();

    void address(String group, boolean present) {
        if (present) {
            addresses.add(group);
        } else {
            addresses.remove(group);
        }
    }

    boolean hasAddress(String group) {
        return addresses.contains(group);
    }

    /**
     * Sets the gate's lease; 0 ends it.
     *
     * @return whether an earlier lease had run out unnoticed
     */
    boolean lease(String group, long untilNs, long nowNs) {
        Long before = untilNs == 0 ? leaseUntilNs.remove(group) : leaseUntilNs.put(group, untilNs);
        return untilNs != 0 && before != null && before < nowNs;
    }

    boolean anyLease() {
        return !leaseUntilNs.isEmpty();
    }

    boolean leaseRuns(String group, long nowNs) {
        Long until = leaseUntilNs.get(group);
        return until != null && nowNs < until;
    }

    void clean() {
        addresses.clear();
        leaseUntilNs.clear();
    }

    boolean empty() {
        return addresses.isEmpty() && leaseUntilNs.isEmpty();
    }
}
