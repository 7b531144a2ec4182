package org.hadirector.heartbeat.sim.fault;

import java.util.List;
import org.hadirector.heartbeat.sim.SimPair;

/** What can happen to a node and to its daemon. */
final class NodeFaults {
    private static final long MS = 1_000_000;

    static final FaultKind STALL = FaultKind.pair(
            "stall",
            (pair, fault) -> "the daemon of " + name(pair, fault) + " hangs",
            (pair, fault) -> pair.node(fault.node()).stall(fault.forNs()),
            (pair, fault) -> {});

    static final FaultKind KILL = FaultKind.pair(
            "kill",
            (pair, fault) -> "the daemon of " + name(pair, fault) + " is killed (kill -9)",
            (pair, fault) -> pair.node(fault.node()).kill(),
            (pair, fault) -> pair.node(fault.node()).start());

    static final FaultKind POWER_OFF = FaultKind.pair(
            "power-off",
            (pair, fault) -> name(pair, fault) + " loses power",
            (pair, fault) -> pair.node(fault.node()).powerOff(),
            (pair, fault) -> pair.node(fault.node()).start());

    static final FaultKind BOTH_OFF = FaultKind.pair(
            "both-off",
            (pair, fault) -> "both nodes lose power and boot at once",
            (pair, fault) -> {
                pair.node(0).powerOff();
                pair.node(1).powerOff();
            },
            (pair, fault) -> {
                pair.node(fault.node()).start();
                pair.node(1 - fault.node()).start();
            });

    static final List<FaultKind> ALL = List.of(
            STALL,
            KILL,
            POWER_OFF,
            BOTH_OFF,
            FaultKind.moment(
                    "restart",
                    (pair, fault) -> "the daemon of " + name(pair, fault) + " is killed and starts again at once",
                    (pair, fault) -> {
                        pair.node(fault.node()).kill();
                        pair.node(fault.node()).start();
                    }),
            FaultKind.moment(
                    "stutter",
                    (pair, fault) -> "the daemon of " + name(pair, fault) + " hangs again and again for a moment",
                    NodeFaults::stutter),
            FaultKind.moment(
                    "wall-jump",
                    (pair, fault) -> "the wall clock of " + name(pair, fault) + " jumps by "
                            + (jumpSeconds(fault) > 0 ? "+1 day" : "-1 day"),
                    (pair, fault) -> pair.node(fault.node()).wallJump(jumpSeconds(fault))));

    private NodeFaults() {}

    private static String name(SimPair pair, Fault fault) {
        return pair.node(fault.node()).name();
    }

    private static long jumpSeconds(Fault fault) {
        return fault.pick() % 2 == 0 ? 86_400 : -86_400;
    }

    /** Ten pauses around the length of a lease, one after the other. */
    private static void stutter(SimPair pair, Fault fault) {
        long lease = pair.settings().timing().leaseNs();
        for (int i = 0; i < 10; i++) {
            long pause = lease / 2 + lease * ((fault.pick() + 7L * i) % 10) / 10;
            pair.in(i * 2 * lease, () -> pair.node(fault.node()).stall(Math.max(MS, pause)));
        }
    }
}
