package org.hadirector.heartbeat.sim;

import java.util.List;
import org.hadirector.heartbeat.decide.CoreSettings;
import org.hadirector.heartbeat.decide.CoreSettings.Failback;
import org.hadirector.heartbeat.decide.CoreSettings.OnPartition;
import org.hadirector.heartbeat.decide.CoreSettings.Timing;

/**
 * What a simulated pair is configured with.
 *
 * @param nodes names of the two nodes
 * @param timing K, W, D, initdead, L
 * @param links names of the links
 * @param groups on both nodes
 * @param failback on both nodes
 * @param onPartition on both nodes
 * @param configDiffers the second node's files are not the first one's
 * @param fencing each node has a device that resets the other
 * @param pings on both nodes
 * @param realServers how many stations beside the gateway both nodes take for witnesses of their LAN
 */
public record SimSettings(
        List<String> nodes,
        Timing timing,
        List<String> links,
        List<CoreSettings.Group> groups,
        Failback failback,
        OnPartition onPartition,
        boolean configDiffers,
        boolean fencing,
        CoreSettings.Pings pings,
        int realServers) {
    private static final long MS = 1_000_000;

    public SimSettings {
        nodes = List.copyOf(nodes);
        links = List.copyOf(links);
        groups = List.copyOf(groups);
    }

    /** One group that prefers the first node, two links, K = 50 ms, D = 240 ms, L = 60 ms. */
    public static SimSettings usual() {
        return new SimSettings(
                List.of("ha1", "ha2"),
                new Timing(50 * MS, 120 * MS, 240 * MS, 480 * MS, 60 * MS),
                List.of("eth1", "/dev/ttyS0"),
                List.of(group("vip", 0)),
                Failback.OFF,
                OnPartition.TAKE,
                false,
                false,
                CoreSettings.Pings.NONE,
                0);
    }

    /** Of these nodes, with these names. */
    public SimSettings withNodes(List<String> others) {
        return new SimSettings(
                others, timing, links, groups, failback, onPartition, configDiffers, fencing, pings, realServers);
    }

    /** A group with an address that prefers the node with this index; those of the first node serve to the end. */
    public static CoreSettings.Group group(String key, int preferred) {
        return new CoreSettings.Group(key, key.hashCode(), "ha" + (preferred + 1), SimLan.NAME, true, preferred == 0);
    }

    public SimSettings withTiming(Timing other) {
        return new SimSettings(
                nodes, other, links, groups, failback, onPartition, configDiffers, fencing, pings, realServers);
    }

    public SimSettings withFailback(Failback other) {
        return new SimSettings(
                nodes, timing, links, groups, other, onPartition, configDiffers, fencing, pings, realServers);
    }

    public SimSettings withGroups(List<CoreSettings.Group> others) {
        return new SimSettings(
                nodes, timing, links, others, failback, onPartition, configDiffers, fencing, pings, realServers);
    }

    /** Names of links; one that is a path is a serial line. */
    public SimSettings withLinks(List<String> others) {
        return new SimSettings(
                nodes, timing, others, groups, failback, onPartition, configDiffers, fencing, pings, realServers);
    }

    public SimSettings withPolicy(OnPartition other) {
        return new SimSettings(
                nodes, timing, links, groups, failback, other, configDiffers, fencing, pings, realServers);
    }

    public SimSettings withDifferentFiles() {
        return new SimSettings(nodes, timing, links, groups, failback, onPartition, true, fencing, pings, realServers);
    }

    public SimSettings withSameFiles() {
        return new SimSettings(nodes, timing, links, groups, failback, onPartition, false, fencing, pings, realServers);
    }

    public SimSettings withFencing() {
        return new SimSettings(
                nodes, timing, links, groups, failback, onPartition, configDiffers, true, pings, realServers);
    }

    /** Two ping nodes, dead after a deadtime, and the node that sees more of them owns. */
    public SimSettings withIpfail() {
        CoreSettings.Pings two = new CoreSettings.Pings(SimLan.PING_NODES, timing.deadtimeNs(), true);
        return new SimSettings(
                nodes, timing, links, groups, failback, onPartition, configDiffers, fencing, two, realServers);
    }

    /** So many real servers answer probes as the gateway does. */
    public SimSettings withRealServers(int count) {
        return new SimSettings(
                nodes, timing, links, groups, failback, onPartition, configDiffers, fencing, pings, count);
    }

    /** The same for the same files, in every JVM. */
    private int digest() {
        return List.of(timing, links, groups, failback.ordinal()).hashCode();
    }

    /** The settings of one node's core, which watches these links' media. */
    CoreSettings core(int index, long bootId, long firstEpoch, List<String> watched) {
        return new CoreSettings(
                nodes.get(index),
                nodes.get(1 - index),
                index,
                0x5eed,
                bootId,
                digest() + (configDiffers ? index : 0),
                timing,
                links,
                watched,
                groups,
                failback,
                onPartition,
                firstEpoch,
                fencing
                        ? new CoreSettings.Fencing(
                                true, 2 * SimFence.longestNs(timing.deadtimeNs()), timing.deadtimeNs())
                        : CoreSettings.Fencing.NONE,
                pings);
    }
}
