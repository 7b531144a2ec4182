package org.hadirector.director.drill;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hadirector.director.journal.JournalEntry;

/**
 * The story of one fault: the fault itself, what the client saw, and the journals of both nodes, in the order of time.
 * Pure. All times are of one machine's monotonic clock, so entries of different processes may be compared.
 *
 * @param faultNs the fault: zero of the timeline
 * @param entries oldest first
 */
public record Timeline(long faultNs, List<TimelineEntry> entries) {
    /** Kinds of the client's and the drill's own lines. */
    static final String CLIENT = "client";

    private static final String LAST_ANSWER = "LAST_ANSWER";
    private static final String FIRST_ANSWER = "FIRST_ANSWER";
    private static final String FAULT = "FAULT";
    private static final double NS_PER_MS = 1e6;

    /** What a reader looks for, and the kinds of events of which the first one after the fault shows it. */
    private static final Map<String, Set<String>> MILESTONES = milestones();

    /**
     * Puts a story together.
     *
     * @param faultNs when the fault was made
     * @param where the node on which, or empty
     * @param what the fault, in words
     * @param client what the client saw of it
     * @param journals entries of both nodes; those long before the fault or after the recovery are left out
     */
    public static Timeline of(
            long faultNs, String where, String what, OutageReport client, List<JournalEntry> journals, long untilNs) {
        List<TimelineEntry> entries = new ArrayList<>();
        entries.add(new TimelineEntry(faultNs, where, FAULT, what));
        entries.add(new TimelineEntry(client.lastGoodNs(), CLIENT, LAST_ANSWER, "last answer before"));
        client.firstGoodNs()
                .ifPresent(at -> entries.add(new TimelineEntry(at, CLIENT, FIRST_ANSWER, "first answer after")));
        for (JournalEntry entry : journals) {
            if (entry.monotonicNs() >= faultNs && entry.monotonicNs() <= untilNs) {
                entries.add(new TimelineEntry(entry.monotonicNs(), entry.node(), entry.kind(), words(entry)));
            }
        }
        entries.sort(Comparator.comparingLong(TimelineEntry::atNs));
        return new Timeline(faultNs, List.copyOf(entries));
    }

    /** Milliseconds after the fault. */
    public double atMs(TimelineEntry entry) {
        return (entry.atNs() - faultNs) / NS_PER_MS;
    }

    /** The milestones that were reached → milliseconds after the fault. */
    public Map<String, Double> reached() {
        Map<String, Double> reached = new LinkedHashMap<>();
        MILESTONES.forEach((name, kinds) -> entries.stream()
                .filter(entry -> kinds.contains(entry.kind()))
                .findFirst()
                .ifPresent(entry -> reached.put(name, OutageReport.milliseconds(entry.atNs() - faultNs))));
        return reached;
    }

    private static Map<String, Set<String>> milestones() {
        Map<String, Set<String>> map = new LinkedHashMap<>();
        map.put("last_answer", Set.of(LAST_ANSWER));
        map.put("detected", Set.of("PEER_DEAD", "PEER_LEAVING", "GRANTED"));
        map.put("entitled", Set.of("BEREAVED", "GRANTED"));
        map.put("claim", Set.of("CLAIM"));
        map.put("vip_up", Set.of("VIP_UP"));
        map.put("arp_sent", Set.of("ARP_SENT"));
        map.put("engine_open", Set.of("STARTED"));
        map.put("owner", Set.of("OWNER"));
        map.put("first_answer", Set.of(FIRST_ANSWER));
        return map;
    }

    private static String words(JournalEntry entry) {
        StringBuilder text = new StringBuilder();
        for (String part : List.of(entry.subject(), entry.reason())) {
            if (!part.isEmpty()) {
                text.append(text.length() == 0 ? "" : ": ").append(part);
            }
        }
        if (entry.epoch() > 0) {
            text.append(text.length() == 0 ? "" : " ")
                    .append("(epoch ")
                    .append(entry.epoch())
                    .append(')');
        }
        return text.toString();
    }
}
