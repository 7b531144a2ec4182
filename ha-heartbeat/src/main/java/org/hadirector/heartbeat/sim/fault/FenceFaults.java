package org.hadirector.heartbeat.sim.fault;

import java.util.List;
import org.hadirector.heartbeat.sim.SimPair;

/** How fence devices behave; only for pairs that have some. */
final class FenceFaults {
    static final List<FaultKind> ALL = List.of(
            FaultKind.lasting(
                    "fence-fails",
                    (pair, fault) -> "the fence device of " + name(pair, fault) + " does not answer",
                    (pair, fault, broken) -> pair.node(fault.node()).fence().failing(broken ? 1 : 0)),
            FaultKind.lasting(
                    "fence-shaky",
                    (pair, fault) -> "the fence device of " + name(pair, fault) + " fails every other time",
                    (pair, fault, broken) -> pair.node(fault.node()).fence().failing(broken ? 0.5 : 0)),
            FaultKind.lasting(
                    "fence-slow",
                    (pair, fault) -> "the fence device of " + name(pair, fault) + " takes many deadtimes",
                    (pair, fault, broken) -> pair.node(fault.node()).fence().slow(broken)),
            FaultKind.lasting(
                    "fence-off",
                    (pair, fault) -> "the fence device of " + name(pair, fault) + " switches off instead of resetting",
                    (pair, fault, broken) -> pair.node(fault.node()).fence().switchesOff(broken)));

    private FenceFaults() {}

    private static String name(SimPair pair, Fault fault) {
        return pair.node(fault.node()).name();
    }
}
