package org.hadirector.heartbeat.config;

import java.util.List;

/**
 * What a parser made of a file. The value is always there, as far as the file could be understood, so that one look at
 * a broken file finds all its problems; it may be used only if {@link #usable()}.
 *
 * @param value the record tree
 * @param problems in the order of the lines
 */
public record Parsed<T>(T value, List<ConfigProblem> problems) {
    public Parsed {
        problems = List.copyOf(problems);
    }

    /** Whether no problem is an error. */
    public boolean usable() {
        return problems.stream().noneMatch(p -> p.severity() == ConfigProblem.Severity.ERROR);
    }
}
