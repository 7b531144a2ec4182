package org.hadirector.director.cli;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import org.hadirector.director.drill.Drill;
import org.hadirector.director.drill.DrillBench;
import org.hadirector.director.drill.DrillException;
import org.hadirector.director.drill.DrillPhase;
import org.hadirector.director.drill.DrillReport;
import org.hadirector.director.drill.DrillTable;
import org.hadirector.director.drill.Drills;
import org.hadirector.director.drill.ReloadDrill;
import org.hadirector.director.lab.DirectorProgram;
import org.hadirector.director.lab.Lab;
import org.hadirector.director.lab.LabPlan;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** {@code director drill list|NAME}: exit 0 within budget, 1 not served, over budget or not restored, 2 wrong usage. */
@Command(
        name = "drill",
        mixinStandardHelpOptions = true,
        description = "Break something in a lab, measure what clients see, mend it.",
        footer = {"", "Exit codes: 0 clients were served and within the budget; 1 not; 2 wrong usage."})
public final class DrillCommand implements Callable<Integer> {
    private static final String WATCH = "watch";

    @Parameters(index = "0", paramLabel = "NAME", description = "list, or a drill of that list")
    String name;

    @Option(names = "--lab", paramLabel = "PREFIX", description = "name of the lab (default: lab)")
    String labName = LabPlan.DEFAULT_PREFIX;

    @Option(names = "--dir", paramLabel = "DIR", description = "its directory (default: /run/ha-director-lab/PREFIX)")
    Path dir;

    @Option(names = "--budget", paramLabel = "MS", description = "exit 1 when the worst outage is longer")
    Double budgetMs;

    @Option(names = "--json", paramLabel = "FILE", description = "write the report there")
    Path json;

    @Option(
            names = "--probe-interval",
            paramLabel = "TIME",
            converter = Milliseconds.class,
            description = "time between two requests of the client, such as 2ms (default: 5ms)")
    Duration probeInterval = Duration.ofMillis(5);

    @Option(
            names = "--for",
            paramLabel = "TIME",
            converter = Milliseconds.class,
            description = "watch only: how long (default: 30s)")
    Duration watchTime = Duration.ofSeconds(30);

    @Option(names = "--count", paramLabel = "N", description = "reload only: how many reloads (default: 30)")
    Integer count;

    @Option(
            names = "--command",
            paramLabel = "SHELL",
            description = "watch only: begin with this shell command, once the client is served")
    String command;

    @Override
    public Integer call() throws IOException {
        if (name.equals("list")) {
            Drills.all().forEach(drill -> System.out.printf("%-14s %s%n", drill.name(), drill.description()));
            System.out.printf(
                    "%-14s %s%n",
                    WATCH, "measure what clients see for a while (--for), with a command of yours in it (--command)");
            return ExitCode.OK;
        }
        Optional<Drill> drill =
                count != null && name.equals("reload") ? Optional.of(new ReloadDrill(count)) : Drills.named(name);
        if (drill.isEmpty() && !name.equals(WATCH)) {
            System.err.println("director drill: no drill " + name + "; see `director drill list`");
            return ExitCode.USAGE;
        }
        Path where =
                dir == null ? LabPlan.defaultDir(labName) : dir.toAbsolutePath().normalize();
        Lab lab = Lab.open(where, DirectorProgram.current());
        try (DrillBench bench = new DrillBench(lab, probeInterval)) {
            return judge(
                    drill.isPresent()
                            ? measured(drill.get(), bench)
                            : new DrillReport(WATCH, lab.plan().timing(), List.of(watched(bench))));
        } catch (DrillException e) {
            System.err.println("director drill " + name + ": " + e.getMessage());
            return ExitCode.SOFTWARE;
        }
    }

    private DrillPhase watched(DrillBench bench) throws IOException, DrillException {
        return command == null ? bench.watch(watchTime) : bench.watch(command, watchTime);
    }

    /** Whatever happens, also Ctrl-C, what the drill broke is mended. */
    private static DrillReport measured(Drill drill, DrillBench bench) throws IOException, DrillException {
        bench.start();
        AtomicBoolean broken = new AtomicBoolean(true);
        Thread runner = Thread.currentThread();
        Thread mend = new Thread(
                () -> {
                    runner.interrupt();
                    mendOnce(drill, bench, broken);
                },
                "mend");
        Runtime.getRuntime().addShutdownHook(mend);
        try {
            DrillReport report = drill.run(bench);
            mendOnce(drill, bench, broken);
            bench.awaitHealthy();
            return report;
        } finally {
            mendOnce(drill, bench, broken);
        }
    }

    private static void mendOnce(Drill drill, DrillBench bench, AtomicBoolean broken) {
        if (broken.compareAndSet(true, false)) {
            try {
                drill.mend(bench);
            } catch (IOException e) {
                System.err.println("director drill " + drill.name() + ": not mended: " + e.getMessage());
            }
        }
    }

    private int judge(DrillReport report) throws IOException {
        System.out.print(DrillTable.of(report));
        if (json != null) {
            Files.writeString(
                    json, JSON.std.with(JSON.Feature.PRETTY_PRINT_OUTPUT).asString(report.toMap()) + "\n");
        }
        if (!report.served()) {
            System.out.println("clients were NOT served again");
            return ExitCode.SOFTWARE;
        }
        if (budgetMs != null && report.worstOutageMs() > budgetMs) {
            System.out.printf("over budget: %.1f ms, allowed %.1f ms%n", report.worstOutageMs(), budgetMs);
            return ExitCode.SOFTWARE;
        }
        return ExitCode.OK;
    }

    /** {@code 5}, {@code 5ms}, {@code 0.1s}. */
    static final class Milliseconds implements ITypeConverter<Duration> {
        @Override
        public Duration convert(String value) {
            try {
                if (value.endsWith("ms")) {
                    return Duration.ofMillis(Long.parseLong(value.substring(0, value.length() - 2)));
                }
                if (value.endsWith("s")) {
                    double seconds = Double.parseDouble(value.substring(0, value.length() - 1));
                    return Duration.ofMillis(Math.round(seconds * 1e3));
                }
                return Duration.ofMillis(Long.parseLong(value));
            } catch (NumberFormatException e) {
                throw new TypeConversionException("'" + value + "' is no time; write 5ms");
            }
        }
    }
}
