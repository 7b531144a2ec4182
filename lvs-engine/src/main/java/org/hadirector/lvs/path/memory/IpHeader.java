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
 * @param lacksChunk whether it is SCTP that ends before its first chunk, which IPVS drops whatever its port
 */
record IpHeader(
        boolean ipv6,
        InetAddress source,
        InetAddress destination,
        int protocol,
        int payload,
        boolean fragment,
        boolean portless,
        boolean laterFragment,
        boolean lacksChunk) {
    private static final int FRAGMENT = 44;
    private static final int SCTP = 132;
    private static final int SCTP_CHUNK_END = 16;

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
            boolean lacksChunk = lacksChunk(next, frame.getShort(at + 4) & 0xffff);
            return new IpHeader(
                    true, source, destination, next, at + 40, next == FRAGMENT, isExtension(next), false, lacksChunk);
        }
        int length = (bytes[at] & 0x0f) * 4;
        if (length < 20) {
            return null;
        }
        InetAddress source = MemoryClassifier.address(bytes, at + 12, 4);
        InetAddress destination = MemoryClassifier.address(bytes, at + 16, 4);
        int offset = frame.getShort(at + 6) & 0x3fff;
        int protocol = bytes[at + 9] & 0xff;
        return new IpHeader(
                false,
                source,
                destination,
                protocol,
                at + length,
                offset != 0,
                offset != 0,
                (offset & 0x1fff) != 0,
                offset == 0 && lacksChunk(protocol, (frame.getShort(at + 2) & 0xffff) - length));
    }

    private static boolean lacksChunk(int protocol, int payload) {
        return protocol == SCTP && payload >= 0 && payload < SCTP_CHUNK_END;
    }

    /** Headers that may stand before the transport's (RFC 8200, section 4; RFC 6275). */
    private static boolean isExtension(int header) {
        return switch (header) {
            case 0, 43, FRAGMENT, 51, 60, 135 -> true;
            default -> false;
        };
    }
}
