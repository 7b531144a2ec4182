package org.hadirector.director.run;

import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.hadirector.director.config.DirectorContext;
import org.hadirector.director.log.HeartbeatTexts;
import org.hadirector.heartbeat.decide.CoreSettings;
import org.hadirector.heartbeat.link.ClusterFacts;
import org.hadirector.resource.ResourceGroup;
import org.hadirector.resource.config.GroupLine;
import org.hadirector.takeover.Vip;

/** From the configuration to the settings of the decision core. */
final class CoreSetup {
    /** Before a failed fence is tried again for the first time; then twice as long, up to sixteen times. */
    private static final long FENCE_RETRY_NS = 5_000_000_000L;

    private final DirectorContext context;

    CoreSetup(DirectorContext context) {
        this.context = context;
    }

    ClusterFacts cluster() {
        return ClusterFacts.of(
                context.haCf().cluster(), context.node(), context.haCf().nodes());
    }

    CoreSettings settings(
            Storage storage,
            List<String> links,
            List<ResourceGroup> groups,
            Map<String, Set<InetAddress>> witnesses,
            boolean fencing) {
        return settings(storage.bootId(), storage.firstEpoch(), links, groups, witnesses, fencing);
    }

    CoreSettings settings(
            long bootId,
            long firstEpoch,
            List<String> links,
            List<ResourceGroup> groups,
            Map<String, Set<InetAddress>> witnesses,
            boolean fencing) {
        return new CoreSettings(
                context.node(),
                context.peer(),
                context.index(),
                cluster().fingerprint(),
                bootId,
                context.digest(),
                context.timing(),
                links,
                groups.stream().map(group -> group(group, witnesses)).toList(),
                context.haCf().failback(),
                context.directorYaml().onPartition(),
                firstEpoch,
                fencing(fencing),
                PingSetup.pings(context.haCf()));
    }

    private CoreSettings.Fencing fencing(boolean configured) {
        return configured
                ? new CoreSettings.Fencing(
                        true, context.directorYaml().stonith().delayNs(), FENCE_RETRY_NS)
                : CoreSettings.Fencing.NONE;
    }

    private static CoreSettings.Group group(ResourceGroup group, Map<String, Set<InetAddress>> witnesses) {
        boolean probed = !group.vips().isEmpty();
        boolean witnessed = group.vips().stream()
                .anyMatch(vip -> !witnesses.getOrDefault(vip.device(), Set.of()).isEmpty());
        return new CoreSettings.Group(
                group.key(), DirectorContext.crc32(group.key()), group.preferredNode(), probed, witnessed);
    }

    /** heartbeat's words for what the core tells. */
    HeartbeatTexts texts(boolean ipfail, boolean fencing) {
        Set<String> own = context.resources().haresources().groups().stream()
                .filter(group -> group.preferredNode().equals(context.node()))
                .map(GroupLine::key)
                .collect(Collectors.toSet());
        return new HeartbeatTexts(
                context.node(), context.peer(), ipfail, context.timing().keepaliveNs(), own, fencing);
    }

    /** The addresses of each group, in the order of haresources. */
    static Map<String, List<Vip>> vips(List<ResourceGroup> groups) {
        Map<String, List<Vip>> vips = new LinkedHashMap<>();
        groups.forEach(group -> vips.put(group.key(), group.vips()));
        return vips;
    }
}
