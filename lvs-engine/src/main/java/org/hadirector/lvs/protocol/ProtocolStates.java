package org.hadirector.lvs.protocol;

import org.hadirector.lvs.packet.PacketView;

/** The states of one protocol's connections. */
public interface ProtocolStates {
    /** The state after a packet. */
    int next(int state, Direction direction, PacketView packet);

    /** Whether connections in this state count as active. */
    boolean isActive(int state);

    /** Seconds a connection stays in this state without packets. */
    int timeoutSeconds(int state);

    /** The word in the listing. */
    String name(int state);
}
