package org.hadirector.director.log;

import java.util.function.Consumer;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.ConsoleAppender;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.core.config.builder.api.AppenderComponentBuilder;
import org.apache.logging.log4j.core.config.builder.api.ComponentBuilder;
import org.apache.logging.log4j.core.config.builder.api.ConfigurationBuilder;
import org.apache.logging.log4j.core.config.builder.api.ConfigurationBuilderFactory;
import org.apache.logging.log4j.core.config.builder.api.LayoutComponentBuilder;
import org.apache.logging.log4j.core.config.builder.impl.BuiltConfiguration;
import org.apache.logging.log4j.status.StatusLogger;
import org.hadirector.heartbeat.config.HaCf;
import org.hadirector.heartbeat.config.SystemNodeFacts;
import org.hadirector.linux.LinuxException;
import org.hadirector.resource.Log4jResourceLog;

/**
 * Sets log4j up: standard error, the files that ha.cf names, the system's log. Lines look as heartbeat 3's: with
 * {@code syslogmsgfmt on}, the default, {@code Nov 21 10:00:00 ha1 heartbeat: [1234]: info: message}, with {@code off}
 * {@code heartbeat[1234]: 2026/11/21_10:00:00 info: message}; what scripts write has a form of its own. Whoever logs
 * hands the line to a queue; when the queue is full (a disk that hangs), lines are dropped rather than anybody held up.
 */
public final class LogFiles {
    /** The logger that carries heartbeat's own texts, as resource agents use it too. */
    public static final String HEARTBEAT = "ha-log";

    /** The logger of what is only rehearsed: the same way up to the files, and nobody at its end. */
    public static final String REHEARSAL = "rehearsal";

    private static final String LEVEL =
            "%level{TRACE=debug, DEBUG=debug, INFO=info, WARN=WARN, ERROR=ERROR, FATAL=CRIT}";
    private static final String PLAIN = "heartbeat[%pid]: %d{yyyy/MM/dd_HH:mm:ss} " + LEVEL + ": %msg%n";
    private static final String SYSLOG_BEGIN = "%d{MMM dd HH:mm:ss}{}{en} ";
    private static final String SYSLOG_END = " heartbeat: [%pid]: " + LEVEL + ": %msg%n";

    /** What scripts write has its own form whatever syslogmsgfmt says. */
    private static final String SCRIPT_PATTERN = "%d{yyyy/MM/dd_HH:mm:ss}  %msg%n";

    /** The journal adds time and host itself, and takes the priority from the beginning of a line (sd-daemon(3)). */
    private static final String JOURNAL_PRIORITY =
            "%level{TRACE=<7>, DEBUG=<7>, SCRIPT=<6>, INFO=<6>, WARN=<4>, ERROR=<3>, FATAL=<2>}";

    private static final String JOURNAL = JOURNAL_PRIORITY + "heartbeat: [%pid]: " + LEVEL + ": %msg%n";
    private static final String JOURNAL_SCRIPT = JOURNAL_PRIORITY + "%msg%n";

    private static final HaCf.Logging NO_FILE = new HaCf.Logging("/dev/null", null, null, 0, false, false);

    private static boolean configured;
    private static volatile boolean onConsole;
    private static volatile int debugLevel;

    private LogFiles() {}

    /** Other files from now on; the console as before. */
    public static void reconfigure(HaCf.Logging where) {
        configure(where, onConsole);
    }

    /**
     * @param where as ha.cf has it; without a debugfile debug lines go to the logfile
     * @param console standard error gets every line, too
     */
    public static void configure(HaCf.Logging where, boolean console) {
        configure(where, console, SyslogAppender.SOCKET, JournalStream.isStandardError());
    }

    /**
     * From now on log4j ends nothing by itself when the JVM shuts down: its hook swallows what our shutdown still has
     * to say. {@link #configure} says so too, but a library that logs before it makes log4j begin with settings of its
     * own, and the hook of these stays. To be called before anything logs.
     */
    public static void withoutHook() {
        System.setProperty("log4j2.shutdownHookEnabled", "false");
    }

    /**
     * Begins with a log that ends nowhere, so that the real one is made in a fraction of the time; does nothing when
     * that is there already. Any thread.
     */
    public static synchronized void prepare() {
        if (!configured) {
            configure(NO_FILE, false);
        }
    }

    /** Lines go to standard error alone: for a process in the foreground that reads no ha.cf. */
    public static void console() {
        configure(NO_FILE, true);
    }

