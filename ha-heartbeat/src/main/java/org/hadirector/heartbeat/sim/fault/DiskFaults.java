package org.hadirector.heartbeat.sim.fault;

import java.util.List;
import org.hadirector.heartbeat.sim.SimPair;

/** What can happen to the disk under the state directory. */
final class DiskFaults {
    static final FaultKind STATE_LOST = FaultKind.pair(
            "state-lost",
            (pair, fault) -> name(pair, fault) + " loses power and "
                    + (old(fault)
                            ? "comes back with the state directory of long ago"
                            : "the files of its state directory"),
            (pair, fault) -> {
                pair.node(fault.node()).powerOff();
                if (old(fault)) {
                    pair.node(fault.node()).disk().recallOld();
                } else {
                    pair.node(fault.node()).disk().lose();
                }
            },
            (pair, fault) -> pair.node(fault.node()).start());

    static final List<FaultKind> ALL = List.of(
            FaultKind.lasting(
                    "disk-full",
                    (pair, fault) -> "the disk of " + name(pair, fault) + " is full or read-only",
                    (pair, fault, broken) -> pair.node(fault.node()).disk().full(broken)),
            FaultKind.lasting(
                    "disk-slow",
                    (pair, fault) -> "an fsync takes " + name(pair, fault) + " two deadtimes",
                    (pair, fault, broken) -> pair.node(fault.node())
                            .disk()
                            .slow(broken ? 2 * pair.settings().timing().deadtimeNs() : 0)),
            STATE_LOST);

    private DiskFaults() {}

    private static boolean old(Fault fault) {
        return fault.pick() % 2 == 1;
    }

    private static String name(SimPair pair, Fault fault) {
        return pair.node(fault.node()).name();
    }
}
