package org.hadirector.lvs.packet;

/** Extension headers of IPv6 (RFC 8200, section 4). */
final class Ipv6 {
    static final int HOP_BY_HOP = 0;
    static final int ROUTING = 43;
    static final int FRAGMENT = 44;
    static final int AUTHENTICATION = 51;
    static final int DESTINATION = 60;

    /** Bytes of a fragment header. */
    static final int FRAGMENT_HEADER = 8;

    private Ipv6() {}

    /** Whether another header follows this one in a way that is known. */
    static boolean isExtension(int header) {
        return header == HOP_BY_HOP
                || header == ROUTING
                || header == FRAGMENT
                || header == AUTHENTICATION
                || header == DESTINATION;
    }

    /** Bytes of an extension header by its length field. */
    static int size(int header, int lengthField) {
        return switch (header) {
            case FRAGMENT -> FRAGMENT_HEADER;
            case AUTHENTICATION -> (lengthField + 2) * 4;
            default -> (lengthField + 1) * 8;
        };
    }

    /** Bytes that the first fragment of a packet must carry: the transport header without options. */
    static int leastTransport(PacketView fragment) {
        return switch (fragment.frame().u8(fragment.transport())) {
            case PacketView.TCP -> 20;
            case PacketView.UDP, PacketView.ICMPV6 -> 8;
            default -> 1;
        };
    }

    /** Offset and flag of a fragment header in the form of IPv4: 0x2000 for more fragments, then units of 8 bytes. */
    static int fragment(int offsetField) {
        return offsetField >> 3 | (offsetField & 1) << 13;
    }
}
