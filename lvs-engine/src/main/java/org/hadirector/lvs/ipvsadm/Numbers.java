package org.hadirector.lvs.ipvsadm;

import java.math.BigInteger;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Numbers as ipvsadm reads and prints them. */
final class Numbers {
    private static final Pattern LEADING = Pattern.compile("^[ \\t-\\r]*(?:\\+(?!-))?(-?[0-9]+)");

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

    /** What atoi makes of a text: the number that it begins with, 0 if there is none, cut to 32 bits. */
    static int leading(String text) {
        Matcher number = LEADING.matcher(text);
        if (!number.find()) {
            return 0;
        }
        // Beyond 64 bits strtol stops at the largest or smallest number.
        BigInteger value = new BigInteger(number.group(1));
        return value.bitLength() < Long.SIZE ? value.intValue() : value.signum() < 0 ? 0 : -1;
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
