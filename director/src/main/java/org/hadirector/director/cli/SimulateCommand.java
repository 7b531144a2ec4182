package org.hadirector.director.cli;

import java.util.concurrent.Callable;
import org.hadirector.heartbeat.sim.SimMain;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code director simulate}: plays seeds of the deterministic simulator with the product's own core. */
@Command(
        name = "simulate",
        mixinStandardHelpOptions = true,
        description = "Play random faults against two simulated nodes and look for a broken promise.",
        footer = {"", "Exit codes: 0 no violation; 1 a violation, printed with its seed and last steps."})
final class SimulateCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "FIRST", description = "the first seed")
    long first;

    @Parameters(index = "1", paramLabel = "COUNT", defaultValue = "1", description = "how many seeds (default: 1)")
    long count;

    @Override
    public Integer call() {
        SimMain.Report report = SimMain.play(first, count);
        System.out.println(report.text());
        return report.ok() ? 0 : 1;
    }
}
