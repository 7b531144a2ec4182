package org.hadirector.lvs.ipvsadm;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;
import org.hadirector.lvs.engine.ConnectionStatus;
import org.hadirector.lvs.engine.LvsControl;

/** {@code /proc/net/ip_vs_conn} and {@code ip_vs_conn_sync} (linux ip_vs_conn.c), a part at a time. */
final class ProcConnections {
    private final boolean withOrigin;
    /** Few, and each has many connections. */
    private final Map<InetAddress, String> servers = new HashMap<>();

    /** @param withOrigin whether each row says where the connection was learned: always {@code LOCAL} here */
    ProcConnections(boolean withOrigin) {
        this.withOrigin = withOrigin;
    }

    /**
     * Appends a part; nothing is left of a line but its text.
     *
     * @param from 0, then what this returned
     * @return where the next part begins, -1 if this was the last
     */
    int part(LvsControl control, int from, StringBuilder out) {
        String head = "Pro FromIP   FPrt ToIP     TPrt DestIP   DPrt State       "
                + (withOrigin ? "Origin Expires\n" : "Expires PEName PEData\n");
        return ConnectionPage.append(control, from, head, connection -> row(connection, out), out);
    }

    private void row(ConnectionStatus connection, StringBuilder text) {
        int begin = text.length();
        text.append(Names.protocol(connection.protocol()));
        Columns.fill(text, begin, 3);
        text.append(' ');
        ProcTable.plain(text, connection.clientHigh(), connection.clientLow());
        port(text, connection.clientPort());
        ProcTable.plain(text, connection.virtualHigh(), connection.virtualLow());
        port(text, connection.virtualPort());
        text.append(servers.computeIfAbsent(connection.serverAddress(), ProcTable::plain));
        port(text, connection.serverPort());
        begin = text.length();
        text.append(connection.state());
        Columns.fill(text, begin, 11);
        text.append(withOrigin ? " LOCAL  " : " ");
        Columns.right(text, connection.secondsLeft(), 7);
        text.append('\n');
    }

    private static void port(StringBuilder text, int port) {
        text.append(' ');
        Columns.hex(text, port, 4, Columns.UPPER);
        text.append(' ');
    }
}
