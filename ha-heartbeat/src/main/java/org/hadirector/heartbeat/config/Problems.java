package org.hadirector.heartbeat.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.hadirector.heartbeat.config.ConfigProblem.Severity;
import org.hadirector.heartbeat.config.ConfigProblem.Stage;

/** Collects the problems of one file; nothing stops at the first. */
final class Problems {
    private final String file;
    private final Stage stage;
    private final List<ConfigProblem> found = new ArrayList<>();

    Problems(String file, Stage stage) {
        this.file = file;
        this.stage = stage;
    }

    String file() {
        return file;
    }

    /** In our own words: heartbeat refuses it without a word, or does not see it. */
    void error(int line, String text, String remedy) {
        add(Severity.ERROR, line, text, remedy, stage, List.of());
    }

    /** heartbeat takes it and goes on, so that what it tells of the rest of the file is told too. */
    void byDesign(int line, String text, String remedy) {
        add(Severity.ERROR, line, text, remedy, Stage.DESIGN, List.of());
    }

    void warning(int line, String text, String remedy) {
        add(Severity.WARNING, line, text, remedy, stage, List.of());
    }

    /** Advice: nothing is wrong with the file, so whoever watches ha-log for warnings is not to be called. */
    void hint(int line, String text, String remedy) {
        String place = line > 0 ? file + ":" + line : file;
        add(Severity.WARNING, line, text, remedy, stage, List.of("info: " + place + ": " + text + " — " + remedy));
    }

    /** In heartbeat's words, which it logs as an error. */
    void refused(int line, String text, String remedy) {
        add(Severity.ERROR, line, text, remedy, stage, List.of("ERROR: " + text));
    }

    /** In heartbeat's words, which it logs as a warning. */
    void warned(int line, String text, String remedy) {
        add(Severity.WARNING, line, text, remedy, stage, List.of("WARN: " + text));
    }

    /** With all that heartbeat logs about it, {@code PRIORITY: text} each. */
    void said(Severity severity, Stage at, int line, String text, String remedy, String... words) {
        add(severity, line, text, remedy, at, List.of(words));
    }

    /** The latest one is about something that is not here now and may come. */
    void ofTheMoment() {
        found.add(found.remove(found.size() - 1).asOfTheMoment());
    }

    private void add(Severity severity, int line, String text, String remedy, Stage at, List<String> words) {
        found.add(new ConfigProblem(file, line, severity, text, remedy, at, words));
    }

    /** By line, those of the whole file last. */
    List<ConfigProblem> sorted() {
        List<ConfigProblem> sorted = new ArrayList<>(found);
        sorted.sort(Comparator.comparingInt(p -> p.line() == 0 ? Integer.MAX_VALUE : p.line()));
        return sorted;
    }
}
