package org.hadirector.director.run;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import org.hadirector.director.config.DirectorContext;
import org.hadirector.heartbeat.config.Directive;
import org.hadirector.heartbeat.config.HaCf;
import org.hadirector.heartbeat.decide.CoreView;
import org.hadirector.heartbeat.link.GroupStatus.OwnerState;
import org.hadirector.heartbeat.link.HeartbeatLink;
import org.hadirector.heartbeat.link.LinkCounters;
import org.hadirector.resource.config.GroupLine;

/** The tree that {@code status --json} prints, from what the core believes and what the adapters count. */
final class StatusTree {
    private final Supplier<DirectorContext> files;
    private final Map<String, HeartbeatLink> links;
    private final Map<String, GroupRunner> runners;
    private final Function<InetAddress, Map<String, Object>> confirmed;

    /**
     * Files, links and runners are live: a reload changes them.
     *
     * @param confirmed whether the takeover of an address is confirmed, null when it is not held
     */
    StatusTree(
            Supplier<DirectorContext> files,
            Map<String, HeartbeatLink> links,
            Map<String, GroupRunner> runners,
            Function<InetAddress, Map<String, Object>> confirmed) {
        this.confirmed = confirmed;
        this.files = files;
        this.links = links;
        this.runners = runners;
    }

