package org.hadirector.heartbeat.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects the problems of one file; nothing stops at the first. */
final class Problems {
    private final String file;
    private final List<ConfigProblem> found = new ArrayList<>();

    Problems(String file) {
        this.file = file;
    }

    String file() {
        return file;
    }

    void error(int line, String text, String remedy) {
        found.add(new ConfigProblem(file, line, ConfigProblem.Severity.ERROR, text, remedy));
    }

    void warning(int line, String text, String remedy) {
        found.add(new ConfigProblem(file, line, ConfigProblem.Severity.WARNING, text, remedy));
    }

    /** By line, those of the whole file last. */
    List<ConfigProblem> sorted() {
        List<ConfigProblem> sorted = new ArrayList<>(found);
        sorted.sort(Comparator.comparingInt(p -> p.line() == 0 ? Integer.MAX_VALUE : p.line()));
        return sorted;
    }
}
