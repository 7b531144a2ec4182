package org.hadirector.resource.config;

import java.util.List;

/**
 * What became of a configuration file.
 *
 * @param value what could be understood; complete only when there are no errors
 * @param problems errors and warnings in order of lines
 */
public record Parsed<T>(T value, List<ConfigProblem> problems) {
    public Parsed {
        problems = List.copyOf(problems);
    }

    /** Whether the daemon must not start with this file. */
    public boolean hasErrors() {
        return problems.stream().anyMatch(problem -> problem.severity() == ConfigProblem.Severity.ERROR);
    }
}
