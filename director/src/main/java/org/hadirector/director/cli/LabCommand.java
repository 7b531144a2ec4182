package org.hadirector.director.cli;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.hadirector.director.lab.DirectorProgram;
import org.hadirector.director.lab.Lab;
import org.hadirector.director.lab.LabBuilder;
import org.hadirector.director.lab.LabHost;
import org.hadirector.director.lab.LabPlan;
import org.hadirector.director.lab.LabStatus;
import org.hadirector.director.lab.LabTiming;
import org.hadirector.director.lab.MoreAddresses;
import org.hadirector.director.lab.WebServer;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code director lab …}: exit 0 done, 1 it failed, 2 wrong usage; {@code exec} exits as its command does. */
@Command(
        name = "lab",
        mixinStandardHelpOptions = true,
        description = "Two directors, real servers and a client in network namespaces on this machine.",
        subcommands = {
            LabCommand.Up.class,
            LabCommand.Down.class,
            LabCommand.Start.class,
            LabCommand.Status.class,
            LabCommand.Exec.class
        })
public final class LabCommand implements Callable<Integer> {
    @Override
    public Integer call() {
        System.err.println("director lab: say up, down, start, status or exec (director lab --help)");
        return ExitCode.USAGE;
    }

    /** Which lab. */
    static final class Which {
        @Option(names = "--name", paramLabel = "PREFIX", description = "name of the lab (default: lab)")
        String name = LabPlan.DEFAULT_PREFIX;

        @Option(names = "--dir", paramLabel = "DIR", description = "its directory (default: /run/ha-director-lab/NAME)")
        Path dir;

        Path directory() {
            return dir == null ? LabPlan.defaultDir(name) : dir.toAbsolutePath().normalize();
        }

        Lab open() throws IOException {
            return Lab.open(directory(), DirectorProgram.current());
        }
    }

    @Command(name = "up", mixinStandardHelpOptions = true, description = "Make the lab and start both directors.")
    static final class Up implements Callable<Integer> {
        @Mixin
        Which which;

        @Option(names = "--profile", description = "seed (keepalive 3, deadtime 9) or fast (100ms, 500ms)")
        String profile = "seed";

        @Option(names = "--keepalive", description = "as in ha.cf")
        String keepalive;

        @Option(names = "--deadtime", description = "as in ha.cf")
        String deadtime;

        @Option(names = "--initdead", description = "as in ha.cf")
        String initdead;

        @Option(names = "--auto-failback", description = "as in ha.cf: on, off, legacy")
        String autoFailback;

        @Option(names = "--no-directors", description = "make the lab, start no director")
        boolean noDirectors;

        @Option(
                names = "--more-addresses",
                paramLabel = "N",
                description = "so many further service addresses in the group (at most 255)")
        int moreAddresses;

        @Option(
                names = "--wait",
                paramLabel = "SECONDS",
                description = "wait so long for a healthy pair (default: 60; 0: do not wait)")
        long waitSeconds = 60;

        @Override
        public Integer call() throws IOException {
            LabPlan plan;
            try {
                plan = new LabPlan(which.name, which.directory(), timing());
            } catch (IllegalArgumentException e) {
                System.err.println("director lab up: " + e.getMessage());
                return ExitCode.USAGE;
            }
            if (moreAddresses < 0 || moreAddresses > MoreAddresses.MOST) {
                System.err.println("director lab up: --more-addresses is 0 to " + MoreAddresses.MOST);
                return ExitCode.USAGE;
            }
            Lab lab = new LabBuilder(DirectorProgram.current(), WebServer.installed()).up(plan, false);
            MoreAddresses.add(plan, moreAddresses);
            if (!noDirectors) {
                lab.startDirectors();
            }
            if (!noDirectors && waitSeconds > 0 && !LabStatus.awaitSettled(lab, Duration.ofSeconds(waitSeconds))) {
                System.err.println("director lab up: the pair is not healthy after " + waitSeconds
                        + " s; the lab stands, see " + "`director lab status` and the logs below " + plan.dir());
                System.err.print(LabStatus.of(lab).text());
                return ExitCode.SOFTWARE;
            }
            System.out.println("lab " + plan.prefix() + " stands: VIP " + LabPlan.VIP + ", keepalive "
                    + plan.timing().keepalive() + ", deadtime " + plan.timing().deadtime() + ", files below "
                    + plan.dir());
            return ExitCode.OK;
        }

