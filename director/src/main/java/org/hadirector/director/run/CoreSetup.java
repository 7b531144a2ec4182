package org.hadirector.director.run;

import java.net.InetAddress;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.hadirector.director.config.DirectorContext;
import org.hadirector.director.config.ParameterTable;
import org.hadirector.director.config.RcScripts;
import org.hadirector.director.config.ScriptEnvironment;
import org.hadirector.director.event.ClusterMessages;
import org.hadirector.director.event.EventScripts;
import org.hadirector.director.log.HeartbeatTexts;
import org.hadirector.director.log.LogLine;
import org.hadirector.heartbeat.config.FenceDirectives;
import org.hadirector.heartbeat.config.Medium;
import org.hadirector.heartbeat.decide.CoreSettings;
import org.hadirector.heartbeat.decide.CoreSettings.Failback;
import org.hadirector.heartbeat.link.ClusterFacts;
import org.hadirector.resource.ResourceGroup;
import org.hadirector.resource.agent.ScriptRunner;
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
            Map<String, Medium> links,
            List<ResourceGroup> groups,
            Map<String, Set<InetAddress>> witnesses,
            boolean fencing) {
        return settings(storage.bootId(), storage.firstEpoch(), links, groups, witnesses, fencing);
    }

    CoreSettings settings(
            long bootId,
            long firstEpoch,
            Map<String, Medium> links,
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
                List.copyOf(links.keySet()),
                watched(links),
                groups.stream().map(group -> group(group, witnesses)).toList(),
                context.haCf().failback(),
                context.directorYaml().onPartition(),
                firstEpoch,
                fencing(fencing),
                PingSetup.pings(context.haCf()));
    }

    /** Serial lines hang up, cables declared direct lose their carrier: {@link SignRoom} has sensors for both. */
    private List<String> watched(Map<String, Medium> links) {
        List<String> direct = context.directorYaml().signs().direct();
        return links.entrySet().stream()
                .filter(link -> link.getValue() instanceof Medium.Serial
                        || direct.contains(link.getValue().name()))
                .map(Map.Entry::getKey)
                .toList();
    }

    private CoreSettings.Fencing fencing(boolean configured) {
        return configured
                ? new CoreSettings.Fencing(
                        true, context.directorYaml().stonith().delayNs(), FENCE_RETRY_NS)
                : CoreSettings.Fencing.NONE;
    }

    private static CoreSettings.Group group(ResourceGroup group, Map<String, Set<InetAddress>> witnesses) {
        String lan = lan(group.vips());
        return new CoreSettings.Group(
                group.key(),
                DirectorContext.crc32(group.key()),
                group.preferredNode(),
                lan,
                witnessed(lan, witnesses),
                group.servesToTheEnd());
    }

    /** The device of the group's first address, which is the same in both nodes' files; empty when there is none. */
    static String lan(List<Vip> vips) {
        return vips.isEmpty() ? "" : vips.get(0).device();
    }

    /** Keys of the groups on whose LAN nobody is known to answer, although somebody is on one of their other LANs. */
    static List<String> unproven(Map<String, List<Vip>> vips, Map<String, Set<InetAddress>> witnesses) {
        return vips.entrySet().stream()
                .filter(group -> !witnessed(lan(group.getValue()), witnesses))
                .filter(group -> group.getValue().stream().anyMatch(vip -> witnessed(vip.device(), witnesses)))
                .map(Map.Entry::getKey)
                .toList();
    }

    private static boolean witnessed(String lan, Map<String, Set<InetAddress>> witnesses) {
        return !witnesses.getOrDefault(lan, Set.of()).isEmpty();
    }

    /** heartbeat's words for what the core tells. */
    HeartbeatTexts texts(boolean ipfail, boolean fencing) {
        return new HeartbeatTexts(
                context.node(), context.peer(), ipfail, context.timing().keepaliveNs(), own(), peerGives(), fencing);
    }

    /** The same for these files; the deciding duty only. */
    void reconfigure(HeartbeatTexts texts) {
        texts.reconfigure(
                PingSetup.pings(context.haCf()).ipfail(), context.timing().keepaliveNs(), own(), peerGives());
    }

    /** Keys of the groups that prefer this node. */
    private Set<String> own() {
        return context.resources().haresources().groups().stream()
                .filter(group -> group.preferredNode().equals(context.node()))
                .map(GroupLine::key)
                .collect(Collectors.toSet());
    }

    private boolean peerHasGroups() {
        return context.resources().haresources().groups().stream()
                .anyMatch(group -> group.preferredNode().equals(context.peer()));
    }

    private boolean peerGives() {
        return peerHasGroups() && context.haCf().failback() != Failback.LEGACY;
    }

    /** How many hops a message of heartbeat may make: one for each node, ping nodes included, and {@code hopfudge}. */
    private int hops() {
        String fudge = ParameterTable.values(context.haCf()).get("hopfudge");
        int more = fudge.matches("\\d{1,3}") ? Integer.parseInt(fudge) : 0;
        return context.haCf().nodes().size() + context.haCf().witnesses().size() + more;
    }

    /** The scripts of rc.d as programs of this machine. */
    EventScripts eventScripts(Executor thread, Consumer<LogLine> log) {
        return eventScripts(ScriptRunner.processes(), thread, ScriptEnvironment.path(), log);
    }

    /** The scripts of rc.d, told of what the core tells. */
    EventScripts eventScripts(ScriptRunner runner, Executor thread, String path, Consumer<LogLine> log) {
        return new EventScripts(
                told(path),
                new EventScripts.World(new RcScripts(context.directory()), context.directory(), runner, thread, log));
    }

    /** What the scripts of rc.d are told of these files. */
    EventScripts.Told told(String path) {
        boolean fences =
                FenceDirectives.devices(context.haCf()).stream().anyMatch(device -> device.usableFrom(context.node()));
        return new EventScripts.Told(
                new ClusterMessages.Setup(
                        context.node(),
                        context.peer(),
                        own(),
                        peerHasGroups(),
                        context.haCf().failback() == Failback.LEGACY,
                        fences,
                        context.timing().deadtimeNs() / 1_000_000,
                        hops()),
                ScriptEnvironment.ofRcScripts(context, path));
    }

    /** The addresses of each group, in the order of haresources. */
    static Map<String, List<Vip>> vips(List<ResourceGroup> groups) {
        Map<String, List<Vip>> vips = new LinkedHashMap<>();
        groups.forEach(group -> vips.put(group.key(), group.vips()));
        return vips;
    }

    /** The addresses of all groups. */
    static List<Vip> all(Collection<ResourceGroup> groups) {
        return groups.stream().flatMap(group -> group.vips().stream()).toList();
    }
}
