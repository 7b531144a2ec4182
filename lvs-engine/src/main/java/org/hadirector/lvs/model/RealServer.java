package org.hadirector.lvs.model;

import java.net.InetAddress;

/**
 * A real server of a virtual service; address and port are its key.
 *
 * @param port 1–65535; with direct routing and tunnelling always the service's port
 * @param weight 0–65535; 0 means quiescent: no new connections
 * @param upperThreshold connections from which no new ones are sent, 0 for no limit
 * @param lowerThreshold connections below which new ones are sent again, 0 for three quarters of the upper one
 */
public record RealServer(
        InetAddress address, int port, ForwardingMethod method, int weight, long upperThreshold, long lowerThreshold) {

    /** A server without thresholds. */
    public RealServer(InetAddress address, int port, ForwardingMethod method, int weight) {
        this(address, port, method, weight, 0, 0);
    }

    public RealServer withWeight(int newWeight) {
        return new RealServer(address, port, method, newWeight, upperThreshold, lowerThreshold);
    }
}
