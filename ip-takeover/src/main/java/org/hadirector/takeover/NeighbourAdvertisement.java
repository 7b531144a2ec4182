package org.hadirector.takeover;

import java.net.Inet6Address;
import java.nio.ByteBuffer;
import org.hadirector.linux.HardwareAddress;

/**
 * The IPv6 twin of gratuitous ARP: an unsolicited neighbour advertisement to all nodes (RFC 4861, 4.4 and 7.2.6). Pure.
 */
public final class NeighbourAdvertisement {
    /** Ethernet 14, IPv6 40, ICMPv6 24, target link-layer option 8 octets. */
    public static final int LENGTH = 86;

    private static final int ETHERNET = 14;
    private static final int IPV6 = 40;
    private static final int ICMP = ETHERNET + IPV6;
    private static final int ICMP_LENGTH = LENGTH - ICMP;
    private static final int CHECKSUM = ICMP + 2;
    private static final int NEXT_ICMPV6 = 58;
    private static final int HOP_LIMIT = 255;
    private static final int TYPE = 136;
    private static final int OVERRIDE = 0x20000000;
    private static final int OPTION_TARGET_MAC = 2;
    private static final HardwareAddress ALL_NODES_MAC = HardwareAddress.parse("33:33:00:00:00:01");
    private static final byte[] ALL_NODES = {(byte) 0xff, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}; // ff02::1

    private NeighbourAdvertisement() {}

    /** The whole Ethernet frame, override flag set, from the VIP itself. */
    public static byte[] unsolicited(HardwareAddress own, Inet6Address vip) {
        ByteBuffer frame = ByteBuffer.allocate(LENGTH);
        frame.put(ALL_NODES_MAC.octets()).put(own.octets()).putShort((short) 0x86dd);
        frame.putInt(0x60000000)
                .putShort((short) ICMP_LENGTH)
                .put((byte) NEXT_ICMPV6)
                .put((byte) HOP_LIMIT)
                .put(vip.getAddress())
                .put(ALL_NODES);
        frame.put((byte) TYPE)
                .put((byte) 0)
                .putShort((short) 0)
                .putInt(OVERRIDE)
                .put(vip.getAddress())
                .put((byte) OPTION_TARGET_MAC)
                .put((byte) 1)
                .put(own.octets());
        frame.putShort(CHECKSUM, (short) checksum(frame));
        return frame.array();
    }

    /** The Internet checksum over pseudo-header (addresses, length, next header) and message (RFC 8200, 8.1). */
    private static int checksum(ByteBuffer frame) {
        long sum = ICMP_LENGTH + NEXT_ICMPV6;
        for (int at = ETHERNET + 8; at < LENGTH; at += Short.BYTES) {
            sum += frame.getShort(at) & 0xffff;
        }
        while (sum > 0xffff) {
            sum = (sum & 0xffff) + (sum >>> 16);
        }
        return (int) ~sum & 0xffff;
    }
}
