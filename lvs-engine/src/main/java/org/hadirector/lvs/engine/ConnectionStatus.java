package org.hadirector.lvs.engine;

import java.net.InetAddress;

/**
 * A connection or template as listed. One instance stands for all connections of a page, one after another: whoever
 * wants to keep something of it copies that. Addresses are the two halves of {@code lvs.packet.Addresses}.
 */
public final class ConnectionStatus {
    int protocol;
    String state;
    long secondsLeft;
    long clientHigh;
    long clientLow;
    int clientPort;
    long virtualHigh;
    long virtualLow;
    int virtualPort;
    InetAddress serverAddress;
    int serverPort;
    boolean template;
    String engine;
    String engineData;

    ConnectionStatus() {}

    /** IP protocol number, 0 for the template of a firewall mark. */
    public int protocol() {
        return protocol;
    }

    /** The name of its state. */
    public String state() {
        return state;
    }

    /** Until it ends, rounded down. */
    public long secondsLeft() {
        return secondsLeft;
    }

    public long clientHigh() {
        return clientHigh;
    }

    public long clientLow() {
        return clientLow;
    }

    public int clientPort() {
        return clientPort;
    }

    public long virtualHigh() {
        return virtualHigh;
    }

    public long virtualLow() {
        return virtualLow;
    }

    public int virtualPort() {
        return virtualPort;
    }

    /** The server's own instance: connections of one server have the same one. */
    public InetAddress serverAddress() {
        return serverAddress;
    }

    public int serverPort() {
        return serverPort;
    }

    public boolean isTemplate() {
        return template;
    }

    /** Persistence engine of a template that it named, else empty. */
    public String engine() {
        return engine;
    }

    /** What the persistence engine keeps the client by, such as a Call-ID. */
    public String engineData() {
        return engineData;
    }
}
