package org.hadirector.director.lab;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How a lab is: what runs, and what each director says of itself.
 *
 * @param lab its name
 * @param processes label and host of each process → whether it lives
 * @param directors what {@code director status --json} says on each director; empty where no daemon answers
 */
public record LabStatus(String lab, Map<LabProcess, Boolean> processes, Map<String, Optional<NodeStatus>> directors) {
    private static final Duration LOOK_EVERY = Duration.ofMillis(20);

    /** The core waits four keepalives before it asks for its own; one is on the way, one for good measure. */
    private static final int FAILBACK_KEEPALIVES = 6;

    /** Looks at the lab as it is now. */
    public static LabStatus of(Lab lab) {
        Map<LabProcess, Boolean> processes = new LinkedHashMap<>();
        lab.processes().forEach(process -> processes.put(process, lab.alive(process)));
        Map<String, Optional<NodeStatus>> directors = new LinkedHashMap<>();
        for (LabHost host : lab.plan().hosts(LabHost.Role.DIRECTOR)) {
            directors.put(host.name(), nodeStatus(lab, host));
        }
        return new LabStatus(lab.plan().prefix(), processes, directors);
    }

    /** What a director says of itself; empty when its daemon does not answer. */
    public static Optional<NodeStatus> nodeStatus(Lab lab, LabHost host) {
        try {
            return Optional.of(NodeStatus.ask(lab.plan().runDir(host)));
        } catch (IOException noAnswer) {
            return Optional.empty();
        }
    }

    /** One master, one standby, each hears the other on every link. */
    public boolean healthy() {
        List<NodeStatus> nodes =
                directors.values().stream().flatMap(Optional::stream).toList();
        return nodes.size() == directors.size()
                && nodes.stream().filter(NodeStatus::master).count() == 1
                && nodes.stream().filter(NodeStatus::standby).count() == nodes.size() - 1
                && nodes.stream().allMatch(NodeStatus::hearsPeerEverywhere);
    }

    /** Waits until the pair is healthy; false when it is not in time. */
    public static boolean awaitHealthy(Lab lab, Duration atMost) {
        return Patience.until(atMost, LOOK_EVERY, () -> of(lab).healthy());
    }

    /**
     * As {@link #awaitHealthy}, and nothing more is about to move by itself: after a start the preferred node claims
     * its resources some keepalives later. A service that an operator moved elsewhere stays there, and is settled too.
     */
    public static boolean awaitSettled(Lab lab, Duration atMost) {
        if (!awaitHealthy(lab, atMost)) {
            return false;
        }
        if (lab.plan().timing().failsBack()) {
            LabHost preferred = lab.plan().hosts(LabHost.Role.DIRECTOR).get(0);
            Duration failback = lab.plan().timing().keepaliveDuration().multipliedBy(FAILBACK_KEEPALIVES);
            Patience.until(failback, LOOK_EVERY, () -> nodeStatus(lab, preferred)
                    .map(NodeStatus::master)
                    .orElse(false));
        }
        return awaitHealthy(lab, atMost);
    }

    public Map<String, Object> toMap() {
        List<Map<String, Object>> list = new ArrayList<>();
        processes.forEach((process, alive) -> {
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("label", process.label());
            entry.put("host", process.host());
            entry.put("pid", process.pid());
            entry.put("alive", alive);
            list.add(entry);
        });
        Map<String, Object> nodes = new LinkedHashMap<>();
        directors.forEach(
                (name, status) -> nodes.put(name, status.map(NodeStatus::tree).orElse(Map.of())));
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("lab", lab);
        map.put("healthy", healthy());
        map.put("processes", list);
        map.put("directors", nodes);
        return map;
    }

    /** For people. */
    public String text() {
        StringBuilder text = new StringBuilder("lab " + lab + ": " + (healthy() ? "healthy" : "not healthy") + "\n");
        directors.forEach((name, status) -> text.append("  ")
                .append(name)
                .append("  ")
                .append(status.map(NodeStatus::text).orElse("no daemon answers"))
                .append('\n'));
        processes.forEach((process, alive) -> text.append("  %-13s %-7s pid %d%s%n"
                .formatted(process.label(), process.host(), process.pid(), alive ? "" : "  DEAD")));
        return text.toString();
    }
}
