package org.hadirector.director.golden;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Who holds which group before and after an event, and whether that is what the operator ordered meanwhile. As facts
 * for the rules:
 *
 * <pre>
 * took nothing|NODE        the node holds no group that it did not hold before, and gave nothing|NODE likewise
 * nothing moved|           and so it is on both
 * each at home|            each group is held by its own node and by no other
 * carried out|             an operator has ordered something, and each group is where that puts it, the others where
 *                          they were (with their own node if it started meanwhile)
 * </pre>
 */
record Moves(Map<String, Set<String>> before, Map<String, Set<String>> after) {
    private static final Pattern ORDER = Pattern.compile(
            "(ha\\d) \\$ (?:hb_|/etc/init\\.d/heartbeat )(standby|takeover)(?: (all|local|foreign|failback))?");

    /**
     * @param groups of each node, with the names that {@code holds} has
     * @param before what {@code holds} said of each node, {@code after} says now
     */
    static Moves of(Map<String, Set<String>> groups, Map<String, String> before, Map<String, String> after) {
        return new Moves(holders(groups, before), holders(groups, after));
    }

    /** The nodes that hold each group. */
    static Map<String, Set<String>> holders(Map<String, Set<String>> groups, Map<String, String> holds) {
        Map<String, Set<String>> holders = new LinkedHashMap<>();
        groups.forEach((line, names) -> {
            Set<String> nodes = new LinkedHashSet<>();
            holds.forEach((node, held) -> {
                if (Holds.names(held).stream().anyMatch(names::contains)) {
                    nodes.add(node);
                }
            });
            holders.put(line, nodes);
        });
        return holders;
    }

    /** @param since the events since the last look */
    List<String> facts(List<String> since) {
        List<String> facts = new ArrayList<>();
        for (String node : List.of("ha1", "ha2")) {
            if (after.keySet().stream().noneMatch(line -> has(after, line, node) && !has(before, line, node))) {
                facts.add("took nothing|" + node);
            }
            if (after.keySet().stream().noneMatch(line -> has(before, line, node) && !has(after, line, node))) {
                facts.add("gave nothing|" + node);
            }
        }
        if (before.equals(after)) {
            facts.add("nothing moved|");
        }
        if (after.entrySet().stream().allMatch(group -> group.getValue().equals(Set.of(owner(group.getKey()))))) {
            facts.add("each at home|");
        }
        if (since.stream().anyMatch(event -> ORDER.matcher(event).matches()) && after.equals(ordered(since))) {
            facts.add("carried out|");
        }
        return facts;
    }

    private static boolean has(Map<String, Set<String>> holders, String line, String node) {
        return holders.getOrDefault(line, Set.of()).contains(node);
    }

    /** Whoever starts takes its own groups, if nobody has them. */
    static Map<String, Set<String>> started(Map<String, Set<String>> holders, List<String> since) {
        Map<String, Set<String>> started = new LinkedHashMap<>(holders);
        started.replaceAll((line, nodes) -> {
            String owner = owner(line);
            return nodes.isEmpty() && since.stream().anyMatch((owner + " $ heartbeat")::equals) ? Set.of(owner) : nodes;
        });
        return started;
    }

    private Map<String, Set<String>> ordered(List<String> since) {
        Map<String, Set<String>> holders = started(before, since);
        for (String event : since) {
            Matcher order = ORDER.matcher(event);
            if (order.matches()) {
                boolean standby = order.group(2).equals("standby");
                String node = order.group(1);
                String giver = standby ? node : other(node);
                String scope = order.group(3) == null ? "all" : order.group(3);
                if (!standby && scope.equals("failback")) {
                    scope = "all"; // so it is with hb_takeover (ha.d.md 15.9)
                }
                for (String line : before.keySet()) {
                    boolean own = line.startsWith(node + ".");
                    boolean meant = scope.equals("all") || own == scope.equals("local");
                    if (meant && has(holders, line, giver)) {
                        holders.put(line, Set.of(other(giver)));
                    }
                }
            }
        }
        return holders;
    }

    private static String owner(String line) {
        return line.replaceFirst("\\..*", "");
    }

    private static String other(String node) {
        return node.equals("ha1") ? "ha2" : "ha1";
    }
}
