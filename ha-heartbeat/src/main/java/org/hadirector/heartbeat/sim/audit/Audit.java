package org.hadirector.heartbeat.sim.audit;

import org.hadirector.heartbeat.decide.CoreEvent;
import org.hadirector.heartbeat.sim.SimNode;
import org.hadirector.heartbeat.sim.SimPair;

/** One invariant. */
interface Audit {
    /** What is wrong now, or null. */
    String check(SimPair pair);

    /** What is wrong with something a core just told, or null. */
    default String told(SimPair pair, SimNode node, CoreEvent event) {
        return null;
    }
}
