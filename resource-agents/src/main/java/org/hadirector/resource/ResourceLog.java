package org.hadirector.resource;

import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * Takes the lines that heartbeat's resource scripts write into ha-log. Texts are heartbeat's; the form is the sink's.
 */
@FunctionalInterface
public interface ResourceLog {
    void log(Level level, String text);

    /** heartbeat's priorities, as far as resources use them. */
    enum Level {
        INFO,
        WARN,
        ERROR,
        CRIT
    }

    default void info(String text) {
        log(Level.INFO, text);
    }

    default void warn(String text) {
        log(Level.WARN, text);
    }

    default void error(String text) {
        log(Level.ERROR, text);
    }

    default void crit(String text) {
        log(Level.CRIT, text);
    }

    /** The log4j logger {@code ha-log}; CRIT becomes FATAL. */
    static ResourceLog log4j() {
        return log4j("ha-log");
    }

    /** Another logger of log4j. */
    static ResourceLog log4j(String name) {
        Logger logger = LogManager.getLogger(name);
        return (level, text) -> {
            switch (level) {
                case INFO -> logger.info(text);
                case WARN -> logger.warn(text);
                case ERROR -> logger.error(text);
                case CRIT -> logger.fatal(text);
                default -> throw new IllegalStateException("level " + level);
            }
        };
    }
}
