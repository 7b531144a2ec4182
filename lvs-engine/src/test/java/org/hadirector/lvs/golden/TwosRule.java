package org.hadirector.lvs.golden;

import java.util.regex.Pattern;

/**
 * The recorded kernel has no scheduler {@code twos}, this engine has: whatever asks for it, a command or a line of a
 * stream, asks for one that nobody has, and all of the event must come out as recorded.
 */
final class TwosRule {
    static final String NAME = "twos";

    private static final Pattern ASKS = Pattern.compile("((?<![^\\s|])(?:-s|--scheduler)[ =]?)twos\\b");
    private static final String UNKNOWN = "$1no-twos";
    private static final String INPUT = "0";

    private TwosRule() {}

    /** Whether the original said that it does not know the scheduler, and the event names it. */
    static boolean isAbout(GoldenVector.Event event) {
        boolean asks = ASKS.matcher(event.line()).find()
                || event.results().stream()
                        .anyMatch(line ->
                                line.startsWith(INPUT) && ASKS.matcher(line).find());
        return asks && GoldenDesign.told(event, "2|Scheduler or persistence engine not found");
    }

    /** The event as it is played. */
    static GoldenVector.Event asThere(GoldenVector.Event event) {
        return new GoldenVector.Event(
                event.number(),
                without(event.line()),
                event.results().stream()
                        .map(line -> line.startsWith(INPUT) ? without(line) : line)
                        .toList());
    }

    private static String without(String line) {
        return ASKS.matcher(line).replaceAll(UNKNOWN);
    }
}
