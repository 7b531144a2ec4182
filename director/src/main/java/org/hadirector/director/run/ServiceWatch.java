package org.hadirector.director.run;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.hadirector.director.journal.Journal;
import org.hadirector.resource.ResourceAgent;

/**
 * Tells the journal of virtual services that answer badly, and when they do no more: {@code SERVICE_BAD} when it has
 * been so for a while, since a server that was just added is known to be there only a moment later;
 * {@code SERVICE_GOOD} at once. One thread looks, any reads.
 */
final class ServiceWatch {
    /** So many looks in a row. */
    static final int PATIENCE = 10;

    private final Journal journal;
    private final long everyMs;
    private final Map<String, Complaint> complaints = new HashMap<>();
    private volatile Map<String, String> told = Map.of();

    private record Complaint(String reason, int looks) {}

    /** @param everyMs the time between two looks */
    ServiceWatch(Journal journal, long everyMs) {
        this.journal = journal;
        this.everyMs = everyMs;
    }

    /** What the journal was told and still holds: reasons by service. */
    Map<String, String> told() {
        return told;
    }

    /** @param group its key */
    void look(String group, List<ResourceAgent> agents) {
        Map<String, String> now = new TreeMap<>();
        agents.forEach(agent -> now.putAll(agent.complaints()));
        Map<String, String> next = new TreeMap<>(told);
        complaints.keySet().retainAll(now.keySet());
        now.forEach((service, reason) -> {
            Complaint before = complaints.get(service);
            boolean same = before != null && before.reason().equals(reason);
            int looks = same ? before.looks() + 1 : 1;
            complaints.put(service, new Complaint(reason, looks));
            if (looks >= PATIENCE && !reason.equals(next.put(service, reason))) {
                journal.add("SERVICE_BAD", group, service, reason, looks * everyMs, 0, false);
            }
        });
        for (String service : told.keySet()) {
            if (!now.containsKey(service)) {
                next.remove(service);
                journal.add("SERVICE_GOOD", group, service, "it is served again", 0, 0, false);
            }
        }
        told = next;
    }
}
