package org.hadirector.lvs.golden;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What differs on purpose, recognised by what a vector does instead of by its name: the lines {@code rule NAME REASON}
 * of {@code excluded.txt}. A rule excuses single events; whatever else goes wrong in the same vector still counts.
 */
final class GoldenDesign {
    private static final Pattern SERVER = Pattern.compile("-([ae]) (\\S+ \\S+) -r (\\S+)(.*)");
    private static final Pattern LOCAL =
            Pattern.compile("(127\\.[0-9.]+|10\\.1\\.0\\.[1-8]|10\\.9\\.1\\.1|192\\.168\\.0\\.254|"
                    + "\\[(::1|fd01::[1-4]|fd09::1|fd00::fe)\\])(:\\d+)?");

    private interface Rule {
        boolean excuses(GoldenVector vector, GoldenVector.Event event);
    }

    private static final Map<String, Rule> RULES = Map.of(
            "daemon", GoldenDesign::isDaemon,
            "user", (vector, event) -> told(event, "2|Can't initialize ipvs:"),
            "twos", (vector, event) -> isTwos(event),
            "crash", (vector, event) -> isCrash(event),
            "local", GoldenDesign::isLocal,
            "route", GoldenDesign::isStaleRoute,
            "extension", GoldenDesign::isBehindExtensions,
            "way", (vector, event) -> isFromElsewhere(event),
            "icmp6", GoldenDesign::isEarlyKernel);

    private final Map<String, String> reasons;

    /** @param reasons by the rule's name */
    GoldenDesign(Map<String, String> reasons) {
        this.reasons = Map.copyOf(reasons);
        for (String name : reasons.keySet()) {
            if (!RULES.containsKey(name)) {
                throw new IllegalArgumentException("excluded.txt: no rule " + name + " among " + RULES.keySet());
            }
        }
    }

    /** Why this event need not come out as recorded. */
    Optional<String> reason(GoldenVector vector, GoldenVector.Event event) {
        return reasons.entrySet().stream()
                .filter(rule -> RULES.get(rule.getKey()).excuses(vector, event))
                .map(Map.Entry::getValue)
                .findFirst();
    }

    /** Whether doing the event would change what the original left alone: it is not played at all. */
    static boolean isLeftOut(GoldenVector.Event event) {
        return isTwos(event) || isCrash(event);
    }

    private static boolean told(GoldenVector.Event event, String start) {
        return event.results().stream().anyMatch(line -> line.strip().startsWith(start));
    }

    private static boolean isDaemon(GoldenVector vector, GoldenVector.Event event) {
        String line = event.line();
        return line.startsWith("$ ipvsadm --start-daemon")
                || line.startsWith("$ ipvsadm --stop-daemon")
                || line.contains(" --daemon")
                        && event.results().stream().anyMatch(r -> r.contains(" sync daemon (mcast="));
    }

    private static boolean isTwos(GoldenVector.Event event) {
        return event.line().matches(".* (-s|--scheduler)[ =]?twos\\b.*")
                && told(event, "2|Scheduler or persistence engine not found");
    }

    private static boolean isCrash(GoldenVector.Event event) {
        return event.line().startsWith("$ ") && (told(event, "= 139") || told(event, "= -11"));
    }

    /** An event that tells of a server which is the director itself. */
    private static boolean isLocal(GoldenVector vector, GoldenVector.Event event) {
        return servers(vector, null)
                .map(server -> server.group(3))
                .filter(server -> LOCAL.matcher(server).matches())
                .anyMatch(server -> event.results().stream().anyMatch(line -> line.contains(" " + server)));
    }

    /** A packet that came out nowhere after the forwarding method of a server was edited. */
    private static boolean isStaleRoute(GoldenVector vector, GoldenVector.Event event) {
        boolean lost =
                event.line().startsWith("send client") && !event.results().isEmpty() && !told(event, "at-");
        List<Matcher> before = servers(vector, event).toList();
        return lost
                && before.stream()
                        .anyMatch(edit -> edit.group(1).equals("e")
                                && before.stream()
                                        .anyMatch(other -> other.group(2).equals(edit.group(2))
                                                && other.group(3).equals(edit.group(3))
                                                && method(other) != method(edit)));
    }

    private static char method(Matcher server) {
        Matcher option = Pattern.compile(" -([gim])\\b").matcher(server.group(4));
        return option.find() ? option.group(1).charAt(0) : 'g';
    }

    /** Whatever follows a segment behind IPv6 extension headers: the connection's state is another from there on. */
    private static boolean isBehindExtensions(GoldenVector vector, GoldenVector.Event event) {
        return vector.events().stream()
                .filter(before -> before.number() <= event.number())
                .anyMatch(before -> before.line().matches("send (client|server) proto (0|60) .*"));
    }

    /** A packet that comes in where its sender is not. */
    private static boolean isFromElsewhere(GoldenVector.Event event) {
        return event.line().matches("send client \\S+ \\[?(192\\.168\\.0|fd00::|fd01::).*")
                || event.line().matches("send server \\S+ \\[?(10\\.|fd01::|fd02::|fd04::).*");
    }

    private static boolean isEarlyKernel(GoldenVector vector, GoldenVector.Event event) {
        return vector.remarks().stream().anyMatch(line -> line.contains("Linux 6.1.176 "))
                && event.line().startsWith("send server icmp6 ")
                && !told(event, "at-client");
    }

    /** The servers that were added or edited before an event, by {@link #SERVER}; null: in the whole vector. */
    private static Stream<Matcher> servers(GoldenVector vector, GoldenVector.Event until) {
        Stream<String> events = vector.events().stream()
                .takeWhile(event -> event != until)
                .map(GoldenVector.Event::line)
                .filter(line -> line.startsWith("$ ipvsadm "))
                .map(line -> line.substring("$ ipvsadm ".length()));
        return Stream.concat(vector.rules().stream(), events)
                .map(SERVER::matcher)
                .filter(Matcher::matches);
    }
}
