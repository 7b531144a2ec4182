package org.hadirector.heartbeat.config;

import java.util.List;
import java.util.Map;

/**
 * What ha.cf says about everything around the heartbeat itself.
 *
 * @param children programs that run beside the daemon, in the order of the file
 * @param apiRules who may ask it, heartbeat's own rules included
 * @param environment of the resource scripts, names with {@code HA_} in front
 */
public record Services(List<ClientChild> children, List<ApiRule> apiRules, Map<String, String> environment) {
    public Services {
        children = List.copyOf(children);
        apiRules = List.copyOf(apiRules);
        environment = Map.copyOf(environment);
    }

    /** Whether connectivity decides too: {@code respawn USER …/ipfail}. */
    public boolean ipfail() {
        return children.stream().anyMatch(ClientChild::isIpfail);
    }
}
