package org.hadirector.lvs.path;

/**
 * How a frame reaches a real server on its LAN.
 *
 * @param interfaceIndex the interface that sends it
 * @param source MAC of that interface, low 48 bits
 * @param destination MAC of the real server (or of the gateway towards it), low 48 bits
 * @param mtu largest IP packet on the way, bytes: the route's, else the interface's
 * @param addressHigh our own address towards it, upper half ({@code lvs.packet.Addresses}): the source of what we wrap;
 *     both halves 0 when unknown
 * @param addressLow lower half
 */
public record NextHop(int interfaceIndex, long source, long destination, int mtu, long addressHigh, long addressLow) {
    /** MTU of Ethernet without jumbo frames. */
    public static final int ETHERNET_MTU = 1500;

    /** A hop on plain Ethernet, from no known address. */
    public NextHop(int interfaceIndex, long source, long destination) {
        this(interfaceIndex, source, destination, ETHERNET_MTU, 0, 0);
    }

    /** Whether our own address towards the server is known. */
    public boolean hasAddress() {
        return addressHigh != 0 || addressLow != 0;
    }
}
