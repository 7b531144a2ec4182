package org.hadirector.heartbeat.sim;

import org.hadirector.heartbeat.decide.CoreSettings;
import org.hadirector.heartbeat.decide.TakeoverCore;
import org.hadirector.heartbeat.link.BootId;
import org.hadirector.heartbeat.link.ReplayWindow;

/** Makes the core of a node that starts. */
@FunctionalInterface
public interface CoreFactory {
    /** @param startNs the node's monotonic time */
    TakeoverCore create(CoreSettings settings, long startNs);

    /** The id of the node's next run, as {@link BootId#next}. */
    default long bootId(long former, long epochSeconds, int random) {
        return BootId.next(former, epochSeconds, random);
    }

    /** What lets each beat pass once on a link of the node. */
    default ReplayWindow replayWindow() {
        return new ReplayWindow();
    }
}
