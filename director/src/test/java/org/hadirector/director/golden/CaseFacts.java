package org.hadirector.director.golden;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the rules of {@code differs-by-design.txt} may look at beside the line that differs, so that they need not know
 * the names that a recorder happens to use. One fact a line:
 *
 * <pre>
 * missing script|NAME                a word of haresources for which there is no script
 * group|LINE                         the line of haresources with the resource that is called or told of
 * held otherwise|LINE                a group that the node holds here and not there, or there and not here
 * truth|NODE holds|rscstatus R; …    what rscstatus says if it tells what is held; several where a part has no group
 * truth|1|R                          the same, asked by cl_status
 * each held once|                    here each group is held by one node, and by one only, as far as nodes run
 * said|LINE                          what our command wrote to its standard error; of config/, our errors
 * odd blanks|                        haresources has a form feed or a vertical tab
 * late by|N ms                       how long after warntime the beat came, the recorded one or ours
 * just started|                      the recorded daemon could not be asked yet, less than a second after its start
 * </pre>
 */
final class CaseFacts {
    private static final Pattern CALL =
            Pattern.compile("/(?:resource\\.d|init\\.d)/+(\\S.*?) +(?:start|stop|status)\\b");

    private CaseFacts() {}

    /** The case's files and events, then the facts, then {@code at |EVENT}, then the difference. */
    static String about(GoldenVector vector, Difference difference) {
        List<String> facts = new ArrayList<>();
        missing(vector).forEach(script -> facts.add("missing script|" + script));
        GoldenVector.File haresources = vector.files().get("haresources");
        if (haresources != null && haresources.bytes().matches("(?s).*[\\f\\x0B].*")) {
            facts.add("odd blanks|");
        }
        group(GroupNames.of(vector), difference.line()).ifPresent(line -> facts.add("group|" + line));
        facts.addAll(difference.facts());
        facts.add("at |" + difference.event());
        facts.add(difference.line());
        return vector.input() + String.join("\n", facts) + "\n";
    }

    /** The line of haresources with the resource that is called or told of. */
    static Optional<String> group(GroupNames groups, String told) {
        Matcher call = CALL.matcher(told);
        return call.find() ? groups.line(call.group(1)) : Optional.empty();
    }

    /** Words of haresources for which there is no script. */
    static Set<String> missing(GoldenVector vector) {
        Set<String> missing = new LinkedHashSet<>();
        for (String line : GroupNames.of(vector).held().keySet()) {
            Arrays.stream(line.split(" "))
                    .skip(1)
                    .map(word -> word.split("::")[0])
                    .filter(script -> !script.matches("[0-9.]+(/.*)?|[0-9a-f]{0,4}:.*|[0-9a-f]{4}"))
                    .filter(Predicate.not(ConfigKind::known))
                    .forEach(missing::add);
        }
        return missing;
    }

    /** @param node short name; {@code held} what is active on it, by the names of {@code holds} */
    static List<String> truth(GroupNames groups, String node, Set<String> held) {
        return Arrays.stream(new String[] {"none", "local", "foreign", "all"})
                .filter(word -> fits(groups.held(), node, held, word))
                .toList();
    }

    /** A part of which some groups are held and some not may be told either way, and one without groups, too. */
    private static boolean fits(Map<String, Set<String>> groups, String node, Set<String> held, String word) {
        boolean own = word.equals("local") || word.equals("all");
        boolean others = word.equals("foreign") || word.equals("all");
        return fits(groups, line -> line.startsWith(node + "."), held, own)
                && fits(groups, line -> !line.startsWith(node + "."), held, others);
    }

    private static boolean fits(
            Map<String, Set<String>> groups, Predicate<String> part, Set<String> held, boolean wanted) {
        List<Set<String>> names = groups.entrySet().stream()
                .filter(group -> part.test(group.getKey()))
                .map(Map.Entry::getValue)
                .toList();
        return names.isEmpty()
                || names.stream().anyMatch(group -> wanted == group.stream().anyMatch(held::contains));
    }

    /** The groups of which one of the two has something that the other has not. */
    static List<String> heldOtherwise(GroupNames groups, Set<String> there, Set<String> here) {
        Set<String> one = new LinkedHashSet<>(there);
        one.removeAll(here);
        Set<String> other = new LinkedHashSet<>(here);
        other.removeAll(there);
        one.addAll(other);
        one.remove("nothing");
        return groups.held().entrySet().stream()
                .filter(group -> group.getValue().stream().anyMatch(one::contains))
                .map(group -> "held otherwise|" + group.getKey())
                .toList();
    }
}
