package org.hadirector.director.golden;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The kinds of heartbeat vectors, and how a file shows which it is. */
final class GoldenKinds {
    /** Known, and not run. */
    static final Map<String, String> NOT_RUN = Map.of("wire", "for information: the wire format is our own");

    private static final List<GoldenKind> ALL =
            List.of(new ConfigKind(), new ResourcesKind(), new CommandsKind(), new LogKind());

    private GoldenKinds() {}

    static List<GoldenKind> all() {
        return ALL;
    }

    static Optional<GoldenKind> of(String folder) {
        return ALL.stream().filter(kind -> kind.folder().equals(folder)).findAny();
    }

    /** Its folder's name if that is a kind's, else by what was recorded in it. */
    static String kindOf(String folder, GoldenVector vector) {
        if (List.of("config", "commands", "resources", "log", "wire").contains(folder)) {
            return folder;
        }
        if (vector.events().stream().anyMatch(event -> !event.results("packet ").isEmpty())) {
            return "wire";
        }
        if (has(vector, "ha1 holds|")) {
            return has(vector, "ha1 call|") || has(vector, "ha2 call|") ? "resources" : "log";
        }
        boolean starts = !vector.events().isEmpty()
                && vector.events().get(0).line().equals("ha1 $ heartbeat")
                && has(vector, "ha1 log|");
        return starts ? "config" : "commands";
    }

    private static boolean has(GoldenVector vector, String prefix) {
        return vector.events().stream().anyMatch(event -> !event.results(prefix).isEmpty());
    }
}
