package org.hadirector.director.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.hadirector.director.cli.Directories.Places;
import org.hadirector.director.config.Concluded;
import org.hadirector.director.config.Readers;
import org.hadirector.director.log.HeartbeatTexts;
import org.hadirector.director.log.LogFiles;
import org.hadirector.director.log.LogLine;
import org.hadirector.director.log.StartTexts;
import org.hadirector.director.run.ClassTour;
import org.hadirector.director.run.Director;
import org.hadirector.director.run.NativeParts;
import org.hadirector.heartbeat.config.HaCf;
import org.hadirector.linux.CoreDumps;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code director daemon}: runs the node in the foreground. */
@Command(
        name = "daemon",
        mixinStandardHelpOptions = true,
        description = "Run this node in the foreground until SIGTERM or SIGINT.",
        footer = {
            "",
            "SIGTERM hands the resources over to the other node and releases them.",
            "Exit codes: 0 ended as told; 1 cannot start now, such as a second daemon or an interface that is missing;",
            "6 the configuration is wrong, a later start fails as well; 70 failed."
        })
final class DaemonCommand implements Callable<Integer> {
    private static final String ARCHIVE_CLASSES = "--archive-classes";
    private static final String BACKGROUND = "--background";
    private static final String REREAD = "--reread";
    private static final List<String> FLAGS = List.of(ARCHIVE_CLASSES, BACKGROUND, REREAD);

    @Spec
    CommandSpec spec;

    /** For packaging: see {@link ClassTour}. */
    @Option(names = ARCHIVE_CLASSES, hidden = true)
    boolean archiveClasses;

    /** Nobody reads standard error: log to the files only. */
    @Option(names = BACKGROUND, hidden = true)
    boolean background;

    /** {@code heartbeat -r} of a daemon that does not run. */
    @Option(names = REREAD, hidden = true)
    boolean reread;

    @Override
    public Integer call() throws Exception {
        return start(Directories.of(spec));
    }

    /**
     * The command that these words make, as picocli would read them but without it: its reflection is a tenth of a
     * second, a fifth of what passes before the first heartbeat. Empty when it has to say something to them.
     */
    static Optional<DaemonCommand> of(List<String> words) {
        if (!FLAGS.containsAll(words) || Set.copyOf(words).size() < words.size()) {
            return Optional.empty();
        }
        DaemonCommand command = new DaemonCommand();
        command.archiveClasses = words.contains(ARCHIVE_CLASSES);
        command.background = words.contains(BACKGROUND);
        command.reread = words.contains(REREAD);
        return Optional.of(command);
    }

    /** Runs as the words say. */
    int start(Places places) throws Exception {
        if (archiveClasses) {
            NativeParts.prepare(places.state());
            Readers.ofThisMachine(places.config()).conclude(places.config());
            new ClassTour().walk(places.run());
            return 0;
        }
        return run(places, background, reread);
    }

    /** Runs the daemon until it is told to end. */
    static int run(Places places, boolean background, boolean reread) throws Exception {
        NativeParts.prepare(places.state());
        Concluded concluded = Readers.ofThisMachine(places.config()).conclude(places.config());
        log(concluded.context().haCf().logging(), !background, firstLines(concluded, reread));
        if (!concluded.usable()) {
            LogFiles.close();
            concluded.problems().forEach(System.err::println);
            return concluded.mayPass() ? ExitCode.SOFTWARE : StartTexts.NOT_CONFIGURED;
        }
        HaCf haCf = concluded.context().haCf();
        if (haCf.coreDumps().isPresent()) {
            CoreDumps.allow(haCf.coreDumps().get());
        }
        new Director(concluded.context(), places.run()).start(places.state());
        // The signal's hook ends the process; this thread only keeps it alive.
        new CountDownLatch(1).await();
        return 0;
    }

    /** What is said of the files; a daemon that {@code heartbeat -r} starts does not praise them. */
    static List<LogLine> firstLines(Concluded concluded, boolean reread) {
        List<LogLine> lines = new ArrayList<>(StartTexts.lines(concluded.problems()));
        if (concluded.usable() && !reread) {
            lines.addAll(HeartbeatTexts.validated(Director.VERSION));
        }
        return lines;
    }

    /** Opens the log as ha.cf wants it and writes these lines. */
    static void log(HaCf.Logging where, boolean console, List<LogLine> lines) {
        LogFiles.configure(where, console);
        Logger log = LogManager.getLogger(LogFiles.HEARTBEAT);
        lines.forEach(line -> log.log(line.level(), line.text()));
    }
}
