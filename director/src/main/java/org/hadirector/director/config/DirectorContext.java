package org.hadirector.director.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32;
import org.hadirector.heartbeat.config.Authkeys;
import org.hadirector.heartbeat.config.HaCf;
import org.hadirector.heartbeat.decide.CoreSettings.Timing;
import org.hadirector.resource.config.Haresources;
import org.hadirector.resource.config.LdirectordConfig;

/**
 * Everything that the files of a node say, concluded: read once, checked as a whole, never changed. Opening what it
 * names is the daemon's business.
 *
 * @param directory where the files are
 * @param node this node's name as {@code uname -n} has it, lower case
 * @param peer the other node's name; empty when ha.cf names only one
 * @param timing with the lease in force
 * @param ldirectord by the file's path; the first is the one a bare {@code ldirectord} resource uses
 * @param digest of what must agree on both nodes
 */
public record DirectorContext(
        Path directory,
        String node,
        String peer,
        HaCf haCf,
        Authkeys authkeys,
        Haresources haresources,
        Map<Path, LdirectordConfig> ldirectord,
        Optional<Path> ldirectordDefault,
        DirectorYaml directorYaml,
        Timing timing,
        int digest) {
    public DirectorContext {
        ldirectord = Map.copyOf(ldirectord);
    }

    /** 0 for the first node of ha.cf, 1 for the second: breaks ties. */
    public int index() {
        return Math.max(0, haCf.nodes().indexOf(node));
    }

    /** Names the cluster on the wire: beats of another one are dropped. */
    public int fingerprint() {
        List<String> nodes = haCf.nodes().stream().sorted().toList();
        return crc32("cluster " + haCf.cluster() + " nodes " + nodes);
    }

    /** CRC-32 of a text in UTF-8. */
    public static int crc32(String text) {
        CRC32 crc = new CRC32();
        crc.update(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        return (int) crc.getValue();
    }
}
