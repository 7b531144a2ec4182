package org.hadirector.heartbeat.link;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.zip.CRC32;

/**
 * Who talks to whom on the links.
 *
 * @param node this node's name
 * @param nodes all nodes of the cluster; their place in the alphabet is their number on the wire, so that both nodes
 *     count alike whatever the order of their files
 * @param fingerprint marks the cluster's beats: those with another one are dropped as foreign
 */
public record ClusterFacts(String node, List<String> nodes, int fingerprint) {
    public ClusterFacts {
        nodes = nodes.stream()
                .map(name -> name.toLowerCase(Locale.ROOT))
                .sorted()
                .toList();
        node = node.toLowerCase(Locale.ROOT);
        if (!nodes.contains(node)) {
            throw new IllegalArgumentException("node " + node + " is not one of " + nodes);
        }
    }

    /** The facts of a cluster whose fingerprint follows from its name and nodes. */
    public static ClusterFacts of(String cluster, String node, List<String> nodes) {
        return new ClusterFacts(node, nodes, fingerprint(cluster, nodes));
    }

    private static int fingerprint(String cluster, List<String> nodes) {
        CRC32 crc = new CRC32();
        crc.update(cluster.getBytes(StandardCharsets.UTF_8));
        nodes.stream().map(name -> name.toLowerCase(Locale.ROOT)).sorted().forEach(name -> {
            crc.update(0);
            crc.update(name.getBytes(StandardCharsets.UTF_8));
        });
        return (int) crc.getValue();
    }
}
