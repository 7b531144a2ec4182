package org.hadirector.director.why;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.hadirector.director.journal.JournalEntry;

/** Finds the changes of ownership in the journals of one or both nodes and tells each. */
public final class Stories {
    private static final Pattern OUTBID = Pattern.compile("outbid by (\\S+) with epoch (\\d+)");

    private final List<Moment> moments;

    /** Nodes whose own journals are here: what they say themselves goes before what the other says of them. */
    private final Set<String> atHand;

    private Stories(List<Moment> moments) {
        this.moments = moments;
        this.atHand = moments.stream().map(moment -> moment.entry().node()).collect(Collectors.toSet());
    }

    /**
     * All changes, oldest first.
     *
     * @param ours the journal of this node, oldest first
     * @param peers that of the other node; empty when it is not at hand
     */
    public static List<Change> of(List<JournalEntry> ours, List<JournalEntry> peers) {
        return of(ours, peers, group -> true, Integer.MAX_VALUE);
    }

    /**
     * Some of them; a long journal tells of thousands, and only those asked for are worked out.
     *
     * @param last only so many, the newest
     */
    public static List<Change> of(
            List<JournalEntry> ours, List<JournalEntry> peers, Predicate<String> groups, int last) {
        List<Telling> all = new Stories(Moment.merge(ours, peers)).all();
        List<Telling> asked =
                all.stream().filter(telling -> groups.test(telling.group())).toList();
        return asked.subList(Math.max(0, asked.size() - last), asked.size()).stream()
                .map(Telling::tell)
                .toList();
    }

    private List<Telling> all() {
        List<Telling> changes = new ArrayList<>();
        Map<String, String> owners = new HashMap<>();
        Map<String, Integer> since = new HashMap<>();
        for (int i = 0; i < moments.size(); i++) {
            JournalEntry entry = moments.get(i).entry();
            String group = entry.group();
            String heir = heir(entry);
            if (heir.equals(entry.node()) || (!heir.isEmpty() && !atHand.contains(heir))) {
                String from = owners.put(group, heir);
                if (!entry.kind().equals("PEER_OWNS") || from != null && !from.equals(heir)) {
                    changes.add(new Telling(moments, since.getOrDefault(group, 0), i, from, heir));
                    since.put(group, i + 1);
                }
            } else if (!heir.isEmpty()) {
                owners.put(group, heir);
            } else if (entry.kind().equals("RELEASING") && !owners.containsKey(group)) {
                owners.put(group, entry.node());
            }
        }
        return changes;
    }

    /**
     * Who has the group by this entry, empty when it tells of no change: its own OWNER; or, in the former owner's
     * journal, that the other one took what was granted, serves already with a higher epoch, or says that it owns the
     * group: that is a change when another node is known to have owned it before.
     */
    private static String heir(JournalEntry entry) {
        return switch (entry.kind()) {
            case "OWNER" -> entry.node();
            case "TAKEN", "PEER_OWNS" -> entry.subject();
            case "RELEASING" -> {
                Matcher outbid = OUTBID.matcher(entry.reason());
                yield outbid.matches() ? outbid.group(1) : "";
            }
            default -> "";
        };
    }

    /** That of the heir's ownership. */
    static long epoch(JournalEntry entry) {
        Matcher outbid = OUTBID.matcher(entry.reason());
        if (outbid.matches()) {
            return Long.parseLong(outbid.group(2));
        }
        boolean ofPeer = entry.kind().equals("TAKEN") || entry.kind().equals("PEER_OWNS");
        return ofPeer ? entry.value() : entry.epoch();
    }
}
