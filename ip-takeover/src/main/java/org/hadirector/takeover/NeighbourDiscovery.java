package org.hadirector.takeover;

import java.net.Inet6Address;
import java.net.UnknownHostException;
import org.hadirector.linux.HardwareAddress;

/** The neighbour discovery frames of a takeover: what {@link GratuitousArp} is for IPv4. Pure. */
public final class NeighbourDiscovery {
    /** The sender of a probe: nobody yet. */
    public static final Inet6Address UNSPECIFIED = address(new byte[16]);

    private static final Inet6Address ALL_NODES =
            address(new byte[] {(byte) 0xff, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1});
    private static final HardwareAddress ALL_NODES_MAC = groupMac(ALL_NODES);

    private NeighbourDiscovery() {}

    /**
     * The announcement: an unsolicited advertisement to all nodes from the VIP itself, override flag set (RFC 4861,
     * 7.2.6).
     */
    public static NdpFrame announcement(HardwareAddress own, Inet6Address vip) {
        return new NdpFrame(ALL_NODES_MAC, own, vip, ALL_NODES, NdpFrame.ADVERTISEMENT, NdpFrame.OVERRIDE, vip, own);
    }

    /**
     * Asks whether somebody has the address without claiming it (RFC 4862, 5.4.2: the form of duplicate address
     * detection): the answer goes to all nodes and no cache learns of us.
     */
    public static NdpFrame probe(HardwareAddress own, Inet6Address target) {
        Inet6Address group = solicitedNode(target);
        return new NdpFrame(groupMac(group), own, UNSPECIFIED, group, NdpFrame.SOLICITATION, 0, target, null);
    }

    /**
     * An ordinary question of a station, which answers to our MAC and learns where the asking address lives.
     *
     * @param ownAddress the asking address
     * @param to the station's MAC, or null to ask its solicited-node group
     */
    public static NdpFrame question(
            HardwareAddress own, Inet6Address ownAddress, Inet6Address target, HardwareAddress to) {
        Inet6Address group = solicitedNode(target);
        return new NdpFrame(
                to == null ? groupMac(group) : to,
                own,
                ownAddress,
                to == null ? group : target,
                NdpFrame.SOLICITATION,
                0,
                target,
                own);
    }

    /** The multicast group that the holder of an address listens to (RFC 4291, 2.7.1). */
    static Inet6Address solicitedNode(Inet6Address target) {
        byte[] group = {(byte) 0xff, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, (byte) 0xff, 0, 0, 0};
        System.arraycopy(target.getAddress(), 13, group, 13, 3);
        return address(group);
    }

    /** The Ethernet form of a multicast group (RFC 2464, 7). */
    static HardwareAddress groupMac(Inet6Address group) {
        byte[] mac = {0x33, 0x33, 0, 0, 0, 0};
        System.arraycopy(group.getAddress(), 12, mac, 2, 4);
        return HardwareAddress.of(mac);
    }

    private static Inet6Address address(byte[] octets) {
        try {
            return Inet6Address.getByAddress(null, octets, -1);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e); // sixteen octets always are an address
        }
    }
}
