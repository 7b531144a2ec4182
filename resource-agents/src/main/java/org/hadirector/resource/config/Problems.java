package org.hadirector.resource.config;

import java.util.ArrayList;
import java.util.List;
import org.hadirector.resource.config.ConfigProblem.Severity;

/** Collects what is wrong with one file while it is read, so that every problem is told at once. */
public final class Problems {
    private final String file;
    private final List<ConfigProblem> found = new ArrayList<>();

    public Problems(String file) {
        this.file = file;
    }

    /** A problem that keeps the daemon from starting. */
    public void error(int line, String text, String remedy) {
        found.add(new ConfigProblem(file, line, Severity.ERROR, text, remedy));
    }

    /** The same, in the words that heartbeat logs. */
    public void refused(int line, String text, String remedy) {
        found.add(new ConfigProblem(file, line, Severity.ERROR, text, remedy, true));
    }

    /** Whether heartbeat's own words were used: it stops at the first problem, we go on in ours. */
    boolean anyRefused() {
        return found.stream().anyMatch(ConfigProblem::verbatim);
    }

    /** A problem the daemon can live with, and how it does. */
    public void warning(int line, String text, String remedy) {
        found.add(new ConfigProblem(file, line, Severity.WARNING, text, remedy));
    }

    public String file() {
        return file;
    }

    /** In order of lines; problems of one line in the order they were found. */
    public List<ConfigProblem> sorted() {
        return found.stream()
                .sorted((a, b) -> Integer.compare(a.line(), b.line()))
                .toList();
    }
}
