package org.hadirector.lvs.packet;

import org.hadirector.lvs.path.Frame;

/**
 * The IP packet in a frame: {@link #parse} checks every length once, the accessors are valid afterwards and until the
 * frame goes back. One instance serves a thread for ever.
 */
public final class PacketView {
    /** What a frame turned out to be. */
    public enum Kind {
        /** TCP, UDP or SCTP with a whole header: addresses and ports may be read. */
        TRANSPORT,
        /** A whole IP header, then something else: addresses may be read. */
        OTHER_PROTOCOL,
        /** A fragment of an IP packet; ports are not looked at. */
        FRAGMENT,
        /** No IP. */
        NOT_IP,
        /** A VLAN tag, which the data path should have removed. */
        TAGGED,
        /** Lengths, version or header checksum that cannot be right. */
        MALFORMED
    }

    public static final int TCP = 6;
    public static final int UDP = 17;
    public static final int SCTP = 132;

    static final int NETWORK = Ethernet.HEADER;

    private static final int IPV4_HEADER = 20;
    private static final int IPV6_HEADER = 40;
    private static final int FRAGMENT_HEADER = 44;

    private Frame frame;
    private boolean ipv6;
    private int protocol;
    private int transport;
    private int packetLength;
    private long sourceHigh;
    private long sourceLow;
    private long destinationHigh;
    private long destinationLow;

    /** Looks at a frame; the view is about it until the next call. */
    public Kind parse(Frame received) {
        frame = received;
        if (received.length() < Ethernet.HEADER) {
            return Kind.NOT_IP;
        }
        return switch (Ethernet.type(received)) {
            case Ethernet.IPV4 -> parseIpv4();
            case Ethernet.IPV6 -> parseIpv6();
            case Ethernet.VLAN, Ethernet.SERVICE_VLAN -> Kind.TAGGED;
            default -> Kind.NOT_IP;
        };
    }

    private Kind parseIpv4() {
        int available = frame.length() - NETWORK;
        if (available < IPV4_HEADER || frame.u8(NETWORK) >> 4 != 4) {
            return Kind.MALFORMED;
        }
        int header = (frame.u8(NETWORK) & 0x0f) * 4;
        packetLength = frame.u16(NETWORK + 2);
        if (header < IPV4_HEADER || header > packetLength || packetLength > available) {
            return Kind.MALFORMED;
        }
        if (Checksums.fold(Checksums.sum(frame, NETWORK, header)) != 0xffff) {
            return Kind.MALFORMED;
        }
        ipv6 = false;
        protocol = frame.u8(NETWORK + 9);
        sourceHigh = Addresses.IPV4_HIGH;
        sourceLow = Addresses.ofIpv4(frame.s32(NETWORK + 12));
        destinationHigh = Addresses.IPV4_HIGH;
        destinationLow = Addresses.ofIpv4(frame.s32(NETWORK + 16));
        transport = NETWORK + header;
        if ((frame.u16(NETWORK + 6) & 0x3fff) != 0) {
            return Kind.FRAGMENT;
        }
        return parseTransport(packetLength - header);
    }

    private Kind parseIpv6() {
        int available = frame.length() - NETWORK;
        if (available < IPV6_HEADER || frame.u8(NETWORK) >> 4 != 6) {
            return Kind.MALFORMED;
        }
        packetLength = IPV6_HEADER + frame.u16(NETWORK + 4);
        if (packetLength > available) {
            return Kind.MALFORMED;
        }
        ipv6 = true;
        protocol = frame.u8(NETWORK + 6);
        sourceHigh = s64(NETWORK + 8);
        sourceLow = s64(NETWORK + 16);
        destinationHigh = s64(NETWORK + 24);
        destinationLow = s64(NETWORK + 32);
        transport = NETWORK + IPV6_HEADER;
        if (protocol == FRAGMENT_HEADER) {
            return Kind.FRAGMENT;
        }
        return parseTransport(packetLength - IPV6_HEADER);
    }

    private Kind parseTransport(int length) {
        switch (protocol) {
            case TCP -> {
                if (length < 20) {
                    return Kind.MALFORMED;
                }
                int header = (frame.u8(transport + 12) >> 4) * 4;
                return header < 20 || header > length ? Kind.MALFORMED : Kind.TRANSPORT;
            }
            case UDP -> {
                return length < 8 ? Kind.MALFORMED : Kind.TRANSPORT;
            }
            case SCTP -> {
                return length < 12 ? Kind.MALFORMED : Kind.TRANSPORT;
            }
            default -> {
                return Kind.OTHER_PROTOCOL;
            }
        }
    }

    private long s64(int at) {
        return (long) frame.s32(at) << 32 | Integer.toUnsignedLong(frame.s32(at + 4));
    }

    public Frame frame() {
        return frame;
    }

    public boolean isIpv6() {
        return ipv6;
    }

    /** IP protocol number. */
    public int protocol() {
        return protocol;
    }

    /** Offset in the frame of the network header. */
    public int network() {
        return NETWORK;
    }

    /** Offset in the frame of what follows the network header. */
    public int transport() {
        return transport;
    }

    /** Bytes of the whole IP packet, headers included; padding of the frame excluded. */
    public int packetLength() {
        return packetLength;
    }

    public long sourceHigh() {
        return sourceHigh;
    }

    public long sourceLow() {
        return sourceLow;
    }

    public long destinationHigh() {
        return destinationHigh;
    }

    public long destinationLow() {
        return destinationLow;
    }

    public int sourcePort() {
        return frame.u16(transport);
    }

    public int destinationPort() {
        return frame.u16(transport + 2);
    }

    /** The flags byte of the TCP header; only of TCP. */
    public int tcpFlags() {
        return frame.u8(transport + 13);
    }

    /** Whether the source cannot be a station's: unspecified, loop-back, multicast or broadcast. */
    public boolean isSourceMartian() {
        if (ipv6) {
            boolean unspecifiedOrLoopback = sourceHigh == 0 && (sourceLow == 0 || sourceLow == 1);
            return unspecifiedOrLoopback || sourceHigh >>> 56 == 0xff;
        }
        int first = (int) (sourceLow >>> 24) & 0xff;
        return first == 0 || first == 127 || first >= 224;
    }

    /** Whether the frame is addressed to a group of stations. */
    public boolean isToGroup() {
        return (frame.u8(0) & 1) != 0;
    }

    /** The packet gets another length, and with it the frame, the length field and the IPv4 header's checksum. */
    public void resize(int newPacketLength) {
        frame.resize(NETWORK + newPacketLength);
        if (ipv6) {
            frame.u16(NETWORK + 4, newPacketLength - IPV6_HEADER);
        } else {
            frame.u16(NETWORK + 10, Checksums.update16(frame.u16(NETWORK + 10), packetLength, newPacketLength));
            frame.u16(NETWORK + 2, newPacketLength);
        }
        packetLength = newPacketLength;
    }

    /** TTL or hop limit. */
    public int hops() {
        return frame.u8(NETWORK + (ipv6 ? 7 : 8));
    }

    /** Takes one from TTL (and its checksum) or hop limit, which must be positive. */
    public void decrementHops() {
        if (ipv6) {
            frame.u8(NETWORK + 7, frame.u8(NETWORK + 7) - 1);
            return;
        }
        int before = frame.u16(NETWORK + 8);
        int after = before - 0x100;
        frame.u16(NETWORK + 8, after);
        frame.u16(NETWORK + 10, Checksums.update16(frame.u16(NETWORK + 10), before, after));
    }
}
