package org.hadirector.director.cli;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A moment of the past as people write it: a span back from now, a time of today, a day and time, an instant. */
final class Since {
    private static final Pattern SPAN = Pattern.compile("(\\d{1,9})([smhd])");
    private static final Map<String, Duration> UNITS = Map.of(
            "s", Duration.ofSeconds(1),
            "m", Duration.ofMinutes(1),
            "h", Duration.ofHours(1),
            "d", Duration.ofDays(1));

    private Since() {}

    /** @throws IllegalArgumentException when it is none of these, with what would be */
    static Instant parse(String text, Clock clock) {
        Matcher span = SPAN.matcher(text);
        if (span.matches()) {
            return clock.instant().minus(UNITS.get(span.group(2)).multipliedBy(Long.parseLong(span.group(1))));
        }
        try {
            if (text.endsWith("Z")) {
                return Instant.parse(text);
            }
            if (text.matches("\\d{2}:\\d{2}(:\\d{2})?")) {
                return LocalDate.now(clock)
                        .atTime(LocalTime.parse(text))
                        .atZone(clock.getZone())
                        .toInstant();
            }
            LocalDateTime local = text.matches("\\d{4}-\\d{2}-\\d{2}")
                    ? LocalDate.parse(text).atStartOfDay()
                    : LocalDateTime.parse(text.replaceFirst(" ", "T"));
            return local.atZone(clock.getZone()).toInstant();
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "'" + text + "' is no time: 90s, 15m, 2h, 1d, 14:05, 2026-11-21 14:05:30", e);
        }
    }
}
