package org.hadirector.director.journal;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;

/**
 * Reads a line exactly as {@link JournalEntry#encode} writes most of them, without taking it for JSON: a journal has
 * some 100,000, and whoever asks why an address moved waits for them. Everything else, such as a text with a backslash,
 * is left to the reader of JSON.
 */
final class JournalLine {
    private static final int DIGITS = 18;
    private static final int NANO_DIGITS = 9;

    private final String line;
    private int at;

    /** Met something else than expected; what is read from then on counts for nothing. */
    private boolean other;

    private JournalLine(String line) {
        this.line = line;
    }

    /** The entry, or null when the line is not of this plain form. */
    static JournalEntry read(String line) {
        return new JournalLine(line).entry();
    }

    private JournalEntry entry() {
        String time = text("{\"time\":");
        long mono = number(",\"mono\":");
        String node = text(",\"node\":").intern(); // these two are the same few, over and over
        String kind = text(",\"kind\":").intern();
        String group = text(",\"group\":");
        String subject = text(",\"subject\":");
        String reason = text(",\"reason\":");
        long value = number(",\"value\":");
        long epoch = number(",\"epoch\":");
        expect(",\"durable\":");
        boolean durable = line.startsWith("true}", at);
        expect(durable ? "true}" : "false}");
        if (other || at != line.length()) {
            return null;
        }
        Instant instant = instant(time);
        return instant == null
                ? null
                : new JournalEntry(instant, mono, node, kind, group, subject, reason, value, epoch, durable);
    }

    private void expect(String text) {
        if (line.startsWith(text, at)) {
            at += text.length();
        } else {
            other = true;
        }
    }

    private String text(String name) {
        expect(name);
        expect("\"");
        int from = at;
        while (at < line.length() && line.charAt(at) != '"') {
            if (line.charAt(at) == '\\' || line.charAt(at) < ' ') {
                other = true;
            }
            at++;
        }
        String text = other ? "" : line.substring(from, at);
        expect("\"");
        return text;
    }

    private long number(String name) {
        expect(name);
        int sign = at < line.length() && line.charAt(at) == '-' ? 1 : 0;
        int from = at + sign;
        int end = from;
        while (end < line.length() && isDigit(line.charAt(end))) {
            end++;
        }
        at = end;
        if (other || end == from || end - from > DIGITS || line.charAt(from) == '0' && end - from > 1) {
            other = true;
            return 0;
        }
        long number = Long.parseLong(line, from, end, 10);
        return sign == 1 ? -number : number;
    }

    /** {@code 2026-11-23T09:20:05.123Z}, the fraction with up to nine digits or left out; else null. */
    private static Instant instant(String text) {
        boolean formed = text.length() >= 20
                && text.charAt(4) == '-'
                && text.charAt(7) == '-'
                && text.charAt(10) == 'T'
                && text.charAt(13) == ':'
                && text.charAt(16) == ':'
                && text.charAt(text.length() - 1) == 'Z'
                && (text.length() == 20 || text.charAt(19) == '.');
        int digits = text.length() == 20 ? 0 : text.length() - 21;
        int hour = formed ? digits(text, 11, 13) : -1;
        int minute = formed ? digits(text, 14, 16) : -1;
        int second = formed ? digits(text, 17, 19) : -1;
        boolean inDay = hour >= 0 && hour < 24 && minute >= 0 && minute < 60 && second >= 0 && second < 60;
        if (!inDay || digits > NANO_DIGITS || text.length() == 21) {
            return null;
        }
        int nano = digits == 0 ? 0 : digits(text, 20, 20 + digits);
        int year = digits(text, 0, 4);
        if (nano < 0 || year < 0) {
            return null;
        }
        for (int i = digits; i < NANO_DIGITS; i++) {
            nano *= 10;
        }
        try {
            long day =
                    LocalDate.of(year, digits(text, 5, 7), digits(text, 8, 10)).toEpochDay();
            return Instant.ofEpochSecond(((day * 24 + hour) * 60 + minute) * 60 + second, nano);
        } catch (DateTimeException e) {
            return null;
        }
    }

    /** -1 when there is anything else than digits. */
    private static int digits(String text, int from, int to) {
        int number = 0;
        for (int i = from; i < to; i++) {
            if (!isDigit(text.charAt(i))) {
                return -1;
            }
            number = number * 10 + text.charAt(i) - '0';
        }
        return number;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
