package org.hadirector.director.log;

import org.apache.logging.log4j.Level;

/** A line of ha-log: its priority and its text. */
public record LogLine(Level level, String text) {
    static LogLine info(String text) {
        return new LogLine(Level.INFO, text);
    }

    static LogLine warn(String text) {
        return new LogLine(Level.WARN, text);
    }

    static LogLine error(String text) {
        return new LogLine(Level.ERROR, text);
    }
}
