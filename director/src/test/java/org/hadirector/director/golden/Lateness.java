package org.hadirector.director.golden;

import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How much later than warntime the beats came that a recorded log calls late. */
final class Lateness {
    private static final Pattern WARNTIME = Pattern.compile("(?m)^\\s*warntime\\s+(\\d+)(ms)?\\s*$");
    private static final Pattern INTERVAL = Pattern.compile("interval (\\d+) ms");

    private final OptionalLong warntimeMs;

    Lateness(GoldenVector vector) {
        GoldenVector.File file = vector.files().get("ha.cf");
        Matcher written = WARNTIME.matcher(file == null ? "" : file.bytes());
        warntimeMs = written.find()
                ? OptionalLong.of(Long.parseLong(written.group(1)) * (written.group(2) == null ? 1000 : 1))
                : OptionalLong.empty();
    }

    /** The fact {@code late by|N ms} for the latest of the lines of that shape, if they tell of an interval. */
    List<String> of(List<String> lines, String shape) {
        if (warntimeMs.isEmpty() || !shape.contains("interval N ms")) { // a log may have thousands of other shapes
            return List.of();
        }
        return lines.stream()
                .filter(line -> LogKind.shape(line).equals(shape))
                .map(INTERVAL::matcher)
                .filter(Matcher::find)
                .map(found -> Long.parseLong(found.group(1)) - warntimeMs.getAsLong())
                .max(Long::compare)
                .map(ms -> List.of("late by|" + ms + " ms"))
                .orElse(List.of());
    }
}
