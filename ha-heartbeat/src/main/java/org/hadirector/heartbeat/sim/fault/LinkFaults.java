package org.hadirector.heartbeat.sim.fault;

import java.util.List;
import org.hadirector.heartbeat.sim.SimNetwork;
import org.hadirector.heartbeat.sim.SimPair;
import org.hadirector.heartbeat.sim.SimTape.Order;

/** What can happen to heartbeat links: cut, one way, slow, lossy, doubling, noisy. */
final class LinkFaults {
    static final FaultKind ALL_LINKS_CUT = FaultKind.lasting(
            "all-links-cut", (pair, fault) -> "every heartbeat link is cut", (pair, fault, broken) -> pair.network()
                    .cutAll(broken));

    static final List<FaultKind> ALL = List.of(
            FaultKind.lasting(
                    "link-cut",
                    (pair, fault) -> "heartbeat link " + link(pair, fault) + " is cut",
                    (pair, fault, broken) -> {
                        pair.network().cut(index(pair, fault), 0, broken);
                        pair.network().cut(index(pair, fault), 1, broken);
                    }),
            FaultKind.lasting(
                    "link-one-way",
                    (pair, fault) -> "heartbeat link " + link(pair, fault) + " carries nothing from "
                            + pair.node(fault.node()).name(),
                    (pair, fault, broken) -> pair.network().cut(index(pair, fault), fault.node(), broken)),
            ALL_LINKS_CUT,
            FaultKind.lasting(
                    "all-links-one-way",
                    (pair, fault) -> "no heartbeat link carries anything from "
                            + pair.node(fault.node()).name(),
                    LinkFaults::oneWay),
            FaultKind.lasting(
                    "link-delay",
                    (pair, fault) -> "everything on heartbeat link " + link(pair, fault) + " comes late",
                    (pair, fault, broken) -> pair.network()
                            .lag(
                                    index(pair, fault),
                                    broken ? pair.settings().timing().deadtimeNs() : 0)),
            FaultKind.lasting(
                    "all-links-delay",
                    (pair, fault) -> "everything on all heartbeat links comes late",
                    LinkFaults::allLate),
            FaultKind.lasting(
                    "link-loss",
                    (pair, fault) -> "heartbeat link " + link(pair, fault) + " loses half of all frames",
                    (pair, fault, broken) -> pair.network().noise(index(pair, fault), broken ? 0.5 : 0)),
            FaultKind.moment(
                    "replay",
                    (pair, fault) -> "somebody plays old beats"
                            + (toBoth(fault)
                                    ? " to both nodes"
                                    : " to " + pair.node(fault.node()).name()),
                    LinkFaults::replay),
            FaultKind.lasting(
                    "bad-weather",
                    (pair, fault) -> "all heartbeat links lose, double and reorder frames",
                    LinkFaults::badWeather));

    private LinkFaults() {}

    private static int index(SimPair pair, Fault fault) {
        return fault.pick() % pair.network().links();
    }

    private static String link(SimPair pair, Fault fault) {
        return pair.settings().links().get(index(pair, fault));
    }

    private static void oneWay(SimPair pair, Fault fault, boolean broken) {
        for (int link = 0; link < pair.network().links(); link++) {
            pair.network().cut(link, fault.node(), broken);
        }
    }

    private static void allLate(SimPair pair, Fault fault, boolean broken) {
        long late = pair.settings().timing().deadtimeNs() * (1 + fault.pick() % 3) / 2;
        for (int link = 0; link < pair.network().links(); link++) {
            pair.network().lag(link, broken ? late : 0);
        }
    }

    private static boolean toBoth(Fault fault) {
        return fault.pick() % 8 >= 4;
    }

    /** In any order, slower than beats come or much faster. */
    private static void replay(SimPair pair, Fault fault) {
        Order order = Order.values()[fault.pick() % Order.values().length];
        long everyNs = pair.settings().timing().keepaliveNs() / (fault.pick() % 4 < 2 ? 2 : 20);
        for (int node = 0; node < 2; node++) {
            if (toBoth(fault) || node == fault.node()) {
                pair.network().tape().play(pair.node(node), order, everyNs, fault.forNs());
            }
        }
    }

    private static void badWeather(SimPair pair, Fault fault, boolean broken) {
        SimNetwork network = pair.network();
        if (broken) {
            network.weather(0.4, 0.2, pair.settings().timing().keepaliveNs() * 2);
        } else {
            network.fairWeather();
        }
    }
}
