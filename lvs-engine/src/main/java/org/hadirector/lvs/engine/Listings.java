package org.hadirector.lvs.engine;

import java.util.ArrayList;
import java.util.List;
import org.hadirector.lvs.conn.ConnectionExpiry;
import org.hadirector.lvs.conn.ConnectionKey;
import org.hadirector.lvs.conn.ConnectionRow;
import org.hadirector.lvs.conn.ConnectionTable;
import org.hadirector.lvs.model.ForwardingMethod;
import org.hadirector.lvs.packet.Addresses;

/** What listings show, read beside the packet thread. */
final class Listings {
    private final ConnectionTable table;
    private final ServerRegistry servers;
    private final Connections connections;
    private final CallIds callIds;

    Listings(ConnectionTable table, ServerRegistry servers, Connections connections, CallIds callIds) {
        this.table = table;
        this.servers = servers;
        this.connections = connections;
        this.callIds = callIds;
    }

    static ServiceStatus service(ControlTable.Row row) {
        List<ServerStatus> all = new ArrayList<>();
        for (ServerEntry server : row.servers()) {
            all.add(new ServerStatus(
                    row.config(server),
                    server.active(),
                    server.inactive(),
                    server.persistent(),
                    server.traffic().snapshot(),
                    server.isLocal(),
                    server.hop() != null));
        }
        return new ServiceStatus(row.config(), row.entry().traffic().snapshot(), all);
    }

    LvsControl.ConnectionPage connections(int cursor, int limit, long nowNs) {
        List<ConnectionStatus> page = new ArrayList<>();
        ConnectionRow copy = new ConnectionRow();
        int rows = table.rows();
        long nowTick = ConnectionExpiry.tick(nowNs);
        int row = cursor;
        for (; row < rows && page.size() < limit; row++) {
            if (table.read(row, copy)) {
                ServerEntry server = servers.find(copy.server());
                if (server != null) {
                    page.add(status(copy, server, nowTick, callId(row, copy)));
                }
            }
        }
        return new LvsControl.ConnectionPage(page, row < rows ? row : -1);
    }

    /**
     * Looks for a connection of a server that goes by a method.
     *
     * @param from the row to begin with, where one was last time
     * @return its row, or -1 if there is none
     */
    int findUser(ServerEntry server, ForwardingMethod method, int from) {
        ConnectionRow copy = new ConnectionRow();
        int rows = table.rows();
        for (int i = 0; i < rows; i++) {
            int row = (int) ((i + (long) from) % rows);
            if (table.read(row, copy)
                    && !copy.isTemplate()
                    && copy.server() == server.id()
                    && (copy.flags() >> ConnectionTable.METHOD_SHIFT & ConnectionTable.METHOD_MASK)
                            == method.ordinal()) {
                return row;
            }
        }
        return -1;
    }

    /** The Call-ID of a template, empty if it has none or has gone meanwhile. */
    private String callId(int row, ConnectionRow copy) {
        if ((copy.flags() & ConnectionTable.CALL_ID) == 0) {
            return "";
        }
        int slot = (int) copy.clientHop();
        String text = callIds.text(slot);
        ConnectionRow again = new ConnectionRow();
        return table.read(row, again) && again.clientHop() == slot ? text : "";
    }

    private ConnectionStatus status(ConnectionRow row, ServerEntry server, long nowTick, String callId) {
        ConnectionKey key = row.key();
        // A timer that was just set shows one second less, as the kernel's do.
        long leftTicks = Math.max(0, row.deadlineTick() - (int) nowTick - 1);
        String state = row.isTemplate()
                ? row.state() == Connections.ASSURED ? "ASSURED" : "NONE"
                : connections.states(key.protocol()).name(row.state());
        boolean pseudo = row.isTemplate() && (key.virtualPort() == 0 || key.virtualPort() == Connections.RETIRED_PORT);
        boolean nowhere = server.config().method() == ForwardingMethod.BYPASS;
        int portOfServer = nowhere ? 0 : server.portFor(key.virtualPort(), row.flags());
        int port = pseudo ? key.virtualPort() : portOfServer;
        return new ConnectionStatus(
                key.protocol(),
                state,
                leftTicks / ConnectionExpiry.TICKS_PER_SECOND,
                Addresses.toInetAddress(key.clientHigh(), key.clientLow()),
                row.isTemplate() ? 0 : key.clientPort(),
                Addresses.toInetAddress(key.virtualHigh(), key.virtualLow()),
                key.virtualPort(),
                server.config().address(),
                port,
                row.isTemplate(),
                callId.isEmpty() ? "" : CallIds.ENGINE,
                callId);
    }
}
