package org.hadirector.heartbeat.config;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A time as heartbeat 3 writes it: a decimal number with an optional unit right behind it, {@code 3}, {@code 0.5},
 * {@code 300ms}, {@code 2500us}, {@code 5sec}; no unit means seconds; any case. No sign, no hexadecimal. What follows
 * {@code ms}, {@code us} or a second dot is not looked at, as there.
 */
public final class TimeValue {
    /** Longer times are surely mistakes, and their nanoseconds still fit into a long: about 31 years. */
    static final BigDecimal MAX_NS = BigDecimal.valueOf(1_000_000_000L).multiply(BigDecimal.valueOf(999_999_999));

    private static final Pattern FORM = Pattern.compile(
            "(\\d{1,18}(?:\\.\\d{0,18})?|\\.\\d{0,18})(\\.[0-9.]*)?(|s|sec|ms|msec|us|usec|(?:ms|us).*)");

    private TimeValue() {}

    /** The nanoseconds, or empty when the word is not a time or out of range. */
    public static OptionalLong parseNs(String word) {
        BigDecimal ns = exactNs(word);
        return ns == null || ns.compareTo(MAX_NS) > 0 ? OptionalLong.empty() : OptionalLong.of(ns.longValue());
    }

    /** The milliseconds of a time that is out of range, as heartbeat's messages print it; empty when it is none. */
    static Optional<String> tooLongMs(String word) {
        BigDecimal ns = exactNs(word);
        return ns == null || ns.compareTo(MAX_NS) <= 0
                ? Optional.empty()
                : Optional.of(ns.divide(BigDecimal.valueOf(1_000_000), 0, RoundingMode.HALF_UP)
                        .toPlainString());
    }

    private static BigDecimal exactNs(String word) {
        Matcher matcher = FORM.matcher(word.toLowerCase(Locale.ROOT));
        if (!matcher.matches()) {
            return null;
        }
        long unitNs =
                switch (matcher.group(3).isEmpty() ? 's' : matcher.group(3).charAt(0)) {
                    case 'm' -> 1_000_000L;
                    case 'u' -> 1_000L;
                    default -> 1_000_000_000L;
                };
        String digits = "0" + matcher.group(1) + (matcher.group(1).endsWith(".") ? "0" : "");
        return new BigDecimal(digits).multiply(BigDecimal.valueOf(unitNs));
    }

    /** Whether part of the word, which is a time, was not looked at. */
    static boolean hasRest(String word) {
        Matcher matcher = FORM.matcher(word.toLowerCase(Locale.ROOT));
        return matcher.matches()
                && (matcher.group(2) != null || !matcher.group(3).matches("([mu]?s(ec)?)?"));
    }

    /** Milliseconds, rounded as heartbeat's messages print times. */
    static long ms(long ns) {
        return (ns + 500_000) / 1_000_000;
    }
}
