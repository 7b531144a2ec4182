package org.hadirector.heartbeat.config;

import java.util.ArrayList;
import java.util.List;
import java.util.StringTokenizer;

/**
 * The lexical rules of ha.cf: one directive a line, {@code #} starts a comment anywhere (also inside a word), blank,
 * tab and form feed separate words, a comma separates values too. There is no continuation of lines.
 */
final class HaCfLexer {
    /** heartbeat's own limit; a longer line is not a mistake of typing but a wrong file. */
    static final int PIECE = 5119;

    private static final String BLANKS = " \t\r\f";

    private HaCfLexer() {}

    static List<Directive> directives(String text, Problems problems) {
        List<Directive> directives = new ArrayList<>();
        int number = 0;
        for (String line : text.split("\n", -1)) {
            number++;
            // heartbeat reads a line in pieces of this length and takes each for a line
            for (int from = 0; from == 0 || from < line.length(); from += PIECE) {
                String body = body(line.substring(from, Math.min(from + PIECE, line.length())), number, problems);
                if (from > 0 && !body.isEmpty()) {
                    problems.error(number, "line longer than " + PIECE + " bytes", "is this really ha.cf? shorten it");
                }
                if (!body.isEmpty()) {
                    directives.add(directive(body, number));
                }
            }
        }
        return directives;
    }

    /** Without its comment; a zero byte ends the line, as everywhere in C, and so does CR behind a word. */
    private static String body(String piece, int number, Problems problems) {
        int end = piece.indexOf('\0');
        String line = end < 0 ? piece : piece.substring(0, end);
        int comment = line.indexOf('#');
        String body = strip(comment < 0 ? line : line.substring(0, comment));
        int cr = body.indexOf('\r');
        if (cr < 0) {
            return body;
        }
        Directive ignored = directive(strip(body.substring(cr)), number);
        String kept = strip(body.substring(0, cr));
        problems.warning(
                number,
                directive(kept, number).name() + ": [" + ignored.name() + "] and what follows is ignored",
                "a carriage return stands before it: end lines with LF");
        return kept;
    }

    private static Directive directive(String body, int line) {
        StringTokenizer words = new StringTokenizer(body, BLANKS);
        String name = words.nextToken();
        String rest = strip(body.substring(name.length()));
        List<String> values = new ArrayList<>();
        StringTokenizer tokens = new StringTokenizer(rest, BLANKS + ",");
        while (tokens.hasMoreTokens()) {
            values.add(tokens.nextToken());
        }
        return new Directive(name, values, rest, line);
    }

    private static String strip(String text) {
        int from = 0;
        int to = text.length();
        while (from < to && BLANKS.indexOf(text.charAt(from)) >= 0) {
            from++;
        }
        while (to > from && BLANKS.indexOf(text.charAt(to - 1)) >= 0) {
            to--;
        }
        return text.substring(from, to);
    }
}
