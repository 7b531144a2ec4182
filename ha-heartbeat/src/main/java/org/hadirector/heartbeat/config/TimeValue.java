package org.hadirector.heartbeat.config;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A time as heartbeat 3 writes it: a decimal number with an optional unit right behind it, {@code 3}, {@code 0.5},
 * {@code 300ms}, {@code 2500us}, {@code 5sec}; no unit means seconds; any case. No sign, no hexadecimal.
 */
public final class TimeValue {
    /** Longer times are surely mistakes, and their nanoseconds still fit into a long: about 31 years. */
    private static final BigDecimal MAX_NS =
            BigDecimal.valueOf(1_000_000_000L).multiply(BigDecimal.valueOf(999_999_999));

    private static final Pattern FORM = Pattern.compile("(\\d{1,18}(?:\\.\\d{0,18})?|\\.\\d{0,18})([a-z]*)");

    private TimeValue() {}

    /** The nanoseconds, or empty when the word is not a time or out of range. */
    public static OptionalLong parseNs(String word) {
        Matcher matcher = FORM.matcher(word.toLowerCase(Locale.ROOT));
        if (!matcher.matches()) {
            return OptionalLong.empty();
        }
        long unitNs =
                switch (matcher.group(2)) {
                    case "", "s", "sec" -> 1_000_000_000L;
                    case "ms", "msec" -> 1_000_000L;
                    case "us", "usec" -> 1_000L;
                    default -> 0;
                };
        String digits = "0" + matcher.group(1) + (matcher.group(1).endsWith(".") ? "0" : "");
        BigDecimal ns = new BigDecimal(digits).multiply(BigDecimal.valueOf(unitNs));
        if (unitNs == 0 || ns.compareTo(MAX_NS) > 0) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(ns.longValue());
    }

    /** Milliseconds, rounded as heartbeat's messages print times. */
    static long ms(long ns) {
        return (ns + 500_000) / 1_000_000;
    }
}
