package org.hadirector.lvs.golden;

import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hadirector.lvs.golden.GoldenDesign.Part;

/**
 * The rule of {@link GoldenDesign} about servers that are addresses of the director itself and whose answers do not
 * pass the engine: those of a mark's service that answer in the service's name, of which the gate knows no address; and
 * masqueraded ones on loopback, which get packets here and none in the kernel. A reset of theirs ends a connection on
 * one side only, and SCTP is known from one side only: of such connections of TCP and SCTP the rows, of their templates
 * too, and of such servers the counts, from the first of these packets on. Connections of UDP must be as recorded.
 */
final class LocalRule {
    private static final Pattern SERVER = Pattern.compile(".*?-[ae] .*?-r (\\S+).*");
    private static final Pattern LOCAL =
            Pattern.compile("\\[?(127\\.[0-9.]+|10\\.1\\.0\\.[1-8]|10\\.3\\.[0-9.]+|10\\.9\\.1\\.1|192\\.168\\.0\\.254|"
                    + "(?:::1|fd01::[1-4]|fd09::1|fd00::fe)(?=]|$))(?:\\]?:\\d+)?\\]?");
    private static final Pattern SENT = Pattern.compile("(send client )?(tcp|sctp) .*");
    private static final Pattern LOOPBACK = Pattern.compile("-r (127\\.|\\[?::1)");
    private static final Pattern ROW = Pattern.compile("conn (\\S+) (\\S+) \\S+ (\\S+) .*");
    private static final Pattern OF_PROC = Pattern.compile("(\\S+) +(\\S+:\\d+) +\\S+:\\d+ +(\\S+:\\d+) +\\S+ +\\d+.*");
    private static final Pattern LISTED = Pattern.compile("(\\S+) +\\d+:\\d\\d +\\S+ +(\\S+) +\\S+ +(\\S+).*");
    private static final Pattern COUNTS = Pattern.compile("(?: +-> )?(\\S+:\\d+)(?:=| +).*");

    private LocalRule() {}

    static Part part(GoldenVector vector, GoldenVector.Event event) {
        Set<String> locals = Stream.concat(vector.rules().stream(), until(vector, event))
                .filter(command -> LOOPBACK.matcher(command).find()
                        ? command.contains(" -m") || command.contains(" -f ")
                        : command.contains(" -f ") && !command.contains(" -m"))
                .map(SERVER::matcher)
                .filter(Matcher::matches)
                .map(server -> LOCAL.matcher(server.group(1)))
                .filter(Matcher::matches)
                .map(local -> local.group(1))
                .collect(Collectors.toSet());
        if (locals.isEmpty()) {
            return null;
        }
        boolean answered = until(vector, event).anyMatch(SENT.asMatchPredicate());
        return Part.lines(line -> answered && tells(line, locals::contains));
    }

    private static Stream<String> until(GoldenVector vector, GoldenVector.Event event) {
        return vector.events().stream()
                .filter(before -> before.number() <= event.number())
                .map(GoldenVector.Event::line);
    }

    private static boolean tells(String line, Predicate<String> isLocal) {
        for (Pattern pattern : new Pattern[] {ROW, OF_PROC, LISTED}) {
            Matcher row = pattern.matcher(line);
            if (row.matches()) {
                boolean answers = !row.group(1).equals("UDP") || row.group(2).endsWith(":0");
                return answers && isLocal.test(host(row.group(3)));
            }
        }
        Matcher counts = COUNTS.matcher(line);
        return counts.matches() && isLocal.test(host(counts.group(1)));
    }

    private static String host(String endpoint) {
        String host = endpoint.substring(0, endpoint.lastIndexOf(':')).replaceAll("[\\[\\]]", "");
        return host.startsWith(".") ? "192.168.0" + host : host;
    }
}
