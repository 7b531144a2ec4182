package org.hadirector.director.cli;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.hadirector.director.drill.DrillBench;
import org.hadirector.director.drill.DrillException;
import org.hadirector.director.fault.FaultTable;
import org.hadirector.director.lab.DirectorProgram;
import org.hadirector.director.lab.Lab;
import org.hadirector.director.lab.LabPlan;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code director faults list|all|NAME…}: exit 0 when the pair did what it must in every fault, 1 if not, 2 usage. */
@Command(
        name = "faults",
        mixinStandardHelpOptions = true,
        description =
                "Break one thing after the other in a lab, while a third host samples who answers and who serves.",
        footer = {
            "",
            "The lab should have been made with auto_failback off, so that nothing moves but by the fault.",
            "Exit codes: 0 never two owners, and every fault as expected; 1 not; 2 wrong usage."
        })
public final class FaultsCommand implements Callable<Integer> {
    @Parameters(arity = "1..*", paramLabel = "NAME", description = "list, all, or faults of that list")
    List<String> names;

    @Option(names = "--lab", paramLabel = "PREFIX", description = "name of the lab (default: lab)")
    String labName = LabPlan.DEFAULT_PREFIX;

    @Option(names = "--repeat", paramLabel = "N", description = "make each fault so often (default: 1)")
    int repeat = 1;

    @Option(names = "--operators", description = "operators of both nodes give orders at random meanwhile")
    boolean operators;

    @Option(names = "--seed", paramLabel = "N", description = "of the moments left to chance (default: 1)")
    long seed = 1;

    @Option(names = "--json", paramLabel = "FILE", description = "write the results there")
    Path json;

    @Option(
            names = "--interval",
            paramLabel = "TIME",
            converter = DrillCommand.Milliseconds.class,
            description = "time between two looks of the third host (default: 5ms)")
    Duration interval = Duration.ofMillis(5);

    @Override
    public Integer call() throws IOException {
        if (names.equals(List.of("list"))) {
            System.out.print(FaultTable.list());
            return ExitCode.OK;
        }
        List<String> unknown = FaultTable.unknown(names);
        if (!unknown.isEmpty() || repeat < 1) {
            System.err.println("director faults: "
                    + (repeat < 1
                            ? "--repeat: at least 1"
                            : "no fault " + unknown.get(0) + "; see `director faults list`"));
            return ExitCode.USAGE;
        }
        Lab lab = Lab.open(LabPlan.defaultDir(labName), DirectorProgram.current());
        List<Map<String, Object>> results = new ArrayList<>();
        try (DrillBench bench = new DrillBench(lab, interval)) {
            bench.start();
            boolean good = new FaultTable(lab, bench, interval)
                    .make(names, repeat, operators, seed, System.out::print, results::add);
            return good ? ExitCode.OK : ExitCode.SOFTWARE;
        } catch (DrillException e) {
            System.err.println("director faults: " + e.getMessage());
            return ExitCode.SOFTWARE;
        } finally {
            if (json != null) {
                Files.writeString(
                        json, JSON.std.with(JSON.Feature.PRETTY_PRINT_OUTPUT).asString(results) + "\n");
            }
        }
    }
}
