package org.hadirector.director.run;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.hadirector.director.config.Concluded;
import org.hadirector.director.config.ContextReader;
import org.hadirector.director.config.DirectorContext;
import org.hadirector.director.config.ScriptEnvironment;
import org.hadirector.director.log.LogLine;
import org.hadirector.heartbeat.config.ConfigProblem;
import org.hadirector.resource.ResourceAgent;
import org.hadirector.resource.ResourceException;
import org.hadirector.resource.ResourceGroup;
import org.hadirector.resource.ResourceLog;
import org.hadirector.resource.agent.AgentContext;
import org.hadirector.resource.agent.AgentName;
import org.hadirector.resource.agent.AgentRegistry;
import org.hadirector.resource.agent.ScriptAgent;
import org.hadirector.resource.config.GroupLine;
import org.hadirector.resource.config.NameService;
import org.hadirector.resource.config.ResourceSpec;
import org.hadirector.resource.config.ScriptLocator;
import org.hadirector.takeover.AnnouncePlan;
import org.hadirector.takeover.ConfigException;
import org.hadirector.takeover.Vip;
import org.hadirector.takeover.VipArgument;
import org.hadirector.takeover.VipLease;
import org.hadirector.takeover.VipMover;
import org.hadirector.takeover.testing.RecordingAnnouncer;

/** The files and the resource groups of a {@link VirtualMachine}, as {@link ResourceRoom} makes them. */
final class VirtualRoom {
    private final VirtualMachine machine;
    private final VirtualTime time;
    private final DirectorContext context;
    private final Consumer<LogLine> log;
    private final List<Vip> vips = new ArrayList<>();
    private final Map<String, Vip> resolved = new LinkedHashMap<>();

    /** @param log takes what resources write */
    VirtualRoom(VirtualMachine machine, DirectorContext context, Consumer<LogLine> log) {
        this.machine = machine;
        this.time = machine.time;
        this.context = context;
        this.log = log;
    }

    /** The addresses of all groups. */
    List<Vip> vips() {
        return vips;
    }

    /** What makes files unusable. */
    static List<String> errors(VirtualMachine machine, Concluded concluded) {
        return concluded.problems().stream()
                .filter(problem -> problem.severity() == ConfigProblem.Severity.ERROR)
                .map(problem -> problem.toString().replace(machine.etc + "/", "/etc/"))
                .toList();
    }

    /** Reads the machine's files. */
    static ContextReader reader(VirtualMachine machine, Path directory) {
        ScriptLocator scripts = scripts(machine, directory);
        return new ContextReader(
                machine,
                new Literals(machine),
                name -> AgentRegistry.builtIn().contains(name)
                        || scripts.locate(name).isPresent(),
                name -> true,
                argument -> Optional.empty());
    }

    static ScriptLocator scripts(VirtualMachine machine, Path directory) {
        return new ScriptLocator(List.of(directory.resolve("resource.d"), machine.etc.resolve("init.d")));
    }

    private final class Sink implements ResourceLog {
        private final String script;

        Sink(String script) {
            this.script = script;
        }

        @Override
        public void log(Level level, String text) {
            log.accept(LogLine.of(script, level, text));
        }

        @Override
        public ResourceLog by(String other) {
            return new Sink(other);
        }
    }

    private record Literals(VirtualMachine machine) implements NameService {
        @Override
        public Optional<InetAddress> host(String name, boolean six) {
            return machine.resolve(name);
        }

        @Override
        public OptionalInt port(String service, String protocol) {
            return OptionalInt.empty();
        }
    }

    List<ResourceGroup> groups(Path directory) throws ResourceException {
        ResourceLog log = new Sink(ResourceLog.MANAGER);
        ScriptAgent.Settings settings = new ScriptAgent.Settings(
                ScriptEnvironment.of(context, VirtualMachine.PATH),
                Duration.ofMinutes(10),
                10,
                Duration.ofSeconds(1),
                machine.scripts.runner());
        AgentRegistry registry = new AgentRegistry(new AgentContext(
                directory.resolve("resource.d"),
                context.resources(),
                scripts(machine, directory),
                settings,
                this::resolve,
                () -> new VipMover(
                        machine.addresses,
                        new RecordingAnnouncer(),
                        time::nowNs,
                        VipLease.Term.DEFAULT,
                        AnnouncePlan.Rhythm.DEFAULT),
                machine.addresses,
                config -> {
                    throw new UnsupportedOperationException("no vector runs ldirectord itself");
                },
                log));
        List<ResourceGroup> groups = new ArrayList<>();
        for (GroupLine line : context.resources().haresources().groups()) {
            List<ResourceAgent> agents = new ArrayList<>();
            for (ResourceSpec spec : line.resources()) {
                Path script = directory.resolve("resource.d").resolve(spec.script());
                AgentName name = AgentName.of(spec, script.toString());
                agents.add(
                        machine.recorded.contains(spec.script())
                                ? new ScriptAgent(name, script, spec.args(), settings, log)
                                : registry.create(spec));
            }
            groups.add(new ResourceGroup(line, agents, log));
        }
        return groups;
    }

    private Vip resolve(String argument) throws ResourceException {
        try {
            List<String> promised = resolved.values().stream().map(Vip::label).toList();
            Vip vip = resolved.get(argument);
            if (vip == null) {
                vip = VipArgument.parse(argument).resolve(machine, promised);
                resolved.put(argument, vip);
                vips.add(vip);
            }
            return vip;
        } catch (ConfigException | IOException e) {
            throw new ResourceException(argument, e);
        }
    }
}
