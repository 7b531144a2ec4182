package org.hadirector.lvs.packet;

import org.hadirector.lvs.path.Frame;

/**
 * The beginning of a packet inside another: what an ICMP error quotes, or what a tunnel's packet carries. Only what is
 * there is believed; its length field is not. One instance serves a thread for ever.
 */
public final class QuotedPacket {
    private static final int PORTS = 4;
    private static final int IPV4_HEADER = 20;
    private static final int IPV6_HEADER = 40;

    private Frame frame;
    private int start;
    private int available;
    private boolean ipv6;
    private int protocol;
    private int transport;
    private boolean later;

    /**
     * Looks at the packet that begins at {@code at}.
     *
     * @param bytes how much of it is there
     * @return false if its headers are not whole or cannot be right
     */
    public boolean parse(Frame quotedIn, int at, int bytes) {
        frame = quotedIn;
        start = at;
        available = bytes;
        if (bytes < IPV4_HEADER) {
            return false;
        }
        ipv6 = frame.u8(at) >> 4 == 6;
        return ipv6 ? parseIpv6() : parseIpv4();
    }

    private boolean parseIpv4() {
        int header = (frame.u8(start) & 0x0f) * 4;
        if (frame.u8(start) >> 4 != 4 || header < IPV4_HEADER || header > available) {
            return false;
        }
        protocol = frame.u8(start + 9);
        transport = start + header;
        later = (frame.u16(start + 6) & 0x1fff) != 0;
        return true;
    }

    private boolean parseIpv6() {
        if (available < IPV6_HEADER) {
            return false;
        }
        int end = start + available;
        protocol = frame.u8(start + 6);
        transport = start + IPV6_HEADER;
        later = false;
        while (Ipv6.isExtension(protocol)) {
            if (transport + 8 > end) {
                return false;
            }
            later |= protocol == Ipv6.FRAGMENT && (Ipv6.fragment(frame.u16(transport + 2)) & 0x1fff) != 0;
            int size = Ipv6.size(protocol, frame.u8(transport + 1));
            protocol = frame.u8(transport);
            transport += size;
        }
        return transport <= end;
    }

    public boolean isIpv6() {
        return ipv6;
    }

    /** IP protocol number. */
    public int protocol() {
        return protocol;
    }

    /** Offset in the frame of the IP header. */
    public int start() {
        return start;
    }

    /** Offset in the frame of what follows the IP headers. */
    public int transport() {
        return transport;
    }

    /** Bytes of it that are in the frame. */
    public int available() {
        return available;
    }

    /** Bytes that are there of what follows the IP headers. */
    public int payload() {
        return start + available - transport;
    }

    /** Whether ports may be read: a protocol that has them, at the beginning of its packet, and they are there. */
    public boolean hasPorts() {
        boolean known = protocol == PacketView.TCP || protocol == PacketView.UDP || protocol == PacketView.SCTP;
        return known && !later && payload() >= PORTS;
    }

    /** Whether it is the first or only fragment of its packet. */
    public boolean isFirst() {
        return !later;
    }

    /** Whether its sender forbade routers to fragment it. */
    public boolean isUnfragmentable() {
        return ipv6 || (frame.u16(start + 6) & 0x4000) != 0;
    }

    public long sourceHigh() {
        return high(8);
    }

    public long sourceLow() {
        return ipv6 ? s64(start + 16) : Addresses.ofIpv4(frame.s32(start + 12));
    }

    public long destinationHigh() {
        return high(24);
    }

    public long destinationLow() {
        return ipv6 ? s64(start + 32) : Addresses.ofIpv4(frame.s32(start + 16));
    }

    public int sourcePort() {
        return frame.u16(transport);
    }

    public int destinationPort() {
        return frame.u16(transport + 2);
    }

    private long high(int at) {
        return ipv6 ? s64(start + at) : Addresses.IPV4_HIGH;
    }

    private long s64(int at) {
        return (long) frame.s32(at) << 32 | Integer.toUnsignedLong(frame.s32(at + 4));
    }
}
