package org.hadirector.resource.config;

/**
 * Something wrong with a configuration file.
 *
 * @param file as the user named it
 * @param line 1-based, 0 when it concerns the whole file
 * @param severity whether the daemon may start
 * @param text what is wrong, in heartbeat's or ldirectord's words where they have some
 * @param remedy what to do about it
 * @param verbatim heartbeat logs the same text as an error when it starts
 */
public record ConfigProblem(String file, int line, Severity severity, String text, String remedy, boolean verbatim) {
    /** In our own words. */
    public ConfigProblem(String file, int line, Severity severity, String text, String remedy) {
        this(file, line, severity, text, remedy, false);
    }

    /** An ERROR keeps the daemon from starting. */
    public enum Severity {
        WARNING,
        ERROR
    }

    /** {@code file:line: problem — remedy}. */
    @Override
    public String toString() {
        String place = line > 0 ? file + ":" + line : file;
        String label = severity == Severity.WARNING ? "warning: " : "";
        return place + ": " + label + text + " — " + remedy;
    }
}
