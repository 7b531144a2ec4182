package org.hadirector.heartbeat.config;

import java.util.List;

/**
 * One line of ha.cf after the lexical rules.
 *
 * @param name its first word, as written
 * @param values the other words; blanks and commas separate them
 * @param rest everything behind the name, for directives that take their line whole
 * @param line 1-based
 */
public record Directive(String name, List<String> values, String rest, int line) {
    public Directive {
        values = List.copyOf(values);
    }

    /** Whether a directive of that name is taken, and changes nothing here. */
    public static boolean isIdle(String name) {
        return OtherDirectives.isIdle(name);
    }

    /** The words behind the name, for directives to which a comma is a letter like any other. */
    List<String> words() {
        return rest.isEmpty() ? List.of() : List.of(rest.split("[ \t\r\f]+"));
    }

    /** The value at {@code index}, or null when the line is shorter. */
    String value(int index) {
        return index < values.size() ? values.get(index) : null;
    }
}
