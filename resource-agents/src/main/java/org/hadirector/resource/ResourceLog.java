package org.hadirector.resource;

import org.apache.logging.log4j.LogManager;

/**
 * Takes the lines that heartbeat's resource scripts write into ha-log. Texts are heartbeat's; the form is the sink's.
 */
@FunctionalInterface
public interface ResourceLog {
    /** Who writes when nobody else is named: the script that drove heartbeat's resources. */
    String MANAGER = "ResourceManager(default)";

    void log(Level level, String text);

    /** The same log for the lines of another script, such as {@code IPaddr(IPaddr_10.0.0.1)}. */
    default ResourceLog by(String script) {
        return this;
    }

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

    /** What stands before the text of a script's line: {@code info: }, in capitals where an OCF agent writes. */
    static String prefix(String script, Level level) {
        boolean ocf = !script.endsWith("(default)");
        String word = level == Level.INFO && !ocf ? "info" : level == Level.WARN && ocf ? "WARNING" : level.name();
        return word + ": ";
    }

    /** The log4j logger {@code ha-log}; CRIT becomes FATAL. */
    static ResourceLog log4j() {
        return log4j("ha-log");
    }

    /** Another logger of log4j. */
    static ResourceLog log4j(String name) {
        return new Log4jResourceLog(LogManager.getLogger(name), MANAGER);
    }
}
