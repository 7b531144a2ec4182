package org.hadirector.lvs.ipvsadm;

/**
 * Numbers and columns put together by hand: String.format makes more garbage than text, and a listing may have a
 * million lines.
 */
final class Columns {
    /** Digits of {@link #hex}. */
    static final String LOWER = "0123456789abcdef";

    /** Digits of {@link #hex}. */
    static final String UPPER = "0123456789ABCDEF";

    private static final int DIGIT = 4; // bits

    private Columns() {}

    /** Blanks until what was appended since {@code begin} is so wide. */
    static void fill(StringBuilder text, int begin, int width) {
        for (int i = text.length() - begin; i < width; i++) {
            text.append(' ');
        }
    }

    /** A number that is not negative, at the right of a column. */
    static void right(StringBuilder text, long number, int width) {
        int digits = 1;
        for (long rest = number; rest >= 10; rest /= 10) {
            digits++;
        }
        for (int i = digits; i < width; i++) {
            text.append(' ');
        }
        text.append(number);
    }

    /** A number of 32 bits without sign, with zeros in front up to {@code least} digits. */
    static void hex(StringBuilder text, int number, int least, String digits) {
        int shift = Integer.SIZE - DIGIT;
        while (shift >= least * DIGIT && number >>> shift == 0) {
            shift -= DIGIT;
        }
        for (; shift >= 0; shift -= DIGIT) {
            text.append(digits.charAt(number >>> shift & 15));
        }
    }

    /** An IPv4 address with dots. */
    static void ipv4(StringBuilder text, int address) {
        for (int shift = 24; shift >= 0; shift -= Byte.SIZE) {
            text.append(address >>> shift & 0xff);
            if (shift > 0) {
                text.append('.');
            }
        }
    }
}
