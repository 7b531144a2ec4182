package org.hadirector.lvs.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.hadirector.lvs.conn.ConnectionExpiry;
import org.hadirector.lvs.conn.ConnectionKey;
import org.hadirector.lvs.conn.ConnectionRow;
import org.hadirector.lvs.conn.ConnectionTable;
import org.hadirector.lvs.model.ForwardingMethod;

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

    /** As {@link LvsControl#connections}; allocates nothing for a connection. */
    int connections(int cursor, int limit, long nowNs, Consumer<ConnectionStatus> reader) {
        ConnectionRow copy = new ConnectionRow();
        ConnectionStatus status = new ConnectionStatus();
        int rows = table.rows();
        long nowTick = ConnectionExpiry.tick(nowNs);
        int row = cursor;
        for (int told = 0; row < rows && told < limit; row++) {
            if (table.read(row, copy)) {
                ServerEntry server = servers.find(copy.server());
                if (server != null) {
                    fill(status, copy, server, nowTick, callId(row, copy));
                    reader.accept(status);
                    told++;
                }
            }
        }
        return row < rows ? row : -1;
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

    private void fill(ConnectionStatus into, ConnectionRow row, ServerEntry server, long nowTick, String callId) {
        ConnectionKey key = row.key();
        into.protocol = key.protocol();
        into.state = row.isTemplate()
                ? row.state() == Connections.ASSURED ? "ASSURED" : "NONE"
                : connections.states(key.protocol()).name(row.state());
        // A timer that was just set shows one second less, as the kernel's do.
        long leftTicks = Math.max(0, row.deadlineTick() - (int) nowTick - 1);
        into.secondsLeft = leftTicks / ConnectionExpiry.TICKS_PER_SECOND;
        into.clientHigh = key.clientHigh();
        into.clientLow = key.clientLow();
        into.clientPort = row.isTemplate() ? 0 : key.clientPort();
        into.virtualHigh = key.virtualHigh();
        into.virtualLow = key.virtualLow();
        into.virtualPort = key.virtualPort();
        into.serverAddress = server.config().address();
        into.serverPort = serverPort(row, server);
        into.template = row.isTemplate();
        into.engine = callId.isEmpty() ? "" : CallIds.ENGINE;
        into.engineData = callId;
    }

    private static int serverPort(ConnectionRow row, ServerEntry server) {
        int port = row.key().virtualPort();
        if (row.isTemplate() && (port == 0 || port == Connections.RETIRED_PORT)) {
            return port;
        }
        boolean nowhere = server.config().method() == ForwardingMethod.BYPASS;
        return nowhere ? 0 : server.portFor(port, row.flags());
    }
}
