package org.hadirector.lvs.ipvsadm;

import java.util.Locale;
import org.hadirector.lvs.engine.ConnectionStatus;
import org.hadirector.lvs.engine.LvsControl;

/** The listing of connections ({@code -L -c}), a part at a time. */
final class ConnectionListing {
    private final Names names;
    private final boolean withEngine;

    ConnectionListing(Names names, boolean withEngine) {
        this.names = names;
        this.withEngine = withEngine;
    }

    ListingPart part(LvsControl control, int from) {
        String head = "IPVS connection entries\n"
                + "pro expire state       source             virtual            destination"
                + (withEngine ? "        pe name          pe_data\n" : "\n");
        return ListingPart.of(control, from, head, this::row);
    }

    private void row(ConnectionStatus connection, StringBuilder text) {
        int protocol = connection.protocol();
        boolean engine = withEngine && !connection.engine().isEmpty();
        text.append(String.format(
                Locale.ROOT,
                engine ? "%-3s %-6s %-11s %-18s %-18s %-16s %-18s %s\n" : "%-3s %-6s %-11s %-18s %-18s %s\n",
                Names.protocol(protocol),
                String.format(Locale.ROOT, "%02d:%02d", connection.secondsLeft() / 60, connection.secondsLeft() % 60),
                connection.state(),
                names.endpoint(connection.clientAddress(), connection.clientPort(), protocol),
                names.endpoint(connection.virtualAddress(), connection.virtualPort(), protocol),
                names.endpoint(connection.serverAddress(), connection.serverPort(), protocol),
                connection.engine(),
                connection.engineData()));
    }
}
