package org.hadirector.lvs.schedule;

/** A real server as a scheduler sees it. */
public interface Destination {
    /** 0 for quiescent. */
    int weight();

    /** Connections in an active state. */
    int active();

    /** Other connections, without templates. */
    int inactive();

    /** Whether the upper threshold was reached and the lower one not yet again. */
    boolean isOverloaded();

    /** Whether new connections may be sent at all: some weight, not overloaded. */
    default boolean isAvailable() {
        return weight() > 0 && !isOverloaded();
    }

    /** The load as the lc family counts it: an active connection weighs as much as 256 inactive ones. */
    default long overhead() {
        return ((long) active() << 8) + inactive();
    }
}
