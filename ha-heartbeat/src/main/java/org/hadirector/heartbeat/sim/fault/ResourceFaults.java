package org.hadirector.heartbeat.sim.fault;

import java.util.List;
import org.hadirector.heartbeat.decide.Input;
import org.hadirector.heartbeat.sim.SimNode;
import org.hadirector.heartbeat.sim.SimPair;

/** What can happen to the resources of a group. */
final class ResourceFaults {
    static final List<FaultKind> ALL = List.of(
            FaultKind.lasting(
                    "start-fails",
                    (pair, fault) -> "resources cannot be started on " + name(pair, fault),
                    (pair, fault, broken) -> pair.node(fault.node()).resources().failing(broken)),
            FaultKind.moment(
                    "resource-fails",
                    (pair, fault) -> "a resource of " + group(pair, fault) + " fails on " + name(pair, fault),
                    (pair, fault) -> pair.node(fault.node())
                            .input(new Input.ResourceFailed(group(pair, fault), "monitor said no"))),
            FaultKind.moment(
                    "fault-cleared",
                    (pair, fault) ->
                            "an operator says that " + group(pair, fault) + " is mended on " + name(pair, fault),
                    (pair, fault) -> pair.node(fault.node()).input(new Input.FaultCleared(group(pair, fault)))),
            FaultKind.moment(
                    "left-active",
                    (pair, fault) -> "something of " + group(pair, fault) + " is found active on " + name(pair, fault)
                            + " and stops two deadtimes later",
                    (pair, fault) -> {
                        SimNode node = pair.node(fault.node());
                        node.resources().leftActive(node, group(pair, fault));
                    }),
            FaultKind.lasting(
                    "slow-stop",
                    (pair, fault) -> "stopping resources on " + name(pair, fault) + " takes four deadtimes",
                    (pair, fault, broken) -> pair.node(fault.node())
                            .resources()
                            .stopsTake(broken ? 4 * pair.settings().timing().deadtimeNs() : 0)),
            FaultKind.lasting(
                    "slow-start",
                    (pair, fault) -> "starting resources on " + name(pair, fault) + " takes three deadtimes",
                    (pair, fault, broken) -> pair.node(fault.node())
                            .resources()
                            .startsTake(broken ? 3 * pair.settings().timing().deadtimeNs() : 0)),
            FaultKind.lasting(
                    "useless",
                    (pair, fault) -> "no real server answers " + name(pair, fault),
                    (pair, fault, broken) -> pair.groups()
                            .forEach(group -> pair.node(fault.node()).input(new Input.UsefulChanged(group, !broken)))));

    private ResourceFaults() {}

    private static String name(SimPair pair, Fault fault) {
        return pair.node(fault.node()).name();
    }

    private static String group(SimPair pair, Fault fault) {
        return pair.groups().get(fault.pick() % pair.groups().size());
    }
}
