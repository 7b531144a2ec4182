package org.hadirector.director.lab;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The lab's own record of what it made, kept in {@code lab.json}: written before a namespace is made and after every
 * process started, so that {@code lab down} finds everything also when {@code lab up} died half way.
 *
 * @param plan of the lab
 * @param processes everything started and not known to be gone
 */
public record LabState(LabPlan plan, List<LabProcess> processes) {
    public LabState {
        processes = List.copyOf(processes);
    }

    /** With one process more; it takes the place of an earlier one of its label on its host, which is dead. */
    LabState with(LabProcess process) {
        List<LabProcess> all = new ArrayList<>(processes);
        all.removeIf(other -> other.is(process.label(), process.host()));
        all.add(process);
        return new LabState(plan, all);
    }

    LabState without(LabProcess process) {
        return new LabState(
                plan, processes.stream().filter(other -> !other.equals(process)).toList());
    }

    Optional<LabProcess> find(String label, String host) {
        return processes.stream().filter(process -> process.is(label, host)).findFirst();
    }

    /** Reads a lab's record; empty when there is no such lab. */
    static Optional<LabState> load(Path dir) throws IOException {
        Path file = dir.resolve("lab.json");
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(fromMap(JSON.std.mapFrom(Files.readString(file)), dir));
        } catch (IOException | ClassCastException | NullPointerException | IllegalArgumentException e) {
            throw new IOException(
                    file + " is damaged (" + e.getMessage() + "): remove the lab's namespaces by hand", e);
        }
    }

    /** Writes the record: the old one is replaced in one step. */
    void save() throws IOException {
        Path file = plan.stateFile();
        Path draft = file.resolveSibling("lab.json.new");
        Files.writeString(draft, JSON.std.with(JSON.Feature.PRETTY_PRINT_OUTPUT).asString(toMap()) + "\n");
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    Map<String, Object> toMap() {
        LabTiming timing = plan.timing();
        Map<String, Object> times = new LinkedHashMap<>();
        times.put("keepalive", timing.keepalive());
        times.put("deadtime", timing.deadtime());
        timing.initdead().ifPresent(value -> times.put("initdead", value));
        timing.autoFailback().ifPresent(value -> times.put("auto_failback", value));
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("prefix", plan.prefix());
        map.put("timing", times);
        map.put("namespaces", plan.namespaces());
        map.put("processes", processes.stream().map(LabState::toMap).toList());
        return map;
    }

    private static Map<String, Object> toMap(LabProcess process) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("label", process.label());
        map.put("host", process.host());
        map.put("pid", process.pid());
        map.put("startTicks", process.startTicks());
        return map;
    }

    static LabState fromMap(Map<String, Object> map, Path dir) {
        Map<?, ?> times = (Map<?, ?>) map.get("timing");
        LabTiming timing = new LabTiming(
                (String) times.get("keepalive"),
                (String) times.get("deadtime"),
                Optional.ofNullable((String) times.get("initdead")),
                Optional.ofNullable((String) times.get("auto_failback")));
        List<LabProcess> processes = new ArrayList<>();
        for (Object entry : (List<?>) map.get("processes")) {
            Map<?, ?> process = (Map<?, ?>) entry;
            processes.add(new LabProcess(
                    (String) process.get("label"),
                    (String) process.get("host"),
                    ((Number) process.get("pid")).longValue(),
                    ((Number) process.get("startTicks")).longValue()));
        }
        return new LabState(new LabPlan((String) map.get("prefix"), dir, timing), processes);
    }
}
