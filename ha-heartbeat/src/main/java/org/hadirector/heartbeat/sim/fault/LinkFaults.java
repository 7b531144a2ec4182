package org.hadirector.heartbeat.sim.fault;

import java.util.List;
import org.hadirector.heartbeat.sim.SimNetwork;
import org.hadirector.heartbeat.sim.SimPair;

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
                    (pair, fault) -> "somebody plays old beats to "
                            + pair.node(fault.node()).name(),
                    (pair, fault) -> pair.network()
                            .replay(
                                    pair.node(fault.node()),
                                    pair.settings().timing().keepaliveNs() / 2,
                                    fault.forNs())),
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

    private static void badWeather(SimPair pair, Fault fault, boolean broken) {
        SimNetwork network = pair.network();
        if (broken) {
            network.weather(0.4, 0.2, pair.settings().timing().keepaliveNs() * 2);
        } else {
            network.fairWeather();
        }
    }
}
