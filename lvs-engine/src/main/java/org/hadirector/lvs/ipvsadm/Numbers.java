package org.hadirector.lvs.ipvsadm;

import java.util.Locale;
import java.util.OptionalLong;

/** Numbers as ipvsadm reads and prints them. */
final class Numbers {
    private Numbers() {}

    /** A decimal number as strtol reads it (leading blanks and a sign allowed), if it is within the bounds. */
    static OptionalLong parse(String text, long least, long most) {
        String digits = text.stripLeading();
        try {
            long value = digits.isEmpty() ? least - 1 : Long.parseLong(digits);
            return value >= least && value <= most ? OptionalLong.of(value) : OptionalLong.empty();
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }

    /** A counter in nine columns, shortened by thousands unless {@code exact}. */
    static String large(long number, boolean exact) {
        if (exact) {
            String digits = Long.toUnsignedString(number);
            return " ".repeat(Math.max(0, 9 - digits.length()) + (digits.length() >= 9 ? 1 : 0)) + digits;
        }
        if (number < 100_000_000L) {
            return String.format(Locale.ROOT, "%9d", number);
        }
        if (number < 1_000_000_000L) {
            return String.format(Locale.ROOT, "%8dK", number / 1_000);
        }
        if (number < 100_000_000_000L) {
            return String.format(Locale.ROOT, "%8dM", number / 1_000_000);
        }
        if (number < 100_000_000_000_000L) {
            return String.format(Locale.ROOT, "%8dG", number / 1_000_000_000);
        }
        return String.format(Locale.ROOT, "%8dT", number / 1_000_000_000_000L);
    }
}
