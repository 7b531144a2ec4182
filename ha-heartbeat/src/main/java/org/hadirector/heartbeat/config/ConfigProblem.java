package org.hadirector.heartbeat.config;

/**
 * Something wrong with a configuration file.
 *
 * @param file as the user named it
 * @param line 1-based, 0 when it concerns the whole file
 * @param severity whether the daemon may start
 * @param text what is wrong, in heartbeat's or ldirectord's words where they have some
 * @param remedy what to do about it
 */
public record ConfigProblem(String file, int line, Severity severity, String text, String remedy) {
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
        return printable(place + ": " + label + text + " — " + remedy);
    }

    /** A file may hold anything; what is quoted from it must neither break the line nor steer the terminal. */
    private static String printable(String line) {
        StringBuilder safe = new StringBuilder(line.length());
        line.codePoints().forEach(c -> {
            if (Character.isISOControl(c)) {
                safe.append(String.format("\\x%02x", c));
            } else {
                safe.appendCodePoint(c);
            }
        });
        return safe.toString();
    }
}
