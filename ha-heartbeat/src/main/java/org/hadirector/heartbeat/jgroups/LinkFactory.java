package org.hadirector.heartbeat.jgroups;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.hadirector.heartbeat.config.Authkeys;
import org.hadirector.heartbeat.config.Medium;
import org.hadirector.heartbeat.link.BeatCounters;
import org.hadirector.heartbeat.link.BeatGuard;
import org.hadirector.heartbeat.link.ClusterFacts;
import org.hadirector.heartbeat.link.HeartbeatLink;
import org.hadirector.heartbeat.link.ReplayWindow;

/** Makes the heartbeat links of a node from its configuration; nothing is opened yet. */
public final class LinkFactory {
    private final ClusterFacts cluster;
    private final Authkeys keys;
    private final LinkThreads threads;

    public LinkFactory(ClusterFacts cluster, Authkeys keys, LinkThreads threads) {
        this.cluster = cluster;
        this.keys = keys;
        this.threads = threads;
    }

    /**
     * One link for each medium, in their order.
     *
     * @param media those of {@code HaCfValidator.usable}: without the ucast lines that name this node
     */
    public List<HeartbeatLink> create(List<Medium> media) {
        AtomicLong newestBootId = new AtomicLong();
        Set<String> names = new HashSet<>();
        List<HeartbeatLink> links = new ArrayList<>();
        for (Medium medium : media) {
            links.add(link(uniqueName(medium, names), medium, newestBootId));
        }
        return links;
    }

    /**
     * {@code eth1}; a second medium on the same interface is {@code eth1/ucast}, a third of that kind gets a number.
     */
    private static String uniqueName(Medium medium, Set<String> names) {
        String name = medium.name();
        for (int i = 1; !names.add(name); i++) {
            name = medium.name() + "/" + medium.directive() + (i == 1 ? "" : String.valueOf(i));
        }
        return name;
    }

    private HeartbeatLink link(String name, Medium medium, AtomicLong newestBootId) {
        BeatCounters counters = new BeatCounters();
        BeatGuard guard = new BeatGuard(cluster, kind(medium), keys, new ReplayWindow(newestBootId), counters);
        return medium instanceof Medium.Serial serial
                ? new JGroupsSerialLink(name, serial, guard, counters, threads)
                : new JGroupsUdpLink(name, medium, guard, counters, threads);
    }

    /** The kind of link inside the authenticated bytes; names of interfaces may differ between the nodes. */
    private static byte kind(Medium medium) {
        return switch (medium.directive()) {
            case "bcast" -> 1;
            case "mcast" -> 2;
            case "ucast" -> 3;
            default -> 4;
        };
    }
}
