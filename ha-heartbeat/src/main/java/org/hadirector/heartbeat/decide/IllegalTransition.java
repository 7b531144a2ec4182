package org.hadirector.heartbeat.decide;

import org.hadirector.heartbeat.link.GroupStatus.OwnerState;

/** A state change that the table of {@link RoleTransition} does not know: a defect of the core, never of the world. */
public final class IllegalTransition extends IllegalStateException {
    private final OwnerState from;
    private final OwnerState to;

    IllegalTransition(String group, OwnerState from, OwnerState to, String reason) {
        super(group + ": no transition from " + from + " to " + to + " (" + reason + ")");
        this.from = from;
        this.to = to;
    }

    /** The state that was left alone. */
    public OwnerState from() {
        return from;
    }

    /** The state that was asked for. */
    public OwnerState to() {
        return to;
    }
}
