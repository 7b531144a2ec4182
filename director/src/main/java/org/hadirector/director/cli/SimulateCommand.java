package org.hadirector.director.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.hadirector.heartbeat.decide.PairCore;
import org.hadirector.heartbeat.sim.SimMain;
import org.hadirector.heartbeat.sim.explore.Explorer;
import org.hadirector.heartbeat.sim.whatif.Asked;
import org.hadirector.heartbeat.sim.whatif.Mishap;
import org.hadirector.heartbeat.sim.whatif.WhatIf;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code director simulate}: plays seeds of the deterministic simulator with the product's own core. */
@Command(
        name = "simulate",
        mixinStandardHelpOptions = true,
        description = {
            "Play random faults against two simulated nodes and look for a broken promise;",
            "or, with --fault, tell what would happen to the pair of --config DIR."
        },
        footer = {
            "",
            "A violation is printed with its seed, shrunk to the smallest story that still shows it.",
            "With --fault ipfail and stonith are left out, network and resources are quick.",
            "Exit codes: 0 no violation, or served again within deadtime + 2 keepalives; 1 not so;",
            "2 wrong usage or files."
        })
final class SimulateCommand implements Callable<Integer> {
    private static final long LATEST_MS = 3_600_000;

    @Parameters(index = "0", arity = "0..1", paramLabel = "FIRST", description = "the first seed (default: 0)")
    long first;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "COUNT",
            defaultValue = "1",
            description = "how many seeds (default: 1)")
    long count;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "how many threads play (default: one for each processor)")
    Integer threads;

    @Option(names = "--story", description = "tell the seed FIRST in plain words, whatever comes of it")
    boolean story;

    @Option(
            names = "--explore",
            paramLabel = "KEEPALIVES",
            description = "try every order of losses, deaths, pauses and commands from boot, that deep")
    Integer explore;

    @Option(
            names = "--faults",
            paramLabel = "N",
            defaultValue = "2",
            description = "with --explore: how many of them a history may have (default: 2)")
    int faults;

    @Option(
            names = "--fault",
            paramLabel = "FAULT[:DURATION][,…]",
            description = "what goes wrong, as owner-hung:5s; 'list' lists what there is")
    String fault;

    @Option(
            names = "--at",
            paramLabel = "MS",
            description = "how long after the pair has settled, milliseconds (default: 0)")
    Long atMs;

    @Spec
    CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        if (fault != null) {
            return whatIf();
        }
        if (explore != null) {
            return explored();
        }
        if (atMs != null) {
            throw new ParameterException(spec.commandLine(), "--at needs --fault");
        }
        if (count < 1) {
            throw new ParameterException(spec.commandLine(), "COUNT must be at least 1");
        }
        if (threads != null && (threads < 1 || threads > 256)) {
            throw new ParameterException(spec.commandLine(), "--threads must be 1 to 256");
        }
        PrintWriter out = spec.commandLine().getOut();
        if (story) {
            out.println(SimMain.story(first));
            out.flush();
            return SimMain.play(first) == null ? 0 : 1;
        }
        int workers = threads == null ? Runtime.getRuntime().availableProcessors() : threads;
        int useful = (int) Math.min(workers, (count + 99) / 100);
        return new SeedPlayer(out, spec.commandLine().getErr()).play(first, count, useful) ? 0 : 1;
    }

    private int explored() {
        if (explore < 1 || faults < 0) {
            throw new ParameterException(spec.commandLine(), "--explore must be at least 1, --faults at least 0");
        }
        PrintWriter out = spec.commandLine().getOut();
        Explorer.Found found = new Explorer(Explorer.usual(), PairCore::new, faults).explore(explore, () -> true);
        out.printf(
                "%d distinct states within %d keepalives from boot and %d faults, %s%n",
                found.states(), found.ticks(), faults, found.violation() == null ? "no violation" : found.violation());
        out.flush();
        return found.violation() == null ? 0 : 1;
    }

    private int whatIf() {
        PrintWriter out = spec.commandLine().getOut();
        if (fault.equals("list")) {
            Mishap.all().forEach(mishap -> out.printf("%-20s %s%n", mishap.name(), mishap.words()));
            out.flush();
            return 0;
        }
        long after = atMs == null ? 0 : atMs;
        if (after < 0 || after > LATEST_MS) {
            throw new ParameterException(spec.commandLine(), "--at must be 0 to " + LATEST_MS + " ms");
        }
        List<Asked> asked;
        try {
            asked = Asked.parse(fault);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage());
        }
        SimulatedFiles files = new SimulatedFiles(Directories.of(spec).config());
        if (!files.errors().isEmpty()) {
            files.errors().forEach(spec.commandLine().getErr()::println);
            return 2;
        }
        WhatIf.Outcome outcome = WhatIf.play(files.settings(), asked, after * 1_000_000);
        out.println(outcome.text());
        out.flush();
        return outcome.kept() ? 0 : 1;
    }
}
