package org.hadirector.director.golden;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What the nodes hold at the end of an event: {@code rscstatus STATE; NAME NAME…}, the names in any order. */
final class Holds {
    private Holds() {}

    /**
     * Each node, and that nothing is held by both that was not held by both there. What a killed daemon left active is
     * held by nobody: that it is there is told of its node.
     */
    static void compare(ReadGroups read, PairPlayer.Played played, List<Difference> into) {
        Set<String> twiceHere = null;
        Set<String> twiceThere = null;
        boolean once = eachOnce(read.ofRunning(), played.holds());
        for (String node : played.holds().keySet()) {
            String ours = sorted(played.holds().get(node));
            List<String> recorded = played.event().results(node + " holds|");
            for (String held : recorded) {
                if (!sorted(held).equals(ours)) {
                    into.add(difference(read.of(node), once, played.event().line(), node, held, ours));
                }
            }
            twiceHere = both(twiceHere, runs(ours) ? names(ours) : Set.of());
            twiceThere = both(twiceThere, recorded.isEmpty() ? Set.of() : names(recorded.get(0)));
        }
        if (twiceHere != null) {
            twiceHere.removeAll(twiceThere);
            twiceHere.remove("nothing");
            twiceHere.forEach(name -> into.add(new Difference(played.event().line(), "", "both hold|" + name)));
        }
    }

    private static boolean runs(String held) {
        return !held.startsWith("rscstatus -;");
    }

    private static boolean eachOnce(Map<String, Set<String>> groups, Map<String, String> holds) {
        return groups.values().stream()
                .allMatch(group -> holds.values().stream()
                                .filter(Holds::runs)
                                .filter(held -> names(held).stream().anyMatch(group::contains))
                                .count()
                        == 1);
    }

    /**
     * That a node holds something else, with what is known about it.
     *
     * @param groups those that the node has read
     * @param once whether each group is held by one node only
     */
    static Difference difference(
            GroupNames groups, boolean once, String event, String node, String there, String here) {
        List<String> facts = new ArrayList<>(CaseFacts.heldOtherwise(groups, names(there), names(here)));
        CaseFacts.truth(groups, node, names(here))
                .forEach(word -> facts.add("truth|" + node + " holds|rscstatus " + word + tail(here)));
        if (once) {
            facts.add("each held once|");
        }
        return new Difference(event, node + " holds|" + sorted(there), node + " holds|" + sorted(here), facts);
    }

    private static Set<String> both(Set<String> others, Set<String> names) {
        Set<String> both = new TreeSet<>(names);
        if (others != null) {
            both.retainAll(others);
        }
        return both;
    }

    static Set<String> names(String held) {
        return new TreeSet<>(List.of(tail(held).replaceFirst("^; ", "").split(" ")));
    }

    private static String tail(String held) {
        int semicolon = held.indexOf("; ");
        return semicolon < 0 ? "" : held.substring(semicolon);
    }

    /** The same with the names in one order. */
    static String sorted(String held) {
        int semicolon = held.indexOf("; ");
        return semicolon < 0 ? held : held.substring(0, semicolon + 2) + String.join(" ", names(held));
    }
}
