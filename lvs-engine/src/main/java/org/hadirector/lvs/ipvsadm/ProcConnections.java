package org.hadirector.lvs.ipvsadm;

import java.util.Locale;
import org.hadirector.lvs.engine.ConnectionStatus;
import org.hadirector.lvs.engine.LvsControl;

/** {@code /proc/net/ip_vs_conn} and {@code ip_vs_conn_sync} (linux ip_vs_conn.c), a part at a time. */
final class ProcConnections {
    private final boolean withOrigin;

    /** @param withOrigin whether each row says where the connection was learned: always {@code LOCAL} here */
    ProcConnections(boolean withOrigin) {
        this.withOrigin = withOrigin;
    }

    ListingPart part(LvsControl control, int from) {
        String head = "Pro FromIP   FPrt ToIP     TPrt DestIP   DPrt State       "
                + (withOrigin ? "Origin Expires\n" : "Expires PEName PEData\n");
        return ListingPart.of(control, from, head, this::row);
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
