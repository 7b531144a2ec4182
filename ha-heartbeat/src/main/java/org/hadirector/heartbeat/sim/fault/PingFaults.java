package org.hadirector.heartbeat.sim.fault;

import java.util.List;
import org.hadirector.heartbeat.sim.SimLan;

/** What can happen to ping nodes; only for pairs that have some. */
final class PingFaults {
    static final List<FaultKind> ALL = List.of(FaultKind.lasting(
            "ping-lost",
            (pair, fault) -> "ping node " + SimLan.PING_NODES.get(pingNode(fault)) + " does not answer "
                    + pair.node(fault.node()).name(),
            (pair, fault, broken) -> pair.lan().pingCut(fault.node(), pingNode(fault), broken)));

    private PingFaults() {}

    private static int pingNode(Fault fault) {
        return fault.pick() % SimLan.PING_NODES.size();
    }
}
