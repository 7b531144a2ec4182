package org.hadirector.heartbeat.sim;

import org.hadirector.heartbeat.decide.CoreSettings;
import org.hadirector.heartbeat.decide.TakeoverCore;

/** Makes the core of a node that starts. */
@FunctionalInterface
public interface CoreFactory {
    /** @param startNs the node's monotonic time */
    TakeoverCore create(CoreSettings settings, long startNs);
}
