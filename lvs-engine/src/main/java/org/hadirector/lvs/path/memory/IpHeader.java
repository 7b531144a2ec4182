package org.hadirector.lvs.path.memory;

import java.net.InetAddress;
import java.nio.ByteBuffer;

/**
 * As much of an IP header as classification asks for, of a packet or of one quoted in an ICMP error.
 *
 * @param payload offset in the frame of what follows the header
 * @param fragment whether it is any piece of a fragmented packet, the first one included
 * @param portless whether ports have to be looked for by whoever takes the packet: a fragment, IPv6 extension headers
 * @param laterFragment whether it has no ports at all
 */
record IpHeader(
        boolean ipv6,
        InetAddress source,
        InetAddress destination,
        int protocol,
        int payload,
        boolean fragment,
        boolean portless,
        boolean laterFragment) {
    private static final int FRAGMENT = 44;

    /** Null when there is no such header at that place of the frame. */
    static IpHeader read(ByteBuffer frame, int at, boolean ipv6) {
        byte[] bytes = frame.array();
        if (at + (ipv6 ? 40 : 20) > frame.limit()) {
            return null;
        }
        if (ipv6) {
            int next = bytes[at + 6] & 0xff;
            InetAddress source = MemoryClassifier.address(bytes, at + 8, 16);
            InetAddress destination = MemoryClassifier.address(bytes, at + 24, 16);
            return new IpHeader(true, source, destination, next, at + 40, next == FRAGMENT, isExtension(next), false);
        }
        int length = (bytes[at] & 0x0f) * 4;
        if (length < 20) {
            return null;
        }
        InetAddress source = MemoryClassifier.address(bytes, at + 12, 4);
        InetAddress destination = MemoryClassifier.address(bytes, at + 16, 4);
        int offset = frame.getShort(at + 6) & 0x3fff;
        return new IpHeader(
                false,
                source,
                destination,
                bytes[at + 9] & 0xff,
                at + length,
                offset != 0,
                offset != 0,
                (offset & 0x1fff) != 0);
    }

    /** Headers that may stand before the transport's (RFC 8200, section 4; RFC 6275). */
    private static boolean isExtension(int header) {
        return switch (header) {
            case 0, 43, FRAGMENT, 51, 60, 135 -> true;
            default -> false;
        };
    }
}
