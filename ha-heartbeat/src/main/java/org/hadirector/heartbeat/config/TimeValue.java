package org.hadirector.heartbeat.config;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A time as heartbeat 3 writes it: a decimal number with an optional unit right behind it, {@code 3}, {@code 0.5},
 * {@code 300ms}, {@code 2500us}, {@code 5sec}; no unit means seconds; any case. No sign, no hexadecimal. What follows
 * {@code ms}, {@code us} or a second dot is not looked at, as there.
 *
 * @param exactNs nanoseconds
 * @param hasRest whether part of the word was not looked at
 */
record TimeValue(BigDecimal exactNs, boolean hasRest) {
    /** Longer times are surely mistakes, and their nanoseconds still fit into a long: about 31 years. */
    static final BigDecimal MAX_NS = BigDecimal.valueOf(1_000_000_000L).multiply(BigDecimal.valueOf(999_999_999));

    private static final Pattern FORM = Pattern.compile(
            "(\\d{1,18}(?:\\.\\d{0,18})?|\\.\\d{0,18})(\\.[0-9.]*)?(|s|sec|ms|msec|us|usec|(?:ms|us).*)");

    /** The word's time, or empty when it is none. */
    static Optional<TimeValue> of(String word) {
        Matcher matcher = FORM.matcher(word.toLowerCase(Locale.ROOT));
        if (!matcher.matches()) {
            return Optional.empty();
        }
        long unitNs =
                switch (matcher.group(3).isEmpty() ? 's' : matcher.group(3).charAt(0)) {
                    case 'm' -> 1_000_000L;
                    case 'u' -> 1_000L;
                    default -> 1_000_000_000L;
                };
        String digits = "0" + matcher.group(1) + (matcher.group(1).endsWith(".") ? "0" : "");
        boolean rest = matcher.group(2) != null || !matcher.group(3).matches("([mu]?s(ec)?)?");
        return Optional.of(new TimeValue(new BigDecimal(digits).multiply(BigDecimal.valueOf(unitNs)), rest));
    }

    boolean tooLong() {
        return exactNs.compareTo(MAX_NS) > 0;
    }

    /** Nanoseconds, of a time that is too long the longest there is. */
    long ns() {
        return exactNs.min(MAX_NS).longValue();
    }

    /** Milliseconds as heartbeat's messages print them, however long. */
    String ms() {
        return exactNs.divide(BigDecimal.valueOf(1_000_000), 0, RoundingMode.HALF_UP)
                .toPlainString();
    }

    /** Milliseconds, rounded as heartbeat's messages print times. */
    static long ms(long ns) {
        return (ns + 500_000) / 1_000_000;
    }
}
