package org.hadirector.lvs.protocol;

import org.hadirector.lvs.packet.PacketView;

/** The states of one protocol's connections: what packets do to them, and what each is worth. */
public interface ProtocolStates {
    /** What may become of a connection when memory runs short (linux ip_vs_conn.c, ip_vs_random_dropentry). */
    enum Worth {
        /** Half open: nothing is lost. */
        NONE,
        /** May go if it was idle for a minute and never had many packets. */
        LITTLE,
        /** Stays. */
        KEPT
    }

    /** The state after a packet. */
    int next(int state, Direction direction, PacketView packet);

    /** Whether connections in this state count as active. */
    boolean isActive(int state);

    /** Seconds a connection stays in this state without packets. */
    int timeoutSeconds(int state);

    /** The word in the listing. */
    String name(int state);

    /** Whether a packet of no connection may open one. */
    boolean mayOpen(PacketView packet);

    /** Whether a packet says that its sender begins anew, even if a connection of its ports is known. */
    boolean isFirst(PacketView packet);

    /**
     * Whether a connection is so far gone that a {@link #isFirst first} packet begins another one.
     *
     * @param mode {@code conn_reuse_mode}, not 0
     * @param noReplies the server's packets are not seen
     */
    boolean isOver(int state, int mode, boolean noReplies);

    /**
     * Whether a packet that led from one state to another shows that the server serves: its template is worth keeping.
     */
    boolean assures(int before, int after, Direction direction);

    Worth worth(int state);
}