    /**
     * @param syslog path of the system log's socket
     * @param journal standard error leads to the journal, where lines to the system's log arrive as well: once is
     *     enough
     */
    static synchronized void configure(HaCf.Logging where, boolean console, String syslog, boolean journal) {
        configured = true;
        onConsole = console;
        debugLevel = where.debugLevel();
        ConfigurationBuilder<BuiltConfiguration> builder = ConfigurationBuilderFactory.newConfigurationBuilder();
        builder.setConfigurationName("ha-director");
        builder.setStatusLevel(Level.ERROR);
        builder.setShutdownHook("disable");
        AppenderComponentBuilder async = builder.newAppender("async", "Async")
                .addAttribute("blocking", false)
                .addAttribute("bufferSize", 4096)
                .addAttribute("includeLocation", false);
        SyslogAppender system = systemLog(where, syslog);
        builder.add(builder.newAppender("stderr", "Console")
                .addAttribute("target", ConsoleAppender.Target.SYSTEM_ERR)
                .add(journal ? layout(builder, JOURNAL, JOURNAL_SCRIPT) : layout(builder, where)));
        if (console && !(journal && system != null)) {
            async.addComponent(builder.newAppenderRef("stderr"));
        }
        // heartbeat's logfile has no debug lines when they have a file of their own, which has all lines
        Level first = where.debugfile() == null ? Level.TRACE : Level.INFO;
        addFile(builder, async, "ha-log", where.logfile(), first, layout(builder, where));
        addFile(builder, async, "ha-debug", where.debugfile(), Level.TRACE, layout(builder, where));
        if (system != null) {
            async.addComponent(builder.newAppenderRef(system.getName()));
        }
        builder.add(async);
        builder.add(builder.newLogger("org.jgroups", Level.ERROR));
        builder.add(builder.newLogger("org.quartz", Level.WARN));
        builder.add(builder.newRootLogger(level(debugLevel)).add(builder.newAppenderRef("async")));
        addRehearsal(builder);
        BuiltConfiguration configuration = builder.build(false);
        // Otherwise log4j asks the resolver for our own name, which takes half a minute when no name server answers.
        configuration.getProperties().put("hostName", "localhost");
        configuration.initialize();
        if (system != null) {
            // Before the start: that is when the queue looks its appenders up by name.
            configuration.addAppender(system);
        }
        LoggerContext context = Configurator.initialize(LogFiles.class.getClassLoader(), configuration);
        if (context.getConfiguration() != configuration) {
            context.reconfigure(configuration);
        }
    }

    private static SyslogAppender systemLog(HaCf.Logging where, String socket) {
        if (where.facility() == null) {
            return null;
        }
        try {
            return SyslogAppender.open(socket, where.facility());
        } catch (LinuxException e) {
            StatusLogger.getLogger().error("no system log: {}", e.getMessage());
            return null;
        }
    }

    private static void addFile(
            ConfigurationBuilder<BuiltConfiguration> builder,
            AppenderComponentBuilder async,
            String name,
            String file,
            Level from,
            LayoutComponentBuilder layout) {
        if (file == null) {
            return;
        }
        ComponentBuilder<?> threshold = builder.newComponent("ThresholdFilter").addAttribute("level", from);
        builder.add(builder.newAppender(name, "File")
                .addAttribute("fileName", file)
                .addAttribute("append", true)
                .addAttribute("ignoreExceptions", true)
                .add(layout)
                .addComponent(threshold));
        async.addComponent(builder.newAppenderRef(name));
    }

    private static void addRehearsal(ConfigurationBuilder<BuiltConfiguration> builder) {
        builder.add(builder.newAppender("nobody", "Null"));
        builder.add(builder.newAppender("async-nobody", "Async")
                .addAttribute("blocking", false)
                .addAttribute("bufferSize", 4096)
                .addAttribute("includeLocation", false)
                .addComponent(builder.newAppenderRef("nobody")));
        builder.add(builder.newLogger(REHEARSAL, Level.INFO)
                .addAttribute("additivity", false)
                .add(builder.newAppenderRef("async-nobody")));
    }

    private static LayoutComponentBuilder layout(ConfigurationBuilder<BuiltConfiguration> builder, HaCf.Logging where) {
        String node = new SystemNodeFacts().nodeName().replace("%", "%%");
        return layout(builder, where.syslogFormat() ? SYSLOG_BEGIN + node + SYSLOG_END : PLAIN, SCRIPT_PATTERN);
    }

    private static LayoutComponentBuilder layout(
            ConfigurationBuilder<BuiltConfiguration> builder, String pattern, String scriptPattern) {
        ComponentBuilder<?> script = builder.newComponent("PatternMatch")
                .addAttribute("key", Log4jResourceLog.SCRIPT.name())
                .addAttribute("pattern", scriptPattern);
        return builder.newLayout("PatternLayout")
                .addComponent(builder.newComponent("LevelPatternSelector")
                        .addAttribute("defaultPattern", pattern)
                        .addComponent(script));
    }

    private static Level level(int debug) {
        return debug > 0 ? Level.DEBUG : Level.INFO;
    }

    /**
     * More or fewer debug lines until the configuration is read again, as with heartbeat's SIGUSR1 and SIGUSR2.
     *
     * @param step added to the debug level, which does not go below 0
     * @return the debug level in force
     */
    public static synchronized int debug(int step) {
        debugLevel = Math.max(0, debugLevel + step);
        Configurator.setRootLevel(level(debugLevel));
        return debugLevel;
    }

    /** Takes lines for a logger; never blocks. */
    public static Consumer<LogLine> sink(String logger) {
        Logger log = LogManager.getLogger(logger);
        return line -> {
            if (line.script().isEmpty()) {
                log.log(line.level(), line.text());
            } else {
                log.log(Log4jResourceLog.SCRIPT, Log4jResourceLog.line(line.script(), line.text()));
            }
        };
    }

    /** Writes what is queued and closes the files: the last thing the daemon does. */
    public static void close() {
        LogManager.shutdown();
    }
}
