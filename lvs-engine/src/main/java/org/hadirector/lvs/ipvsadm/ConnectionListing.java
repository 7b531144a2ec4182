package org.hadirector.lvs.ipvsadm;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.hadirector.lvs.engine.ConnectionStatus;
import org.hadirector.lvs.engine.LvsControl;

/** The listing of connections ({@code -L -c}), a part at a time. */
final class ConnectionListing {
    private final Names names;
    private final boolean withEngine;
    private final Function<InetAddress, String> host;
    /** Few, and each has many connections. */
    private final Map<InetAddress, String> servers = new HashMap<>();

    ConnectionListing(Names names, boolean withEngine) {
        this.names = names;
        this.withEngine = withEngine;
        host = names::host;
    }

    /**
     * Appends a part; by number nothing is left of a line but its text.
     *
     * @param from 0, then what this returned
     * @return where the next part begins, -1 if this was the last
     */
    int part(LvsControl control, int from, StringBuilder out) {
        String head = "IPVS connection entries\n"
                + "pro expire state       source             virtual            destination"
                + (withEngine ? "        pe name          pe_data\n" : "\n");
        return ConnectionPage.append(control, from, head, connection -> row(connection, out), out);
    }

    private void row(ConnectionStatus connection, StringBuilder text) {
        int protocol = connection.protocol();
        int begin = text.length();
        text.append(Names.protocol(protocol));
        end(text, begin, 3);
        begin = text.length();
        twoDigits(text, connection.secondsLeft() / 60);
        text.append(':');
        twoDigits(text, connection.secondsLeft() % 60);
        end(text, begin, 6);
        begin = text.length();
        text.append(connection.state());
        end(text, begin, 11);
        begin = text.length();
        names.endpoint(text, connection.clientHigh(), connection.clientLow(), connection.clientPort(), protocol);
        end(text, begin, 18);
        begin = text.length();
        names.endpoint(text, connection.virtualHigh(), connection.virtualLow(), connection.virtualPort(), protocol);
        end(text, begin, 18);
        begin = text.length();
        text.append(servers.computeIfAbsent(connection.serverAddress(), host));
        names.port(text, connection.serverPort(), protocol);
        if (withEngine && !connection.engine().isEmpty()) {
            end(text, begin, 16);
            begin = text.length();
            text.append(connection.engine());
            end(text, begin, 18);
            text.append(connection.engineData());
        }
        text.append('\n');
    }

    private static void twoDigits(StringBuilder text, long number) {
        text.append(number < 10 ? "0" : "").append(number);
    }

    /** Of a column, and the blank between it and the next. */
    private static void end(StringBuilder text, int begin, int width) {
        Columns.fill(text, begin, width);
        text.append(' ');
    }
}
