package org.hadirector.heartbeat.sim;

import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/** The files of one node through all their editions. */
public final class SimEditions {
    private final Set<String> servedToTheEnd = new HashSet<>();
    private SimSettings now;

    SimEditions(SimSettings first) {
        now = first;
    }

    SimSettings now() {
        return now;
    }

    /** Whether the group is in the files now. */
    public boolean has(String group) {
        return now.groups().stream().anyMatch(one -> one.key().equals(group));
    }

    /** Whether the group serves while it is handed over, or did by files that a hand-over may have begun with. */
    public boolean serveToTheEnd(String group) {
        return servedToTheEnd.contains(group) || !cutShort(group);
    }

    private boolean cutShort(String group) {
        return now.groups().stream().anyMatch(one -> one.key().equals(group) && !one.servesToTheEnd());
    }

    /** @param groups all that any edition may have */
    void change(SimSettings next, Collection<String> groups) {
        groups.stream().filter(group -> !cutShort(group)).forEach(servedToTheEnd::add);
        now = next;
    }
}
