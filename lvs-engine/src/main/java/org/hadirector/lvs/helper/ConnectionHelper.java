package org.hadirector.lvs.helper;

import org.hadirector.lvs.packet.PacketView;

/**
 * Looks into masqueraded connections of one application. Called on the packet thread for every packet of a connection
 * that it {@link #helps}, after the connection's state was updated and before addresses are translated; a packet with
 * nothing to rewrite costs no allocation.
 */
public interface ConnectionHelper {
    /** Whether a new connection to this virtual port is this helper's. */
    boolean helps(int protocol, int virtualPort);

    /**
     * A client's packet, to the virtual address still.
     *
     * @param row of the connection
     * @return false if nobody may get the packet; the helper has counted why
     */
    boolean fromClient(int row, PacketView packet, Expectations expectations);

    /** A server's packet, from its own address still; otherwise as {@link #fromClient}. */
    boolean fromServer(int row, PacketView packet, Expectations expectations);

    /** The connection has ended; its row may be given to another. */
    void ended(int row);
}
