package org.hadirector.lvs.conn;

/**
 * What identifies a connection: protocol, client and virtual address with their ports, addresses as two longs
 * ({@code lvs.packet.Addresses}). Mutable, so that one instance serves all packets of a thread.
 */
public final class ConnectionKey {
    private int protocol;
    private long clientHigh;
    private long clientLow;
    private int clientPort;
    private long virtualHigh;
    private long virtualLow;
    private int virtualPort;

    public ConnectionKey protocol(int newProtocol) {
        protocol = newProtocol;
        return this;
    }

    public ConnectionKey client(long high, long low, int port) {
        clientHigh = high;
        clientLow = low;
        clientPort = port;
        return this;
    }

    public ConnectionKey virtual(long high, long low, int port) {
        virtualHigh = high;
        virtualLow = low;
        virtualPort = port;
        return this;
    }

    public int protocol() {
        return protocol;
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
}
