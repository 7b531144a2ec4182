package org.hadirector.director.why;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hadirector.director.journal.JournalEntry;

/**
 * A virtual service that answers its clients badly, as far as the journals tell; no change of ownership helps it.
 *
 * @param node who saw it
 * @param group its key
 * @param service such as {@code 10.0.0.6:80 tcp}
 * @param since when it began
 * @param reason the latest
 */
public record Complaint(String node, String group, String service, Instant since, String reason) {
    /** Those that are not over, in the order in which they began, journal by journal. */
    public static List<Complaint> open(List<JournalEntry> ours, List<JournalEntry> peers) {
        List<Complaint> open = new ArrayList<>();
        for (List<JournalEntry> journal : List.of(ours, peers)) {
            open.addAll(open(journal));
        }
        return open;
    }

    private static List<Complaint> open(List<JournalEntry> journal) {
        Map<List<String>, Complaint> open = new LinkedHashMap<>();
        for (JournalEntry entry : journal) {
            List<String> service = List.of(entry.group(), entry.subject());
            switch (entry.kind()) {
                case "SERVICE_BAD" -> {
                    Complaint before = open.get(service);
                    Instant since = before == null ? entry.time().minusMillis(entry.value()) : before.since();
                    open.put(
                            service,
                            new Complaint(entry.node(), entry.group(), entry.subject(), since, entry.reason()));
                }
                case "SERVICE_GOOD" -> open.remove(service);
                case "START", "STOP" -> open.clear(); // a new run looks anew
                default -> {}
            }
        }
        return List.copyOf(open.values());
    }

    /** For scripts. */
    public Map<String, Object> tree() {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("node", node);
        tree.put("service", service);
        tree.put("since", since.toString());
        tree.put("reason", reason);
        return tree;
    }
}
