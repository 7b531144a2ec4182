package org.hadirector.lvs.ipvsadm;

import java.util.Locale;
import org.hadirector.lvs.engine.ConnectionStatus;
import org.hadirector.lvs.engine.LvsControl;

/** {@code /proc/net/ip_vs_conn} and {@code ip_vs_conn_sync} (linux ip_vs_conn.c), read page by page. */
final class ProcConnections {
    private static final int PAGE = 4096;

    private final boolean withOrigin;

    /** @param withOrigin whether each row says where the connection was learned: always {@code LOCAL} here */
    ProcConnections(boolean withOrigin) {
        this.withOrigin = withOrigin;
    }

    String of(LvsControl control) {
        StringBuilder text = new StringBuilder("Pro FromIP   FPrt ToIP     TPrt DestIP   DPrt State       ");
        text.append(withOrigin ? "Origin Expires\n" : "Expires PEName PEData\n");
        int cursor = 0;
        do {
            LvsControl.ConnectionPage page = control.connections(cursor, PAGE);
            page.connections().forEach(connection -> row(connection, text));
            cursor = page.next();
        } while (cursor >= 0);
        return text.toString();
    }

    private void row(ConnectionStatus connection, StringBuilder text) {
        text.append(String.format(
                Locale.ROOT,
                "%-3s %s %04X %s %04X %s %04X %-11s %s%7d\n",
                Names.protocol(connection.protocol()),
                ProcTable.plain(connection.clientAddress()),
                connection.clientPort(),
                ProcTable.plain(connection.virtualAddress()),
                connection.virtualPort(),
                ProcTable.plain(connection.serverAddress()),
                connection.serverPort(),
                connection.state(),
                withOrigin ? "LOCAL  " : "",
                connection.secondsLeft()));
    }
}
