package org.hadirector.heartbeat.sim.fault;

import java.util.List;
import org.hadirector.heartbeat.sim.SimPair;

/** What can happen to the LAN on which the clients are. */
final class LanFaults {
    /** In deadtimes: the links are whole for that long before a divided LAN is one again. */
    private static final int LINKS_FIRST = 3;

    private static final int[] PERCENT_LOST = {50, 50, 20, 65};

    static final FaultKind SWITCH_DEAD = FaultKind.lasting(
            "switch-dead", (pair, fault) -> "the switch of the LAN passes nothing", (pair, fault, broken) -> pair.lan()
                    .switchUp(!broken));

    /**
     * Links and LAN fall in two with clients on both sides. The links come back first, so that epochs can decide before
     * the two halves meet. While they are apart nothing can keep both from serving, which is why this kind and the next
     * are not among those that storms mix at random.
     */
    static final FaultKind SPLIT = FaultKind.pair(
            "split",
            (pair, fault) -> "links and LAN fall in two, clients and a witness on both sides",
            (pair, fault) -> {
                pair.network().cutAll(true);
                pair.lan().split(true);
            },
            (pair, fault) -> {
                pair.network().cutAll(false);
                pair.in(LINKS_FIRST * pair.settings().timing().deadtimeNs(), () -> pair.lan()
                        .split(false));
            });

    /** The LAN alone. When its halves meet while every link is cut, the names of the nodes decide. */
    static final FaultKind LAN_SPLIT = FaultKind.lasting(
            "lan-split",
            (pair, fault) -> "the LAN falls in two, clients and a witness on both sides",
            (pair, fault, broken) -> pair.lan().split(broken));

    static final List<FaultKind> ALL = List.of(
            FaultKind.lasting(
                    "port-dead",
                    (pair, fault) -> "the switch port of " + name(pair, fault) + " passes nothing, its carrier stays",
                    (pair, fault, broken) -> pair.node(fault.node()).port(!broken)),
            FaultKind.lasting(
                    "carrier-lost",
                    (pair, fault) -> "the LAN interface of " + name(pair, fault) + " loses its carrier",
                    (pair, fault, broken) -> pair.node(fault.node()).carrier(!broken)),
            FaultKind.lasting(
                    "gateway-dead",
                    (pair, fault) -> "the gateway and every other witness fall silent",
                    (pair, fault, broken) -> pair.lan().gateway(!broken)),
            SWITCH_DEAD,
            FaultKind.lasting(
                    "lan-loss",
                    (pair, fault) -> "the LAN loses " + PERCENT_LOST[fault.pick() % 4] + " % of all frames",
                    (pair, fault, broken) -> pair.lan().loss(broken ? PERCENT_LOST[fault.pick() % 4] / 100.0 : 0)),
            FaultKind.lasting(
                    "stranger",
                    (pair, fault) -> "a station that is neither node answers for the addresses",
                    (pair, fault, broken) -> pair.lan().stranger(broken)),
            FaultKind.lasting(
                    "isolated",
                    (pair, fault) -> name(pair, fault) + " is cut off: every link and its LAN port",
                    (pair, fault, broken) -> {
                        pair.network().cutAll(broken);
                        pair.node(fault.node()).port(!broken);
                    }),
            FaultKind.lasting(
                    "everything-cut",
                    (pair, fault) -> "every link and the switch of the LAN die",
                    (pair, fault, broken) -> {
                        pair.network().cutAll(broken);
                        pair.lan().switchUp(!broken);
                    }));

    private LanFaults() {}

    private static String name(SimPair pair, Fault fault) {
        return pair.node(fault.node()).name();
    }
}
