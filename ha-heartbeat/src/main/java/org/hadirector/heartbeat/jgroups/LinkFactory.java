package org.hadirector.heartbeat.jgroups;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hadirector.heartbeat.config.Authkeys;
import org.hadirector.heartbeat.config.Medium;
import org.hadirector.heartbeat.link.BeatCounters;
import org.hadirector.heartbeat.link.BeatGuard;
import org.hadirector.heartbeat.link.ClusterFacts;
import org.hadirector.heartbeat.link.HeartbeatLink;
import org.hadirector.heartbeat.link.LinkId;
import org.hadirector.heartbeat.link.ReplayWindow;

/** Makes the heartbeat links of a node from its configuration; nothing is opened yet. */
public final class LinkFactory {
    private final ClusterFacts cluster;
    private final LinkThreads threads;
    private volatile Authkeys keys;

    public LinkFactory(ClusterFacts cluster, Authkeys keys, LinkThreads threads) {
        this.cluster = cluster;
        this.keys = keys;
        this.threads = threads;
    }

    /** One link for each medium, in their order. */
    public List<HeartbeatLink> create(List<Medium> media) {
        Map<String, Medium> named = named(media);
        Map<String, Integer> places = places(named);
        return named.entrySet().stream()
                .map(link -> create(link.getKey(), link.getValue(), places.get(link.getKey())))
                .toList();
    }

    /** The keys of links that are made from now on. */
    public void rekey(Authkeys others) {
        keys = others;
    }

    /**
     * The media by the names of their links, in their order.
     *
     * @param media those of {@code HaCfValidator.usable}: without the ucast lines that name this node
     */
    public static Map<String, Medium> named(List<Medium> media) {
        Map<String, Medium> named = new LinkedHashMap<>();
        for (Medium medium : media) {
            named.put(uniqueName(medium, named.keySet()), medium);
        }
        return named;
    }

    /**
     * {@code eth1}; a second medium on the same interface is {@code eth1/ucast}, a third of that kind gets a number.
     */
    private static String uniqueName(Medium medium, Set<String> names) {
        String name = medium.name();
        for (int i = 1; names.contains(name); i++) {
            name = medium.name() + "/" + medium.directive() + (i == 1 ? "" : String.valueOf(i));
        }
        return name;
    }

    /**
     * Each link's place among those of its kind, from 0, in the order of the lines: the same on both nodes, since it is
     * part of what proves a beat ({@link LinkId}). After other files were read all links are told theirs
     * ({@link HeartbeatLink#place}).
     */
    public static Map<String, Integer> places(Map<String, Medium> named) {
        Map<Integer, Integer> taken = new HashMap<>();
        Map<String, Integer> places = new LinkedHashMap<>();
        named.forEach((name, medium) -> places.put(name, taken.merge(kind(medium), 1, Integer::sum) - 1));
        return places;
    }

    /**
     * The link of a medium; all links of one factory drop beats of a run that any of them knows to be over.
     *
     * @param place by {@link #places}
     */
    public HeartbeatLink create(String name, Medium medium, int place) {
        BeatCounters counters = new BeatCounters();
        byte id = LinkId.of(kind(medium), place);
        BeatGuard guard = new BeatGuard(cluster, id, keys, new ReplayWindow(), counters);
        return medium instanceof Medium.Serial serial
                ? new JGroupsSerialLink(name, serial, guard.sparing(), counters, threads)
                : new JGroupsUdpLink(name, medium, guard, counters, threads);
    }

    /** The kind of link inside the authenticated bytes; names of interfaces may differ between the nodes. */
    private static int kind(Medium medium) {
        return switch (medium.directive()) {
            case "bcast" -> 1;
            case "mcast" -> 2;
            case "ucast" -> 3;
            case "mcast6" -> 5;
            case "ucast6" -> 6;
            default -> 4;
        };
    }
}
