package org.hadirector.heartbeat.sim;

import org.hadirector.heartbeat.decide.CoreSettings;
import org.hadirector.heartbeat.decide.TakeoverCore;
import org.hadirector.heartbeat.link.BootId;

/** Makes the core of a node that starts. */
@FunctionalInterface
public interface CoreFactory {
    /** @param startNs the node's monotonic time */
    TakeoverCore create(CoreSettings settings, long startNs);

    /** The id of the node's next run, as {@link BootId#next}. */
    default long bootId(long former, long epochSeconds, int random) {
        return BootId.next(former, epochSeconds, random);
    }
}
