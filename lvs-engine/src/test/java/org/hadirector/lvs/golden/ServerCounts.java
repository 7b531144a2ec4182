package org.hadirector.lvs.golden;

import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The connections of real servers of IPv6 services in counts and listings, whose state a rule does not ask for. */
final class ServerCounts {
    private static final String SERVER = "(\\[\\S+\\]:|(?:192\\.168\\.0)?\\.\\d+:)";

    /** Of counts and listings: what stands before, and the numbers of active and inactive connections. */
    private static final Pattern COUNTS =
            Pattern.compile("((?: +-> )?" + SERVER + "\\d+(?:=| +\\S+ +\\d+ +))(\\d+)(?:/| +)(\\d+) *");

    private static final Pattern ROW = Pattern.compile("conn \\S+ (\\[\\S+\\]:\\d+) \\S+ " + SERVER + "\\d+ .*");

    private ServerCounts() {}

    /**
     * The servers, {@code [ADDRESS]:} or {@code .BYTE:}, of connections that events show of some clients,
     * {@code [ADDRESS]:PORT}.
     */
    static Set<String> servers(Stream<GoldenVector.Event> events, Predicate<String> clients) {
        return events.flatMap(event -> event.results().stream())
                .map(line -> ROW.matcher(line.strip()))
                .filter(row -> row.matches() && clients.test(row.group(1)))
                .map(row -> shortened(row.group(2)))
                .collect(Collectors.toSet());
    }

    /** As counts name a server behind a tunnel into the other family. */
    private static String shortened(String server) {
        return server.replaceFirst("^192\\.168\\.0(?=\\.)", "");
    }

    /** The line with the sum of the connections if it is about one of the servers, else as it is. */
    static String summed(String line, Set<String> servers) {
        Matcher counts = COUNTS.matcher(line);
        if (!counts.matches() || !servers.contains(shortened(counts.group(2)))) {
            return line;
        }
        return counts.group(1) + (Integer.parseInt(counts.group(3)) + Integer.parseInt(counts.group(4)));
    }
}
