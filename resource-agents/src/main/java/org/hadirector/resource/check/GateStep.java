package org.hadirector.resource.check;

import org.hadirector.lvs.model.RealServer;

/** What the gate wants done, in order. */
public sealed interface GateStep {
    /** A change of the service table, and the line that tells of it. */
    record Change(Operation operation, RealServer server, String log) implements GateStep {}

    /** A line for the log; the table stays as it is. */
    record Note(String log) implements GateStep {}

    /** The fallback took over ({@code start}) or is no longer needed: {@code fallbackcommand}'s moment. */
    record FallbackTurned(boolean start) implements GateStep {}

    /** {@code ipvsadm -a}, {@code -e}, {@code -d}. */
    enum Operation {
        ADD,
        EDIT,
        DELETE
    }
}
