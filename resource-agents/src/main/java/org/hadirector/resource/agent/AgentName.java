package org.hadirector.resource.agent;

import org.hadirector.resource.config.ResourceSpec;

/**
 * What an agent is called.
 *
 * @param name {@code script::arg::arg}
 * @param command {@code /path/script arg arg}, as heartbeat logs it
 */
public record AgentName(String name, String command) {
    /** The name of a resource whose script is (or would be) at this path. */
    public static AgentName of(ResourceSpec spec, String script) {
        return new AgentName(spec.name(), script + " " + String.join(" ", spec.args()));
    }
}
