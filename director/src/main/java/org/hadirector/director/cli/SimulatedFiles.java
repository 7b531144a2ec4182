package org.hadirector.director.cli;

import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.hadirector.director.config.Concluded;
import org.hadirector.director.config.ContextReader;
import org.hadirector.director.config.DirectorContext;
import org.hadirector.heartbeat.config.ConfigFiles;
import org.hadirector.heartbeat.config.ConfigProblem;
import org.hadirector.heartbeat.config.ConfigProblem.Severity;
import org.hadirector.heartbeat.config.Medium;
import org.hadirector.heartbeat.config.NodeFacts;
import org.hadirector.heartbeat.config.SystemNodeFacts;
import org.hadirector.heartbeat.decide.CoreSettings;
import org.hadirector.heartbeat.sim.SimLan;
import org.hadirector.heartbeat.sim.SimSettings;
import org.hadirector.lvs.schedule.Schedulers;
import org.hadirector.resource.config.GroupLine;
import org.hadirector.resource.config.SystemNames;

/** A configuration directory for the simulator: read as the daemon reads it, on whatever machine that may be. */
final class SimulatedFiles {
    private static final Set<String> ADDRESSES = Set.of("IPaddr", "IPaddr2", "IPv6addr");

    private final List<ConfigProblem> errors = new ArrayList<>();
    private DirectorContext context;

    SimulatedFiles(Path directory) {
        NodeFacts here = new SystemNodeFacts();
        List<String> nodes =
                new ConfigFiles(here).haCf(directory.resolve("ha.cf")).value().nodes();
        NodeFacts there = new Elsewhere(here, nodes.isEmpty() ? here.nodeName() : nodes.get(0));
        Concluded concluded = new ContextReader(
                        there, new SystemNames(), agent -> true, Schedulers::isKnown, argument -> Optional.empty())
                .conclude(directory);
        // keys decide nothing here, and copies of configurations are often without them or with other permissions
        String keys = directory.resolve("authkeys").toString();
        concluded.problems().stream()
                .filter(problem -> problem.severity() == Severity.ERROR)
                .filter(problem -> !problem.file().equals(keys))
                .forEach(errors::add);
        context = concluded.context();
        if (errors.isEmpty() && context.haCf().nodes().size() != 2) {
            error("ha.cf", "names " + context.haCf().nodes().size() + " nodes", "a pair is simulated: name two nodes");
        }
        if (errors.isEmpty() && context.resources().haresources().groups().isEmpty()) {
            error("haresources", "has no group", "write a line: NODE ADDRESS");
        }
    }

    private void error(String file, String text, String remedy) {
        String path = context.directory().resolve(file).toString();
        errors.add(new ConfigProblem(path, 0, Severity.ERROR, text, remedy));
    }

    /** Why nothing can be simulated; empty when it can. */
    List<ConfigProblem> errors() {
        return errors;
    }

    SimSettings settings() {
        return SimSettings.usual()
                .withNodes(context.haCf().nodes().stream().sorted().toList())
                .withTiming(context.timing())
                .withLinks(context.haCf().media().stream().map(Medium::name).toList())
                .withGroups(context.resources().haresources().groups().stream()
                        .map(this::group)
                        .toList())
                .withFailback(context.haCf().failback())
                .withPolicy(context.directorYaml().onPartition());
    }

    private CoreSettings.Group group(GroupLine line) {
        boolean address = line.resources().stream().anyMatch(resource -> ADDRESSES.contains(resource.script()));
        boolean witness = !context.haCf().witnesses().isEmpty();
        boolean balanced = line.resources().stream().anyMatch(resource -> isBalancer(resource.script()));
        boolean programs = line.resources().stream()
                .anyMatch(resource -> !ADDRESSES.contains(resource.script()) && !isBalancer(resource.script()));
        return new CoreSettings.Group(
                line.key(),
                DirectorContext.crc32(line.key()),
                line.preferredNode(),
                address ? SimLan.NAME : "",
                witness,
                balanced && !programs);
    }

    private static boolean isBalancer(String script) {
        return script.equals("ldirectord");
    }

    /** The machine for which the files are: a node of theirs, with every interface and device that they name. */
    private record Elsewhere(NodeFacts here, String nodeName) implements NodeFacts {
        @Override
        public boolean hasInterface(String name) {
            return true;
        }

        @Override
        public Device device(String path) {
            return Device.CHARACTER_DEVICE;
        }

        @Override
        public Optional<Account> user(String name) {
            return Optional.of(new Account(0, 0));
        }

        @Override
        public OptionalInt group(String name) {
            return OptionalInt.of(0);
        }

        @Override
        public boolean executable(String path) {
            return true;
        }

        @Override
        public boolean isLocal(InetAddress address) {
            return false;
        }

        @Override
        public Optional<InetAddress> resolve(String host) {
            return here.resolve(host);
        }
    }
}
