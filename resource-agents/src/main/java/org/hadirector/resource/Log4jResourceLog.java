package org.hadirector.resource;

import org.apache.logging.log4j.Logger;

/**
 * Hands the lines of scripts to log4j. They have a form of their own, which their level tells the layout: behind the
 * time stamp {@code SCRIPT[PID]: info: TEXT}.
 *
 * @param script who writes
 */
public record Log4jResourceLog(Logger logger, String script) implements ResourceLog {
    /** Of every line that a script writes; as important as information. */
    public static final org.apache.logging.log4j.Level SCRIPT =
            org.apache.logging.log4j.Level.forName("SCRIPT", org.apache.logging.log4j.Level.INFO.intLevel());

    private static final long PID = ProcessHandle.current().pid();

    @Override
    public void log(ResourceLog.Level level, String text) {
        logger.log(SCRIPT, line(script, ResourceLog.prefix(script, level) + text));
    }

    /** Everything behind the time stamp. */
    public static String line(String script, String text) {
        return script + "[" + PID + "]:    " + text;
    }

    @Override
    public ResourceLog by(String other) {
        return new Log4jResourceLog(logger, other);
    }
}
