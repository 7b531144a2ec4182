package org.hadirector.director.log;

import java.util.Locale;
import org.apache.logging.log4j.Level;

/** A line of ha-log: its priority and its text. */
public record LogLine(Level level, String text) {
    static LogLine info(String text) {
        return new LogLine(Level.INFO, text);
    }

    static LogLine warn(String text) {
        return new LogLine(Level.WARN, text);
    }

    static LogLine crit(String text) {
        return new LogLine(Level.FATAL, text);
    }

    static LogLine error(String text) {
        return new LogLine(Level.ERROR, text);
    }

    /** The priority as heartbeat writes it. */
    public String priority() {
        if (level == Level.ERROR || level == Level.WARN) {
            return level.name();
        }
        return level == Level.FATAL ? "CRIT" : level.name().toLowerCase(Locale.ROOT);
    }
}
