package org.hadirector.lvs.model;

import java.net.InetAddress;
import java.util.List;

/**
 * A real server of a virtual service; address and port are its key.
 *
 * @param port 1–65535; with direct routing and tunnelling always the service's port
 * @param weight 0 to 2^31-1; 0 means quiescent: no new connections
 * @param upperThreshold connections from which no new ones are sent, 0 for no limit
 * @param lowerThreshold connections below which new ones are sent again, 0 for three quarters of the upper one
 * @param tunnel how packets are wrapped; {@link Tunnel#IPIP} when the method is not tunnelling
 */
public record RealServer(
        InetAddress address,
        int port,
        ForwardingMethod method,
        int weight,
        long upperThreshold,
        long lowerThreshold,
        Tunnel tunnel) {

    /** A server with thresholds that is not behind a particular tunnel. */
    public RealServer(
            InetAddress address,
            int port,
            ForwardingMethod method,
            int weight,
            long upperThreshold,
            long lowerThreshold) {
        this(address, port, method, weight, upperThreshold, lowerThreshold, Tunnel.IPIP);
    }

    /** A server without thresholds. */
    public RealServer(InetAddress address, int port, ForwardingMethod method, int weight) {
        this(address, port, method, weight, 0, 0, Tunnel.IPIP);
    }

    public RealServer withWeight(int newWeight) {
        return new RealServer(address, port, method, newWeight, upperThreshold, lowerThreshold, tunnel);
    }

    /** Whether both are the same server: address and port. */
    public boolean sameServer(RealServer other) {
        return port == other.port && address.equals(other.address);
    }

    // What the compiler makes of a record is put together at its first call, in milliseconds (decisions/0011).
    @Override
    public boolean equals(Object other) {
        return other instanceof RealServer it && parts().equals(it.parts());
    }

    @Override
    public int hashCode() {
        return parts().hashCode();
    }

    private List<Object> parts() {
        return List.of(address, port, method, weight, upperThreshold, lowerThreshold, tunnel);
    }
}
