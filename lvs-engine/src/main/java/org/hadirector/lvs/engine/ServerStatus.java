package org.hadirector.lvs.engine;

import org.hadirector.lvs.model.RealServer;

/**
 * A real server as listed.
 *
 * @param active connections in an active state
 * @param inactive other connections
 * @param persistent templates that lead here
 * @param isLocal whether the address is this machine's
 * @param hasNextHop whether its MAC address is known
 */
public record ServerStatus(
        RealServer server,
        int active,
        int inactive,
        int persistent,
        Traffic traffic,
        boolean isLocal,
        boolean hasNextHop) {
    /** Whether packets for it get anywhere. */
    public boolean isReachable() {
        return isLocal || hasNextHop;
    }
}
