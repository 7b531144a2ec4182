package org.hadirector.resource.agent;

import org.hadirector.resource.ResourceAgent;
import org.hadirector.resource.ResourceException;
import org.hadirector.resource.ResourceLog;

/**
 * A resource whose script is not on this node: it is never active here and cannot be started, so that its group moves
 * to the node that has the script.
 */
final class MissingAgent implements ResourceAgent {
    private final AgentName name;
    private final String script;
    private final ResourceLog log;

    MissingAgent(AgentName name, String script, ResourceLog log) {
        this.name = name;
        this.script = script;
        this.log = log;
    }

    @Override
    public String name() {
        return name.name();
    }

    @Override
    public String command() {
        return name.command();
    }

    @Override
    public void start() throws ResourceException {
        String text = "Cannot locate resource script " + script;
        log.error(text);
        throw new ResourceException(text);
    }

    /** What cannot be started need not be stopped; heartbeat tries eleven times. */
    @Override
    public void stop() {
        log.warn("Cannot locate resource script " + script);
    }

    @Override
    public ResourceStatus monitor() {
        return ResourceStatus.STOPPED;
    }

    /** A node that cannot start it takes nothing back. */
    @Override
    public boolean useful() {
        return false;
    }
}
