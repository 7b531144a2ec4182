package org.hadirector.director.config;

import java.nio.file.Path;
import java.util.zip.CRC32;
import org.hadirector.director.fence.FenceTypes;
import org.hadirector.heartbeat.config.Authkeys;
import org.hadirector.heartbeat.config.HaCf;
import org.hadirector.heartbeat.decide.CoreSettings.Timing;
import org.hadirector.heartbeat.link.ClusterFacts;
import org.hadirector.resource.config.ResourceConfig;

/**
 * Everything that the files of a node say, concluded: read once, checked as a whole, never changed. Opening what it
 * names is the daemon's business.
 *
 * @param directory where the files are
 * @param node this node's name as {@code uname -n} has it, lower case
 * @param peer the other node's name; empty when ha.cf names only one
 * @param timing with the lease in force
 * @param resources haresources and the files it names
 * @param digest of what must agree on both nodes
 */
public record DirectorContext(
        Path directory,
        String node,
        String peer,
        HaCf haCf,
        Authkeys authkeys,
        ResourceConfig resources,
        DirectorYaml directorYaml,
        Timing timing,
        int digest) {
    /**
     * 0 for the first node of the alphabet, 1 for the second: breaks ties. Not the order of the file, which may differ
     * between the nodes: both would win. It is the order of the numbers on the wire ({@link ClusterFacts}).
     */
    public int index() {
        return Math.max(0, haCf.nodes().stream().sorted().toList().indexOf(node));
    }

    /** The fence device types as director.yaml wants them used. */
    public FenceTypes fenceTypes() {
        return CrossChecks.types(directorYaml);
    }

    /** CRC-32 of a text in UTF-8. */
    public static int crc32(String text) {
        CRC32 crc = new CRC32();
        crc.update(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        return (int) crc.getValue();
    }
}
