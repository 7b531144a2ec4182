package org.hadirector.lvs.engine;

import java.net.InetAddress;

/**
 * A connection or template as listed.
 *
 * @param protocol IP protocol number, 0 for the template of a firewall mark
 * @param state its name
 * @param secondsLeft until it ends, rounded down
 * @param engine persistence engine of a template that it named, else empty
 * @param engineData what the persistence engine keeps the client by, such as a Call-ID
 */
public record ConnectionStatus(
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
        String engineData) {}