        private LabTiming timing() {
            LabTiming timing = LabTiming.profile(profile);
            timing = keepalive == null ? timing : timing.withKeepalive(keepalive);
            timing = deadtime == null ? timing : timing.withDeadtime(deadtime);
            timing = initdead == null ? timing : timing.withInitdead(initdead);
            return autoFailback == null ? timing : timing.withAutoFailback(autoFailback);
        }
    }

    @Command(name = "start", mixinStandardHelpOptions = true, description = "Start the directors that do not run.")
    static final class Start implements Callable<Integer> {
        @Mixin
        Which which;

        @Override
        public Integer call() throws IOException {
            Lab lab = which.open();
            for (LabHost host : lab.plan().hosts(LabHost.Role.DIRECTOR)) {
                if (!lab.directorAlive(host)) {
                    lab.startDirector(host);
                }
            }
            return ExitCode.OK;
        }
    }

    @Command(
            name = "down",
            mixinStandardHelpOptions = true,
            description = "Remove the lab: its processes, namespaces and files.")
    static final class Down implements Callable<Integer> {
        @Mixin
        Which which;

        @Override
        public Integer call() throws IOException {
            boolean removed = LabBuilder.down(which.directory());
            System.out.println(removed ? "lab " + which.name + " is gone" : "no lab " + which.name + " stands");
            return ExitCode.OK;
        }
    }

    @Command(
            name = "status",
            mixinStandardHelpOptions = true,
            description = "Processes of the lab and the roles of its directors.")
    static final class Status implements Callable<Integer> {
        @Mixin
        Which which;

        @Option(names = "--json", description = "as JSON")
        boolean json;

        @Override
        public Integer call() throws IOException {
            LabStatus status = LabStatus.of(which.open());
            Map<String, Object> map = status.toMap();
            System.out.print(
                    json ? JSON.std.with(JSON.Feature.PRETTY_PRINT_OUTPUT).asString(map) + "\n" : status.text());
            return ExitCode.OK;
        }
    }

    @Command(name = "exec", mixinStandardHelpOptions = true, description = "Run a command on a host of the lab.")
    static final class Exec implements Callable<Integer> {
        @Mixin
        Which which;

        /** The command's own options are not ours. */
        @Spec
        void stopAtTheHost(CommandSpec spec) {
            spec.parser().stopAtPositional(true);
        }

        @Parameters(index = "0", paramLabel = "HOST", description = "ha1, ha2, rs1, rs2 or client")
        String host;

        @Parameters(index = "1..*", arity = "1..*", paramLabel = "COMMAND", description = "the command and its words")
        List<String> command = new ArrayList<>();

        @Override
        public Integer call() throws IOException {
            Lab lab = which.open();
            Optional<LabHost> target = lab.plan().hosts().stream()
                    .filter(candidate -> candidate.name().equals(host))
                    .findFirst();
            if (target.isEmpty()) {
                System.err.println("director lab exec: no host " + host + " in the lab");
                return ExitCode.USAGE;
            }
            // as with ssh or nsenter, "--" may part the host from the command
            List<String> words = command.get(0).equals("--") ? command.subList(1, command.size()) : command;
            if (words.isEmpty()) {
                System.err.println("director lab exec: no command");
                return ExitCode.USAGE;
            }
            Process process = new ProcessBuilder(lab.inside(target.get(), words))
                    .inheritIO()
                    .start();
            try {
                return process.waitFor();
            } catch (InterruptedException e) {
                process.destroy();
                Thread.currentThread().interrupt();
                return ExitCode.SOFTWARE;
            }
        }
    }
}
