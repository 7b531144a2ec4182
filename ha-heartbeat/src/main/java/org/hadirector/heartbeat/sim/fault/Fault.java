package org.hadirector.heartbeat.sim.fault;

/**
 * One fault of a plan.
 *
 * @param kind what goes wrong
 * @param atNs simulated time at which it begins
 * @param forNs how long it lasts, at least 1
 * @param node index of the node it hits, 0 or 1; kinds that hit both ignore it
 * @param pick chooses among links or groups, modulo their number
 */
public record Fault(FaultKind kind, long atNs, long forNs, int node, int pick) {
    /** When it is mended. */
    public long endNs() {
        return atNs + forNs;
    }

    /** The same fault for another time. */
    public Fault lasting(long ns) {
        return new Fault(kind, atNs, ns, node, pick);
    }

    @Override
    public String toString() {
        return kind.key() + " at " + atNs / 1_000_000 + " ms for " + forNs / 1_000_000 + " ms, node " + (node + 1)
                + ", pick " + pick;
    }
}
