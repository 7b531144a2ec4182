package org.hadirector.lvs.schedule;

/** A real server as a scheduler sees it. */
public interface Destination {
    /** 0 for quiescent. */
    int weight();

    /** The last weight that was not 0; 0 if it always was since the server was added. */
    int lastWeight();

    /** The server's address, upper half ({@code lvs.packet.Addresses}). */
    long addressHigh();

    /** The server's address, lower half. */
    long addressLow();

    /** The server's port; 0 for that of the packet. */
    int port();

    /** Whether the server is in the table; a scheduler that remembers servers may hold deleted ones. */
    boolean isPresent();

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
