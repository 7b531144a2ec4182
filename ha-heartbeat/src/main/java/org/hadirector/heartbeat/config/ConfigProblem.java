package org.hadirector.heartbeat.config;

import java.util.List;

/**
 * Something wrong with a configuration file.
 *
 * @param file as the user named it
 * @param line 1-based, 0 when it concerns the whole file
 * @param severity whether the daemon may start
 * @param text what is wrong, in heartbeat's or ldirectord's words where they have some
 * @param remedy what to do about it
 * @param stage at which heartbeat would have found it: it stops after the first stage with an error
 * @param words the lines of ha-log, {@code PRIORITY: text}, that heartbeat writes about it and that scripts look for;
 *     none when heartbeat has no words for it
 * @param ofTheMoment the file may be right: what it names is not here now and may come, such as an interface at boot
 */
public record ConfigProblem(
        String file,
        int line,
        Severity severity,
        String text,
        String remedy,
        Stage stage,
        List<String> words,
        boolean ofTheMoment) {
    public ConfigProblem {
        words = List.copyOf(words);
    }

    /** Something that heartbeat has no words for and that concerns no file it checks before it starts. */
    public ConfigProblem(String file, int line, Severity severity, String text, String remedy) {
        this(file, line, severity, text, remedy, Stage.RESOURCES, List.of());
    }

    /** Something that is wrong with the file. */
    public ConfigProblem(
            String file, int line, Severity severity, String text, String remedy, Stage stage, List<String> words) {
        this(file, line, severity, text, remedy, stage, words, false);
    }

    /** The same, of something that may be here later. */
    public ConfigProblem asOfTheMoment() {
        return new ConfigProblem(file, line, severity, text, remedy, stage, words, true);
    }

    /** heartbeat's way through its files. */
    public enum Stage {
        /** ha.cf, line by line. */
        READING,
        /** Lines of ha.cf that heartbeat takes and that are refused here by design: like heartbeat, one reads on. */
        DESIGN,
        /** authkeys. */
        KEYS,
        /** What the lines of ha.cf mean together. */
        CHECKING,
        /** haresources, and all that heartbeat does not know. */
        RESOURCES
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
