package org.hadirector.director.log;

import java.util.ArrayList;
import java.util.List;
import org.apache.logging.log4j.Level;
import org.hadirector.heartbeat.config.ConfigProblem;
import org.hadirector.heartbeat.config.ConfigProblem.Severity;
import org.hadirector.heartbeat.config.ConfigProblem.Stage;
import org.hadirector.heartbeat.config.HaCf;

/**
 * What ha-log says about the configuration when the daemon starts: heartbeat's words in heartbeat's order where it has
 * some, else {@code FILE:LINE: problem — remedy}. As heartbeat, nothing is said about what comes after the first stage
 * with an error, for it may only follow from that; what heartbeat takes and is refused by design hides nothing.
 * {@code director check} shows everything. Pure.
 */
public final class StartTexts {
    /** Exit status of a daemon that refuses its configuration: heartbeat's, and LSB's "not configured". */
    public static final int NOT_CONFIGURED = 6;

    private StartTexts() {}

    /** The lines for these problems; the last one is an error when the daemon must not start. */
    public static List<LogLine> lines(List<ConfigProblem> problems) {
        return lines(problems, true);
    }

    /** The lines for problems of files that a running daemon shall read again. */
    public static List<LogLine> reread(List<ConfigProblem> problems) {
        return lines(problems, false);
    }

    private static List<LogLine> lines(List<ConfigProblem> problems, boolean start) {
        List<LogLine> lines = new ArrayList<>();
        Stage refused = null;
        for (Stage stage : Stage.values()) {
            if (refused != null && refused != Stage.DESIGN && stage != Stage.DESIGN) {
                break;
            }
            boolean failed = false;
            for (ConfigProblem problem : problems) {
                if (problem.stage() == stage) {
                    lines.addAll(lines(problem));
                    failed |= problem.severity() == Severity.ERROR;
                }
            }
            refused = failed && refused != Stage.READING ? stage : refused;
        }
        if (refused != null) {
            verdict(refused, start, lines);
        }
        return lines;
    }

    private static List<LogLine> lines(ConfigProblem problem) {
        if (problem.words().isEmpty()) {
            String text = problem.toString().replaceFirst(": warning: ", ": ");
            return List.of(problem.severity() == Severity.ERROR ? LogLine.error(text) : LogLine.warn(text));
        }
        List<LogLine> lines = new ArrayList<>();
        for (String words : problem.words()) {
            int colon = words.indexOf(": ");
            lines.add(new LogLine(level(words.substring(0, colon)), words.substring(colon + 2)));
        }
        if (problem.severity() == Severity.ERROR) {
            String place = problem.line() > 0 ? problem.file() + ":" + problem.line() : problem.file();
            lines.add(LogLine.info(place + ": " + problem.remedy()));
        }
        return lines;
    }

    private static Level level(String priority) {
        return switch (priority) {
            case "ERROR" -> Level.ERROR;
            case "WARN" -> Level.WARN;
            default -> Level.INFO;
        };
    }

    private static void verdict(Stage stage, boolean start, List<LogLine> lines) {
        if (stage == Stage.KEYS) {
            lines.add(LogLine.error("Authentication configuration error."));
        } else if ((stage == Stage.READING || stage == Stage.DESIGN) && start) {
            lines.add(LogLine.error("Heartbeat not started: configuration error."));
        }
        if (start) {
            lines.add(LogLine.error("Configuration error, heartbeat not started."));
        }
    }

    /** One line for each medium and witness, when they are opened. */
    public static List<LogLine> opened(HaCf haCf) {
        List<LogLine> lines = new ArrayList<>();
        haCf.media().forEach(medium -> lines.add(LogLine.info("glib: " + medium.started())));
        for (HaCf.Witness witness : haCf.witnesses()) {
            boolean single = witness.addresses().equals(List.of(witness.name()));
            lines.add(LogLine.info(single ? "glib: ping heartbeat started." : "glib: ping group heartbeat started."));
        }
        return lines;
    }
}