    Map<String, Object> tree(CoreView view) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("node", view.node());
        tree.put("role", role(view));
        tree.put(
                "epoch",
                view.groups().stream().mapToLong(CoreView.Group::epoch).max().orElse(0));
        tree.put("peer", peer(view.peer()));
        tree.put(
                "links",
                view.links().stream()
                        .filter(link -> links.containsKey(link.name()))
                        .map(this::link)
                        .toList());
        tree.put(
                "groups",
                view.groups().stream()
                        .filter(group -> runners.containsKey(group.key()))
                        .map(this::group)
                        .toList());
        tree.put("lease", lease(view));
        tree.put("fence", fence(view.fence()));
        tree.put("resources", held(view));
        tree.put(
                "onPartition",
                files.get()
                        .directorYaml()
                        .onPartition()
                        .name()
                        .toLowerCase(Locale.ROOT)
                        .replace('_', '-'));
        tree.put("pingNodes", pingNodes());
        tree.put("pings", around().pings(view.around()));
        tree.put("parameters", parameters());
        tree.put("configDigest", String.format("%08x", files.get().digest()));
        return tree;
    }

    /** The node in a line, for the service manager. */
    static String line(CoreView view) {
        StringBuilder line = new StringBuilder();
        for (CoreView.Group group : view.groups()) {
            line.append(line.isEmpty() ? "" : ", ")
                    .append(group.key())
                    .append(' ')
                    .append(word(group.state()));
        }
        return line + "; peer " + view.peer().name() + " " + word(view.peer().state());
    }

    private SurroundingsTree around() {
        return new SurroundingsTree(PingSetup.pings(files.get().haCf()).ipfail());
    }

    /** One word for the node: what it does with the group that it does most with. */
    private String role(CoreView view) {
        List<OwnerState> states =
                view.groups().stream().map(CoreView.Group::state).toList();
        if (states.contains(OwnerState.OWNER)) {
            return "master";
        }
        if (states.contains(OwnerState.CLAIMING)) {
            return "claiming";
        }
        if (states.contains(OwnerState.RELEASING)) {
            return "releasing";
        }
        if (view.starting()) {
            return "starting";
        }
        return view.groups().stream().anyMatch(this::faulty) ? "fault" : "standby";
    }

    /** It failed here and is not to be tried again yet; a failure of the past alone is no fault any more. */
    private boolean faulty(CoreView.Group group) {
        GroupRunner runner = runners.get(group.key());
        return !runner.fault().isEmpty() && (runner.stuck() || !group.ready());
    }

    private static Map<String, Object> peer(CoreView.Peer peer) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("name", peer.name());
        tree.put("state", word(peer.state()));
        tree.put("silentMs", ms(peer.state(), peer.silentNs()));
        tree.put("bootId", String.format("%016x", peer.bootId()));
        tree.put("sameConfiguration", peer.sameConfiguration());
        return tree;
    }

    private Map<String, Object> link(CoreView.Link link) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("name", link.name());
        tree.put("state", word(link.state()));
        tree.put("silentMs", ms(link.state(), link.silentNs()));
        tree.put("hearsUs", link.hearsUs());
        tree.put("evidence", link.evidence());
        LinkCounters counters = links.get(link.name()).counters();
        tree.put("sent", counters.sent());
        tree.put("received", counters.received());
        tree.put("foreign", counters.foreign());
        tree.put("forged", counters.forged());
        tree.put("replayed", counters.replayed());
        tree.put("malformed", counters.malformed());
        tree.put("unproven", link.unproven());
        tree.put("sendFailures", counters.sendFailures());
        tree.put("reopened", counters.reopened());
        tree.put("misrouted", counters.misrouted());
        tree.put("unresolved", counters.unresolved());
        tree.put("bytesSent", counters.bytesSent());
        tree.put("bytesPerSecond", counters.bytesPerSecond());
        return tree;
    }

    private static Map<String, Object> fence(CoreView.Fence fence) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("configured", fence.configured());
        tree.put("state", fence.state().toLowerCase(Locale.ROOT));
        tree.put("attempt", fence.attempt());
        tree.put("failures", fence.failures());
        tree.put("reason", fence.reason());
        return tree;
    }

    private Map<String, Object> group(CoreView.Group group) {
        GroupRunner runner = runners.get(group.key());
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("name", group.key());
        tree.put("preferred", preferred(group.key()));
        tree.put("state", word(group.state()));
        tree.put("epoch", group.epoch());
        tree.put("leaseLeftMs", group.leaseLeftNs() / 1_000_000);
        tree.put("peerState", word(group.peerState()));
        List<String> notReady = notReady(group, runner);
        tree.put("ready", group.ready() && notReady.isEmpty());
        tree.put("notReady", notReady);
        tree.put("reason", group.reason());
        tree.put(
                "waitsFor",
                group.detail().notBereaved() == null ? "" : group.detail().notBereaved());
        tree.put("fault", runner.fault());
        tree.put("busy", runner.busy());
        tree.put("unfinished", runner.unfinished());
        tree.put(
                "addresses",
                runner.group().addresses().stream().map(a -> a.getHostAddress()).toList());
        List<Map<String, Object>> resources = new ArrayList<>();
        runner.group().agents().forEach(agent -> {
            Map<String, Object> resource = new LinkedHashMap<>();
            resource.put("name", agent.name());
            resource.put("state", runner.states().getOrDefault(agent.name(), "stopped"));
            resources.add(resource);
        });
        tree.put("resources", resources);
        tree.put("complaints", runner.complaints());
        tree.put(
                "confirmed",
                runner.group().addresses().stream()
                        .map(confirmed)
                        .filter(Objects::nonNull)
                        .toList());
        tree.put("strangers", around().strangers(group, System.nanoTime()));
        return tree;
    }

    /** Why a takeover would not find everything prepared here; the core's own reason first. */
    private static List<String> notReady(CoreView.Group group, GroupRunner runner) {
        List<String> reasons = new ArrayList<>();
        reasons.add(group.detail().notReady());
        reasons.add(runner.fault());
        runner.group().agents().forEach(agent -> reasons.add(agent.notReady()));
        return reasons.stream()
                .filter(reason -> reason != null && !reason.isEmpty())
                .distinct()
                .toList();
    }

    private Map<String, Object> lease(CoreView view) {
        long leaseNs = files.get().timing().leaseNs();
        long left = view.groups().stream()
                .mapToLong(CoreView.Group::leaseLeftNs)
                .max()
                .orElse(0);
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("ms", leaseNs / 1e6);
        tree.put("inForce", "gate");
        tree.put("remainingMs", left / 1_000_000);
        tree.put("marginMs", (files.get().timing().deadtimeNs() - leaseNs) / 1_000_000);
        tree.put("keepaliveMs", files.get().timing().keepaliveNs() / 1e6);
        tree.put("deadtimeMs", files.get().timing().deadtimeNs() / 1e6);
        return tree;
    }

    private static boolean changesHere(CoreView.Group group) {
        return group.state() == OwnerState.CLAIMING || group.state() == OwnerState.RELEASING;
    }

    /** Whether a daemon that is to end now has to wait: for its own scripts, or for a taker that it has granted. */
    static boolean endIsDelayed(CoreView view) {
        boolean heard = view.peer().state() == CoreView.PeerState.UP;
        return view.groups().stream()
                .anyMatch(group -> changesHere(group) || heard && group.peerState() == OwnerState.CLAIMING);
    }

    /**
     * cl_status rscstatus: which resources this node holds. The part of a node for which haresources has no group
     * counts as held by that node while it lives, as in heartbeat.
     */
    String held(CoreView view) {
        boolean alone = view.peer().state() == CoreView.PeerState.DOWN;
        boolean local = !view.starting()
                && view.groups().stream()
                        .noneMatch(group -> preferred(group.key()).equals(view.node()));
        boolean foreign = alone
                && view.groups().stream()
                        .allMatch(group -> preferred(group.key()).equals(view.node()));
        for (CoreView.Group group : view.groups()) {
            if (changesHere(group)) {
                return "transition";
            }
            if (group.state() == OwnerState.OWNER) {
                boolean ours = preferred(group.key()).equals(view.node());
                local |= ours;
                foreign |= !ours;
            }
        }
        return local && foreign ? "all" : local ? "local" : foreign ? "foreign" : "none";
    }

    private String preferred(String key) {
        return files.get().resources().haresources().groups().stream()
                .filter(group -> group.key().equals(key))
                .map(GroupLine::preferredNode)
                .findFirst()
                .orElse("");
    }

    private List<String> pingNodes() {
        return files.get().haCf().witnesses().stream().map(HaCf.Witness::name).toList();
    }

    private Map<String, Object> parameters() {
        Map<String, Object> tree = new LinkedHashMap<>();
        for (Directive directive : files.get().haCf().directives()) {
            tree.put(directive.name(), directive.rest().strip());
        }
        return tree;
    }

    private static long ms(CoreView.PeerState state, long silentNs) {
        return state == CoreView.PeerState.UNKNOWN ? -1 : silentNs / 1_000_000;
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
