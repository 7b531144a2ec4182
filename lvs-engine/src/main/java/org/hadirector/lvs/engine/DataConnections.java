package org.hadirector.lvs.engine;

import org.hadirector.lvs.conn.ConnectionKey;
import org.hadirector.lvs.conn.ConnectionTable;
import org.hadirector.lvs.helper.Expectations;
import org.hadirector.lvs.packet.PacketView;
import org.hadirector.lvs.protocol.TcpStates;

/**
 * The connections that a helper expects (ip_vs_ftp's NO_CPORT entries and their active counterparts): in the table, in
 * state LISTEN, controlled by the control connection, which does not end before them. Belongs to the packet thread.
 */
final class DataConnections implements Expectations {
    private static final int ANY_PORT = 0;

    private final Connections connections;
    private final ConnectionKey key = new ConnectionKey();
    private final ConnectionKey ended = new ConnectionKey();
    private int waiting; // expected rows whose client port is not known

    DataConnections(Connections connections) {
        this.connections = connections;
    }

    /** The expected connection that this packet opens, now with its client's port, or {@link ConnectionTable#NONE}. */
    int arrive(ConnectionKey packet) {
        if (waiting == 0 || packet.protocol() != PacketView.TCP) {
            return ConnectionTable.NONE;
        }
        key.protocol(packet.protocol())
                .client(packet.clientHigh(), packet.clientLow(), ANY_PORT)
                .virtual(packet.virtualHigh(), packet.virtualLow(), packet.virtualPort());
        int row = connections.find(key);
        if (row == ConnectionTable.NONE || !isWaiting(row)) {
            return ConnectionTable.NONE;
        }
        waiting--;
        connections.table().clientPort(row, packet.clientPort());
        return row;
    }

    @Override
    public int passive(int control, int port) {
        return expect(control, ANY_PORT, port, ConnectionTable.SAME_PORT);
    }

    @Override
    public int active(int control, int clientPort) {
        return expect(control, clientPort, connections.table().virtualPort(control) - 1, ConnectionTable.PORT_BELOW);
    }

    private int expect(int control, int clientPort, int virtualPort, int portFlag) {
        ConnectionTable table = connections.table();
        table.key(control, key);
        key.client(key.clientHigh(), key.clientLow(), clientPort)
                .virtual(key.virtualHigh(), key.virtualLow(), virtualPort);
        int row = connections.find(key);
        if (row != ConnectionTable.NONE) {
            boolean again = table.is(row, portFlag) && table.control(row) == control;
            if (again) {
                connections.listen(row);
            }
            return again ? row : ConnectionTable.NONE;
        }
        row = connections.createExpected(key, control, portFlag);
        waiting += row != ConnectionTable.NONE && clientPort == ANY_PORT ? 1 : 0;
        return row;
    }

    @Override
    public boolean isPending(int row, int control) {
        ConnectionTable table = connections.table();
        return table.isLive(row)
                && table.is(row, ConnectionTable.SAME_PORT | ConnectionTable.PORT_BELOW)
                && table.control(row) == control
                && table.state(row) == TcpStates.LISTEN;
    }

    @Override
    public void cancel(int row) {
        connections.drop(row);
    }

    /** A connection leaves the table. */
    void ended(int row) {
        waiting -= isWaiting(row) ? 1 : 0;
    }

    private boolean isWaiting(int row) {
        ConnectionTable table = connections.table();
        if (!table.is(row, ConnectionTable.SAME_PORT) || table.is(row, ConnectionTable.TEMPLATE)) {
            return false;
        }
        table.key(row, ended);
        int control = table.control(row);
        return ended.clientPort() == ANY_PORT
                && control != ConnectionTable.NONE
                && table.is(control, ConnectionTable.HELPED);
    }
}
