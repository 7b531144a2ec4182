package org.hadirector.heartbeat.sim.fault;

import java.util.ArrayList;
import java.util.List;

/** What goes wrong in a run, and when it is mended. */
public record FaultPlan(List<Fault> faults) {
    public FaultPlan {
        faults = List.copyOf(faults);
    }

    /** Without the faults from {@code from} (inclusive) to {@code until} (exclusive). */
    public FaultPlan without(int from, int until) {
        List<Fault> rest = new ArrayList<>(faults.subList(0, from));
        rest.addAll(faults.subList(until, faults.size()));
        return new FaultPlan(rest);
    }

    /** With another fault at a place. */
    public FaultPlan with(int index, Fault other) {
        List<Fault> changed = new ArrayList<>(faults);
        changed.set(index, other);
        return new FaultPlan(changed);
    }
}
