package org.hadirector.director.log;

import java.util.Locale;
import org.apache.logging.log4j.Level;
import org.hadirector.resource.ResourceLog;

/**
 * A line of ha-log.
 *
 * @param level of heartbeat's own lines; a script's has its priority in the text
 * @param script who writes, {@code ResourceManager(default)}; empty for heartbeat itself
 * @param text as it stands in the file, without what all lines begin with
 */
public record LogLine(Level level, String script, String text) {
    /** A line of heartbeat itself. */
    public LogLine(Level level, String text) {
        this(level, "", text);
    }

    public static LogLine info(String text) {
        return new LogLine(Level.INFO, "", text);
    }

    public static LogLine warn(String text) {
        return new LogLine(Level.WARN, "", text);
    }

    public static LogLine crit(String text) {
        return new LogLine(Level.FATAL, text);
    }

    public static LogLine error(String text) {
        return new LogLine(Level.ERROR, "", text);
    }

    /** A line of a script that came with heartbeat; its priority, where it has one, is in the text. */
    public static LogLine script(String script, String text) {
        return new LogLine(Level.INFO, script + "(default)", text);
    }

    /** A line of a resource. */
    public static LogLine of(String script, ResourceLog.Level level, String text) {
        return new LogLine(Level.INFO, script, ResourceLog.prefix(script, level) + text);
    }

    /** The priority as heartbeat writes it. */
    public String priority() {
        if (level == Level.ERROR || level == Level.WARN) {
            return level.name();
        }
        return level == Level.FATAL ? "CRIT" : level.name().toLowerCase(Locale.ROOT);
    }
}
