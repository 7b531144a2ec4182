package org.hadirector.director.log;

import java.nio.file.Path;
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
import org.hadirector.resource.Log4jResourceLog;

/**
 * Sets log4j up: standard error, and the files that ha.cf and ldirectord.cf name. Lines look as heartbeat 3's with
 * {@code syslogmsgfmt off}: {@code heartbeat[1234]: 2026/11/21_10:00:00 info: message}. Whoever logs hands the line to
 * a queue; when the queue is full (a disk that hangs), lines are dropped rather than anybody held up.
 */
public final class LogFiles {
    /** The logger that carries heartbeat's own texts, as resource agents use it too. */
    public static final String HEARTBEAT = "ha-log";

    /** The logger of what is only rehearsed: the same way up to the files, and nobody at its end. */
    public static final String REHEARSAL = "rehearsal";

    private static final String LEVEL =
            "%level{TRACE=debug, DEBUG=debug, INFO=info, WARN=WARN, ERROR=ERROR, FATAL=CRIT}";
    private static final String PATTERN = "heartbeat[%pid]: %d{yyyy/MM/dd_HH:mm:ss} " + LEVEL + ": %msg%n";

    /** What scripts write has its own form whatever syslogmsgfmt says. */
    private static final String SCRIPT_PATTERN = "%d{yyyy/MM/dd_HH:mm:ss}  %msg%n";

    private static volatile boolean onConsole;

    private LogFiles() {}

    /** Other files from now on; the console as before. */
    public static void reconfigure(Path logfile, Path debugfile, boolean debug) {
        configure(logfile, debugfile, debug, onConsole);
    }

    /**
     * @param logfile of ha.cf, or null
     * @param debugfile of ha.cf, or null: debug lines then go to the logfile
     * @param debug lines of level debug are written
     * @param console standard error gets every line, too
     */
    public static void configure(Path logfile, Path debugfile, boolean debug, boolean console) {
        onConsole = console;
        ConfigurationBuilder<BuiltConfiguration> builder = ConfigurationBuilderFactory.newConfigurationBuilder();
        builder.setConfigurationName("ha-director");
        builder.setStatusLevel(Level.ERROR);
        // log4j's own hook swallows what our shutdown still has to say.
        builder.setShutdownHook("disable");
        AppenderComponentBuilder async = builder.newAppender("async", "Async")
                .addAttribute("blocking", false)
                .addAttribute("bufferSize", 4096)
                .addAttribute("includeLocation", false);
        builder.add(builder.newAppender("stderr", "Console")
                .addAttribute("target", ConsoleAppender.Target.SYSTEM_ERR)
                .add(layout(builder)));
        if (console) {
            async.addComponent(builder.newAppenderRef("stderr"));
        }
        addFile(builder, async, "ha-log", logfile, debugfile == null ? Level.TRACE : Level.INFO);
        addFile(builder, async, "ha-debug", debugfile, Level.TRACE);
        builder.add(async);
        Level ours = debug ? Level.DEBUG : Level.INFO;
        builder.add(builder.newLogger("org.jgroups", Level.ERROR));
        builder.add(builder.newLogger("org.quartz", Level.WARN));
        builder.add(builder.newRootLogger(ours).add(builder.newAppenderRef("async")));
        addRehearsal(builder);
        BuiltConfiguration configuration = builder.build(false);
        // Otherwise log4j asks the resolver for our own name, which takes half a minute when no name server answers.
        configuration.getProperties().put("hostName", "localhost");
        LoggerContext context = Configurator.initialize(LogFiles.class.getClassLoader(), configuration);
        if (context.getConfiguration() != configuration) {
            context.reconfigure(configuration);
        }
    }

    private static void addFile(
            ConfigurationBuilder<BuiltConfiguration> builder,
            AppenderComponentBuilder async,
            String name,
            Path file,
            Level from) {
        if (file == null) {
            return;
        }
        ComponentBuilder<?> threshold = builder.newComponent("ThresholdFilter").addAttribute("level", from);
        builder.add(builder.newAppender(name, "File")
                .addAttribute("fileName", file.toString())
                .addAttribute("append", true)
                .addAttribute("ignoreExceptions", true)
                .add(layout(builder))
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

    private static LayoutComponentBuilder layout(ConfigurationBuilder<BuiltConfiguration> builder) {
        ComponentBuilder<?> script = builder.newComponent("PatternMatch")
                .addAttribute("key", Log4jResourceLog.SCRIPT.name())
                .addAttribute("pattern", SCRIPT_PATTERN);
        return builder.newLayout("PatternLayout")
                .addComponent(builder.newComponent("LevelPatternSelector")
                        .addAttribute("defaultPattern", PATTERN)
                        .addComponent(script));
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
