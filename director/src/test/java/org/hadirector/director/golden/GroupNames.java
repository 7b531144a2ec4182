package org.hadirector.director.golden;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Which resource belongs to which group of a case's haresources; sorts calls by it. */
final class GroupNames {
    private final Map<String, String> groups = new LinkedHashMap<>();
    private final Map<String, String> lines = new LinkedHashMap<>();

    /** As the case begins. */
    static GroupNames of(GoldenVector vector) {
        return of(vector, vector.files().get("haresources"));
    }

    /** @param file what lies there as haresources by now, null for none */
    static GroupNames of(GoldenVector vector, GoldenVector.File file) {
        GroupNames names = new GroupNames();
        List<String> lines = new ArrayList<>();
        if (file != null) {
            lines.addAll(file.bytes().lines().toList());
        }
        vector.events().stream()
                .filter(event -> event.line().startsWith("both haresources"))
                .forEach(event -> lines.add(event.line().replaceAll(".*appended \"(.*)\"", "$1")));
        for (String line : lines) {
            String[] words = line.replaceFirst("#.*", "").strip().split("\\s+");
            for (int i = 1; i < words.length; i++) {
                names.groups.put(resource(words[i]), words[1]);
                names.lines.put(resource(words[i]), String.join(" ", words));
            }
        }
        return names;
    }

    private static String resource(String written) {
        String full = written.matches("[0-9.]+(/.*)?") ? "IPaddr::" + written : written;
        return full.replace("::", " ");
    }

    /** The line of haresources with a resource, its words one blank apart. */
    Optional<String> line(String resource) {
        return Optional.ofNullable(lines.get(resource));
    }

    /** The lines of haresources, each with the names that {@code holds} has for its resources. */
    Map<String, Set<String>> held() {
        Map<String, Set<String>> held = new LinkedHashMap<>();
        lines.forEach((resource, line) ->
                held.computeIfAbsent(line, key -> new LinkedHashSet<>()).add(held(resource)));
        return held;
    }

    private static String held(String resource) {
        return resource.matches("IP(v6)?addr2? .*")
                ? resource.replaceFirst("^\\S+ ([^/ ]*).*", "$1")
                : resource.replaceAll("[^A-Za-z0-9.,@-]", "_");
    }

    /**
     * Calls by group, each without its time and with one slash where heartbeat writes two; a question that is asked
     * twice in a row stands once, and one after which nothing was started is left out. A stop of what was not active is
     * marked so.
     *
     * @param held what {@code holds} said before these calls
     */
    Map<String, List<String>> split(List<String> calls, String held) {
        Set<String> active =
                new HashSet<>(List.of(held.replaceFirst("^.*; ", "").split(" ")));
        Map<String, List<String>> byGroup = new LinkedHashMap<>();
        for (String call : calls) {
            String command = call.replaceFirst("^\\+\\S+ ", "").replace("//", "/");
            String words = command.replaceFirst("^\\S*/", "");
            String resource = words.substring(0, words.lastIndexOf(' '));
            List<String> sequence =
                    byGroup.computeIfAbsent(groups.getOrDefault(resource, resource), group -> new ArrayList<>());
            String name = held(resource);
            boolean retried =
                    !sequence.isEmpty() && sequence.get(sequence.size() - 1).equals(command);
            if (command.endsWith(" stop") && !active.remove(name) && !retried) {
                command += " (not active)";
            } else if (command.endsWith(" start")) {
                active.add(name);
            }
            boolean again =
                    !sequence.isEmpty() && sequence.get(sequence.size() - 1).equals(command);
            if (!again || !command.endsWith(" status")) {
                sequence.add(command);
            }
        }
        byGroup.replaceAll((group, sequence) -> consequential(sequence));
        byGroup.values().removeIf(List::isEmpty);
        return byGroup;
    }

    /** Without rounds of questions that led to nothing. */
    private static List<String> consequential(List<String> sequence) {
        List<String> kept = new ArrayList<>();
        List<String> round = new ArrayList<>();
        boolean led = false;
        for (String call : sequence) {
            if (call.contains(" stop") || round.contains(call)) {
                if (led) {
                    kept.addAll(round);
                }
                round.clear();
                led = false;
            }
            if (call.contains(" stop")) {
                kept.add(call);
            } else {
                round.add(call);
                led |= call.endsWith(" start");
            }
        }
        if (led) {
            kept.addAll(round);
        }
        return kept;
    }
}
