package org.hadirector.director.why;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hadirector.director.journal.JournalEntry;

/** Finds the changes of ownership in the journals of one or both nodes and tells each. */
public final class Stories {
    private final List<Moment> moments;

    private Stories(List<Moment> moments) {
        this.moments = moments;
    }

    /**
     * All changes, oldest first.
     *
     * @param ours the journal of this node, oldest first
     * @param peers that of the other node; empty when it is not at hand
     */
    public static List<Change> of(List<JournalEntry> ours, List<JournalEntry> peers) {
        return new Stories(Moment.merge(ours, peers)).all();
    }

    private List<Change> all() {
        List<Change> changes = new ArrayList<>();
        Map<String, String> owners = new HashMap<>();
        Map<String, Integer> since = new HashMap<>();
        for (int i = 0; i < moments.size(); i++) {
            JournalEntry entry = moments.get(i).entry();
            String group = entry.group();
            if (entry.kind().equals("OWNER")) {
                List<Moment> before = moments.subList(since.getOrDefault(group, 0), i + 1);
                String from = owners.getOrDefault(group, "");
                changes.add(new Telling(before, moments.subList(i + 1, moments.size()), from).tell());
                owners.put(group, entry.node());
                since.put(group, i + 1);
            } else if (entry.kind().equals("TAKEN")) {
                owners.put(group, entry.subject());
            } else if (entry.kind().equals("RELEASING") && !owners.containsKey(group)) {
                owners.put(group, entry.node());
            }
        }
        return changes;
    }
}
