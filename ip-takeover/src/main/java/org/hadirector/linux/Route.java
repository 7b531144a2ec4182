package org.hadirector.linux;

import java.net.InetAddress;

/**
 * Where the kernel would send a packet.
 *
 * @param device the way out; {@code lo} for an address of this machine
 * @param gateway the next hop, null when the destination is a neighbour
 * @param source the source address the kernel would choose, null when it names none
 * @param local the destination is this machine
 * @param mtu largest packet that this route takes, bytes, when it is told to be another than the device's; else 0
 */
public record Route(String device, InetAddress gateway, InetAddress source, boolean local, int mtu) {
    /** A route that takes what its device takes. */
    public Route(String device, InetAddress gateway, InetAddress source, boolean local) {
        this(device, gateway, source, local, 0);
    }
}
