package org.hadirector.director.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.hadirector.heartbeat.config.SystemNodeFacts;
import org.hadirector.resource.agent.AgentRegistry;
import org.hadirector.resource.config.ScriptLocator;
import org.hadirector.resource.config.SystemNames;

/** The readers as this machine and this version need them. */
public final class Readers {
    private Readers() {}

    /** For a whole directory. */
    public static ContextReader ofThisMachine(Path directory) {
        return new ContextReader(
                new SystemNodeFacts(), new SystemNames(), agentKnown(directory), Readers::schedulerKnown);
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
        return Set.of("rr", "wrr", "lc", "wlc", "sed", "nq").contains(name);
    }
}
