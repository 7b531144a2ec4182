package org.hadirector.lvs.helper;

import org.hadirector.lvs.conn.ConnectionTable;

/**
 * Data connections that a control connection has announced. One that is expected stands in the connection table in
 * state LISTEN, controlled by its control connection, until its first packet comes or 120 s are over.
 */
public interface Expectations {
    /**
     * The client may connect, from any port, to this port of the virtual address and reaches the same port of the
     * server.
     *
     * @return its row, or {@link ConnectionTable#NONE} if there is no room or another connection has that place
     */
    int passive(int control, int port);

    /**
     * The server may connect, from one below its control port, to this port of the client, which sees one below the
     * virtual control port.
     *
     * @return as {@link #passive}
     */
    int active(int control, int clientPort);

    /** Whether the expected connection is still expected: not taken, not over. */
    boolean isPending(int row, int control);

    /** Forgets an expected connection. */
    void cancel(int row);
}
