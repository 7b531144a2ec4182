package org.hadirector.lvs.ipvsadm;

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

    /** Put together by hand: String.format makes more garbage than text, and there may be a million rows. */
    private void row(ConnectionStatus connection, StringBuilder text) {
        int protocol = connection.protocol();
        cell(text, Names.protocol(protocol), 3);
        cell(text, twoDigits(connection.secondsLeft() / 60) + ":" + twoDigits(connection.secondsLeft() % 60), 6);
        cell(text, connection.state(), 11);
        cell(text, names.endpoint(connection.clientAddress(), connection.clientPort(), protocol), 18);
        cell(text, names.endpoint(connection.virtualAddress(), connection.virtualPort(), protocol), 18);
        String server = names.endpoint(connection.serverAddress(), connection.serverPort(), protocol);
        if (withEngine && !connection.engine().isEmpty()) {
            cell(text, server, 16);
            cell(text, connection.engine(), 18);
            text.append(connection.engineData());
        } else {
            text.append(server);
        }
        text.append('\n');
    }

    private static String twoDigits(long number) {
        return number < 10 ? "0" + number : Long.toString(number);
    }

    /** What stands in a column, and the blank between it and the next. */
    private static void cell(StringBuilder text, String content, int width) {
        text.append(content);
        for (int i = Math.min(content.length(), width); i <= width; i++) {
            text.append(' ');
        }
    }
}
