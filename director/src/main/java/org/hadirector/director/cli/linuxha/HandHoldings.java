package org.hadirector.director.cli.linuxha;

import java.util.ArrayList;
import java.util.List;
import org.hadirector.director.config.Concluded;
import org.hadirector.resource.ResourceAgent;
import org.hadirector.resource.ResourceAgent.ResourceStatus;
import org.hadirector.resource.ResourceException;
import org.hadirector.resource.ResourceGroup;
import org.hadirector.resource.ResourceLog;
import org.hadirector.resource.config.GroupLine;
import org.hadirector.resource.config.ResourceSpec;

/** No daemon runs: resources are started and stopped by this process, in ResourceManager's order. */
final class HandHoldings implements Holdings {
    private final Call call;
    private final Concluded configuration;
    private final ResourceLog log;

    HandHoldings(Call call, Concluded configuration) {
        this.call = call;
        this.configuration = configuration;
        this.log = new HandLog(call);
    }

    @Override
    public boolean active(ResourceSpec resource) throws ResourceException {
        return agent(resource).monitor() == ResourceStatus.RUNNING;
    }

    @Override
    public void take(GroupLine group) throws ResourceException {
        ResourceGroup resources = resources(group);
        try {
            resources.start();
        } catch (ResourceException failure) {
            // nobody watches a half started group: what did start would stay on this node and start on the other
            try {
                resources.stop();
            } catch (ResourceException alsoNot) {
                throw new ResourceException(failure.getMessage() + "; " + alsoNot.getMessage(), failure);
            }
            throw failure;
        }
    }

    @Override
    public void give(GroupLine group) throws ResourceException {
        resources(group).stop();
    }

    private ResourceAgent agent(ResourceSpec resource) throws ResourceException {
        if (resource.isAddress() && resource.args().size() != 1) {
            throw new ResourceException("malformed address " + resource.written() + ": one argument expected");
        }
        return call.machine().agentByHand(resource, configuration, log);
    }

    private ResourceGroup resources(GroupLine group) throws ResourceException {
        List<ResourceAgent> agents = new ArrayList<>();
        for (ResourceSpec resource : group.resources()) {
            agents.add(agent(resource));
        }
        return new ResourceGroup(group, agents, log);
    }

    /** What goes well is not told: scripts expect silence. */
    private record HandLog(Call call) implements ResourceLog {
        @Override
        public void log(Level level, String text) {
            if (level != Level.INFO) {
                call.noted(level + ": " + text);
            }
        }
    }
}
