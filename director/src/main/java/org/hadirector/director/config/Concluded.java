package org.hadirector.director.config;

import java.util.List;
import org.hadirector.heartbeat.config.ConfigProblem;
import org.hadirector.heartbeat.config.ConfigProblem.Severity;

/**
 * What became of a configuration.
 *
 * @param context may be used only if {@link #usable}
 * @param problems of all files, file by file in the order of their lines
 */
public record Concluded(DirectorContext context, List<ConfigProblem> problems) {
    public Concluded {
        problems = List.copyOf(problems);
    }

    /** Whether the daemon may start with it. */
    public boolean usable() {
        return problems.stream().noneMatch(problem -> problem.severity() == Severity.ERROR);
    }

    /** Whether the files may be right and only something is not here now that may come: a later start may go well. */
    public boolean mayPass() {
        return problems.stream()
                .filter(problem -> problem.severity() == Severity.ERROR)
                .allMatch(ConfigProblem::ofTheMoment);
    }
}
