package org.hadirector.lvs.engine;

import java.net.InetAddress;
import org.hadirector.lvs.packet.Addresses;

/** What a {@link ConnectionStatus} told, to be looked at later. */
public record ListedConnection(
        int protocol,
        String state,
        long secondsLeft,
        InetAddress clientAddress,
        int clientPort,
        InetAddress virtualAddress,
        int virtualPort,
        InetAddress serverAddress,
        int serverPort,
        boolean isTemplate,
        String engine,
        String engineData) {
    static ListedConnection of(ConnectionStatus status) {
        return new ListedConnection(
                status.protocol(),
                status.state(),
                status.secondsLeft(),
                Addresses.toInetAddress(status.clientHigh(), status.clientLow()),
                status.clientPort(),
                Addresses.toInetAddress(status.virtualHigh(), status.virtualLow()),
                status.virtualPort(),
                status.serverAddress(),
                status.serverPort(),
                status.isTemplate(),
                status.engine(),
                status.engineData());
    }
}
