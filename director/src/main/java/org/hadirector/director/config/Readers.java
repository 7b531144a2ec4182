package org.hadirector.director.config;

import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.hadirector.heartbeat.config.ConfigProblem;
import org.hadirector.heartbeat.config.SystemNodeFacts;
import org.hadirector.linux.LinuxException;
import org.hadirector.linux.NetlinkInterfaces;
import org.hadirector.linux.Route;
import org.hadirector.lvs.schedule.Schedulers;
import org.hadirector.resource.agent.AgentRegistry;
import org.hadirector.resource.config.ScriptLocator;
import org.hadirector.resource.config.SystemNames;
import org.hadirector.takeover.ConfigException;
import org.hadirector.takeover.VipArgument;

/** The readers as this machine and this version need them. */
public final class Readers {
    private Readers() {}

    /** For a whole directory. */
    public static ContextReader ofThisMachine(Path directory) {
        return new ContextReader(
                new SystemNodeFacts(),
                new SystemNames(),
                agentKnown(directory),
                Readers::schedulerKnown,
                Readers::vipFault);
    }

    /** What an administrator should think of although nothing keeps the daemon from starting or is worth its log. */
    public static List<ConfigProblem> advice(DirectorContext context) {
        List<ConfigProblem> advice = new ArrayList<>();
        WitnessCheck.problem(context, new SystemNodeFacts()).ifPresent(advice::add);
        advice.addAll(Oversights.problems(context));
        advice.addAll(new MarkedServices(context.directorYaml().engine().marks()).problems(context.resources()));
        try (NetlinkInterfaces interfaces = NetlinkInterfaces.open()) {
            advice.addAll(new OwnAddresses(interfaces.all())
                    .problems(context.resources().haresources()));
            advice.addAll(new ServerWays(address -> way(interfaces, address)).problems(context.resources()));
        } catch (LinuxException e) {
            return advice; // without interfaces and routing there is nothing to say about them
        }
        return advice;
    }

    private static Optional<ServerWays.Way> way(NetlinkInterfaces interfaces, InetAddress address) {
        try {
            Optional<Route> route = interfaces.routeTo(address).filter(found -> !found.local());
            if (route.isEmpty()) {
                return Optional.empty();
            }
            int ofRoute = route.get().mtu();
            return interfaces
                    .find(route.get().device())
                    .map(device -> new ServerWays.Way(
                            route.get().gateway(), ofRoute == 0 ? device.mtu() : Math.min(ofRoute, device.mtu())));
        } catch (LinuxException e) {
            return Optional.empty();
        }
    }

    private static Optional<VipCheck.Fault> vipFault(String argument) {
        try (NetlinkInterfaces interfaces = NetlinkInterfaces.open()) {
            VipArgument.parse(argument).resolve(interfaces, List.of());
            return Optional.empty();
        } catch (ConfigException e) {
            return Optional.of(new VipCheck.Fault(e.text(), e.remedy()));
        } catch (LinuxException e) {
            return Optional.of(new VipCheck.Fault("interfaces cannot be read: " + e.getMessage(), "run as root"));
        }
    }

    /** For single files. */
    public static SingleFiles singleFiles(Path directory) {
        return new SingleFiles(
                new SystemNodeFacts(), new SystemNames(), agentKnown(directory), Readers::schedulerKnown);
    }

    /** Where resource scripts are looked for. */
    public static ScriptLocator scripts(Path directory) {
        return new ScriptLocator(
                List.of(directory.resolve("resource.d"), Path.of("/etc/ha.d/resource.d"), Path.of("/etc/init.d")));
    }

    private static Predicate<String> agentKnown(Path directory) {
        ScriptLocator scripts = scripts(directory);
        return name ->
                AgentRegistry.builtIn().contains(name) || scripts.locate(name).isPresent();
    }

    private static boolean schedulerKnown(String name) {
        return Schedulers.isKnown(name);
    }
}
