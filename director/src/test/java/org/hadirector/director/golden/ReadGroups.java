package org.hadirector.director.golden;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.hadirector.director.golden.GoldenVector.Event;

/**
 * Which haresources each node goes by: the one that lay there when it started or was told to read again. One for a
 * case; its events are handed over in their order.
 */
final class ReadGroups {
    private static final String NODE = "^ha\\d ";
    private static final String ENDS = "(\\$ (heartbeat -k|/etc/init\\.d/heartbeat stop)|kill -9 .*|power off.*)";
    private static final String STARTS = "\\$ (heartbeat|/etc/init\\.d/heartbeat start)";
    private static final String READS = "\\$ (heartbeat -r|/etc/init\\.d/heartbeat (restart|(force-)?reload))";

    private final GoldenVector vector;
    private final GroupNames first;
    private final Map<String, GoldenVector.File> written = new HashMap<>();
    private final Map<String, GroupNames> read = new HashMap<>();
    private final Set<String> running = new HashSet<>();
    private int next;

    ReadGroups(GoldenVector vector) {
        this.vector = vector;
        this.first = GroupNames.of(vector);
    }

    /** Everything up to this event has happened. */
    ReadGroups reached(Event event) {
        boolean more = true;
        while (more && next < vector.events().size()) {
            Event each = vector.events().get(next++);
            happened(each);
            more = each != event;
        }
        return this;
    }

    private void happened(Event event) {
        String node = event.line().split(" ")[0];
        String what = event.line().replaceFirst(NODE, "");
        if (what.startsWith("file /etc/ha.d/haresources")) {
            written.put(node, event.file());
        } else if (what.matches(ENDS)) {
            running.remove(node);
        } else if (what.matches(READS) || what.matches(STARTS) && !running.contains(node)) {
            running.add(node);
            if (written.containsKey(node)) {
                read.put(node, GroupNames.of(vector, written.get(node)));
            }
        }
    }

    GroupNames of(String node) {
        return read.getOrDefault(node, first);
    }

    /** Whether the file of the beginning had no such line. */
    boolean isNew(String line) {
        return !first.held().containsKey(line);
    }

    /** The groups of all nodes that run, each with the names that {@code holds} has for its resources. */
    Map<String, Set<String>> ofRunning() {
        Map<String, Set<String>> all = new LinkedHashMap<>();
        running.forEach(node -> all.putAll(of(node).held()));
        return all;
    }
}
