package org.hadirector.resource;

import java.util.ArrayList;
import java.util.List;
import org.hadirector.resource.ResourceAgent.ResourceStatus;
import org.hadirector.resource.config.GroupLine;
import org.hadirector.takeover.Vip;

/**
 * The resources of one haresources line: acquired left to right, released right to left, each step in the log as
 * heartbeat's ResourceManager writes it. {@link #prepare}, {@link #start}, {@link #stop}, {@link #close} come from one
 * thread, {@link #renew} from another one, {@link #reannounce} from the deciding duty.
 */
public final class ResourceGroup {
    private final GroupLine line;
    private final List<ResourceAgent> agents;
    private final ResourceLog log;

    /** @param agents one for each resource of the line, in its order */
    public ResourceGroup(GroupLine line, List<ResourceAgent> agents, ResourceLog log) {
        if (agents.size() != line.resources().size()) {
            throw new IllegalArgumentException(agents.size() + " agents for " + line.text());
        }
        this.line = line;
        this.agents = List.copyOf(agents);
        this.log = log;
    }

    /** The first resource as written: the group's name. */
    public String key() {
        return line.key();
    }

    /** The node that owns the group when both are well. */
    public String preferredNode() {
        return line.preferredNode();
    }

    /** In the order of acquisition. */
    public List<ResourceAgent> agents() {
        return agents;
    }

    /** The service addresses of the group. */
    public List<Vip> vips() {
        return agents.stream().flatMap(agent -> agent.vips().stream()).toList();
    }

    /** Whether clients are served while the group is being released, until its address is gone. */
    public boolean servesToTheEnd() {
        return agents.stream().anyMatch(ResourceAgent::servesStopped)
                && agents.stream()
                        .allMatch(
                                agent -> agent.servesStopped() || !agent.vips().isEmpty());
    }

    /** Whether one of the group's addresses is up here; looks at the machine. */
    public boolean holdsAddress() {
        return agents.stream().anyMatch(agent -> !agent.vips().isEmpty() && agent.monitor() == ResourceStatus.RUNNING);
    }

    /**
     * Prepares every resource, whatever becomes of the others.
     *
     * @throws ResourceException when some could not be prepared; names them all
     */
    public void prepare() throws ResourceException {
        List<String> failures = new ArrayList<>();
        for (ResourceAgent agent : agents) {
            attempt(agent, "prepare", agent::prepare, failures);
        }
        raise(failures);
    }

    /**
     * Acquires the group: what does not run is started, in order.
     *
     * @throws ResourceException when a resource could not be started; the caller then has to {@link #stop} the group,
     *     for nobody knows what is left of that resource
     */
    public void start() throws ResourceException {
        log.info("Acquiring resource group: " + line.text());
        for (int i = 0; i < agents.size(); i++) {
            ResourceAgent agent = agents.get(i);
            if (agent.monitor() == ResourceStatus.RUNNING) {
                continue;
            }
            log.info("Running " + agent.command() + " start");
            try {
                agent.start();
            } catch (ResourceException | RuntimeException e) {
                log.crit("Giving up resources due to failure of "
                        + line.resources().get(i).written());
                throw new ResourceException("start of " + agent.name() + ": " + ResourceException.words(e));
            }
        }
    }

    /**
     * Releases the group in reverse order. What is stopped already stays so; a failing stop does not keep the others
     * from being tried.
     *
     * @throws ResourceException when some could not be stopped; names them all
     */
    public void stop() throws ResourceException {
        log.info("Releasing resource group: " + line.text());
        List<String> failures = new ArrayList<>();
        for (int i = agents.size() - 1; i >= 0; i--) {
            ResourceAgent agent = agents.get(i);
            log.info("Running " + agent.command() + " stop");
            attempt(agent, "stop", agent::stop, failures);
        }
        raise(failures);
    }

    /**
     * Before the node takes part: whatever is active belongs to a run that was killed, and may be served by the other
     * node meanwhile. It is told as heartbeat did and stopped.
     *
     * @throws ResourceException when some could not be stopped
     */
    public void clear() throws ResourceException {
        boolean found = false;
        for (ResourceAgent agent : agents) {
            if (agent.monitor() == ResourceStatus.RUNNING) {
                log.crit("Resource " + agent.name() + " is active, and should not be!");
                found = true;
            }
        }
        if (found) {
            log.crit("Non-idle resources can affect data integrity!");
            stop();
        }
    }

    /** Keeps alive what has a lifetime; waits for the kernel's lock on addresses. */
    public void renew(long nowNs) {
        for (ResourceAgent agent : agents) {
            agent.renew(nowNs);
        }
    }

    /** Announces the addresses anew. */
    public void reannounce() {
        agents.forEach(ResourceAgent::reannounce);
    }

    /** The daemon ends; call after {@link #stop}. */
    public void close() throws ResourceException {
        List<String> failures = new ArrayList<>();
        for (int i = agents.size() - 1; i >= 0; i--) {
            ResourceAgent agent = agents.get(i);
            attempt(agent, "close", agent::close, failures);
        }
        raise(failures);
    }

    private interface Step {
        void run() throws ResourceException;
    }

    private boolean attempt(ResourceAgent agent, String verb, Step step, List<String> failures) {
        try {
            step.run();
            return true;
        } catch (ResourceException | RuntimeException e) {
            failures.add(verb + " of " + agent.name() + ": " + ResourceException.words(e));
            return false;
        }
    }

    private static void raise(List<String> failures) throws ResourceException {
        if (!failures.isEmpty()) {
            throw new ResourceException(String.join("; ", failures));
        }
    }
}
