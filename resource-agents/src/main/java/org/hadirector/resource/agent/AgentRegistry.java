package org.hadirector.resource.agent;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.hadirector.resource.ResourceAgent;
import org.hadirector.resource.ResourceException;
import org.hadirector.resource.ResourceGroup;
import org.hadirector.resource.config.GroupLine;
import org.hadirector.resource.config.LdirectordConfig;
import org.hadirector.resource.config.ResourceConfigReader;
import org.hadirector.resource.config.ResourceSpec;

/** Makes agents from the resources of haresources: the built-in ones first, then scripts. */
public final class AgentRegistry {
    private static final Map<String, Factory> BUILT_IN = Map.of(
            "IPaddr", AgentRegistry::ipAddress,
            "IPaddr2", AgentRegistry::ipAddress,
            "IPv6addr", AgentRegistry::ipAddress,
            "ldirectord", AgentRegistry::ldirectord);

    private final AgentContext context;

    public AgentRegistry(AgentContext context) {
        this.context = context;
    }

    private interface Factory {
        ResourceAgent create(AgentName name, ResourceSpec spec, AgentContext context) throws ResourceException;
    }

    /** The agents that need no script. */
    public static Set<String> builtIn() {
        return BUILT_IN.keySet();
    }

    /** The agents of a group, not yet prepared. */
    public ResourceGroup group(GroupLine line) throws ResourceException {
        return group(line, List.of());
    }

    /**
     * The group as another edition of haresources has it: resources that stay keep their agents, the others' agents are
     * new and not yet prepared.
     *
     * @param former the agents that the group had
     */
    public ResourceGroup group(GroupLine line, List<ResourceAgent> former) throws ResourceException {
        List<ResourceAgent> left = new ArrayList<>(former);
        List<ResourceAgent> agents = new ArrayList<>();
        for (ResourceSpec spec : line.resources()) {
            ResourceAgent kept = left.stream()
                    .filter(agent -> agent.name().equals(spec.name()))
                    .findFirst()
                    .orElse(null);
            left.remove(kept);
            agents.add(kept == null ? create(spec) : kept);
        }
        return new ResourceGroup(line, agents, context.log());
    }

    /** The agent of one resource. */
    public ResourceAgent create(ResourceSpec spec) throws ResourceException {
        Factory factory = BUILT_IN.get(spec.script());
        if (factory != null) {
            Path script = context.resourceDirectory().resolve(spec.script());
            return factory.create(AgentName.of(spec, script.toString()), spec, context);
        }
        Optional<Path> script = context.scripts().locate(spec.script());
        if (script.isEmpty()) {
            return new MissingAgent(AgentName.of(spec, spec.script()), spec.script(), context.log());
        }
        return new ScriptAgent(
                AgentName.of(spec, script.get().toString()),
                script.get(),
                spec.args(),
                context.scriptSettings(),
                context.log());
    }

    private static ResourceAgent ipAddress(AgentName name, ResourceSpec spec, AgentContext context)
            throws ResourceException {
        if (spec.args().size() != 1) {
            throw new ResourceException(name.name() + " needs one address");
        }
        return new IpAddressAgent(
                name,
                context.vips().resolve(spec.args().get(0)),
                context.movers().get(),
                context.addresses(),
                context.log());
    }

    private static ResourceAgent ldirectord(AgentName name, ResourceSpec spec, AgentContext context)
            throws ResourceException {
        LdirectordConfig config = context.config().ldirectord().get(ResourceConfigReader.argument(spec));
        if (config == null) {
            throw new ResourceException("no configuration was read for " + name.name());
        }
        return new LdirectordAgent(name, config, context.ldirectord().apply(config));
    }
}
