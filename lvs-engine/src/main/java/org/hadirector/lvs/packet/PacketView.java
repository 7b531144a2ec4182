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
        /** TCP, UDP or SCTP that ends within its header: addresses may be read, and ports if they are there. */
        CUT_SHORT,
        /** ICMP or ICMPv6 with a whole header: type and code may be read. */
        ICMP,
        /** A whole IP header, then something else: addresses may be read. */
        OTHER_PROTOCOL,
        /** A fragment of an IP packet: {@link #fragmentOffset} and its like may be read, ports are not looked at. */
        FRAGMENT,
        /** IPv4 with a source route or damaged options: {@link #wrongOption} may be read. */
        REFUSED_OPTIONS,
        /** No IP. */
        NOT_IP,
        /** A VLAN tag, which the data path should have removed. */
        TAGGED,
        /** Lengths, version or header checksum that cannot be right. */
        MALFORMED
    }

    public static final int ICMP = 1;
    public static final int TCP = 6;
    public static final int UDP = 17;
    public static final int ICMPV6 = 58;
    public static final int SCTP = 132;

    /** Offset in every frame of the IP header. */
    public static final int NETWORK = Ethernet.HEADER;

    private static final int IPV4_HEADER = 20;
    private static final int IPV6_HEADER = 40;
    private static final int MORE_FRAGMENTS = 0x2000;

    private Frame frame;
    private boolean ipv6;
    private int protocol;
    private int transport;
    private int packetLength;
    private int fragment;
    private int fragmentId;
    private int nextHeaderAt;
    private int wrongOption;
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
        wrongOption = Ipv4Options.check(frame, NETWORK, transport);
        if (wrongOption != Ipv4Options.FINE) {
            return Kind.REFUSED_OPTIONS;
        }
        fragment = frame.u16(NETWORK + 6) & 0x3fff;
        if (fragment != 0) {
            fragmentId = frame.u16(NETWORK + 4);
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
        nextHeaderAt = NETWORK + 6;
        fragment = 0;
        return parseExtensions();
    }

    /** Walks the extension headers as ipv6_find_hdr of the kernel does; one fragment header may be among them. */
    private Kind parseExtensions() {
        int end = NETWORK + packetLength;
        while (Ipv6.isExtension(protocol)) {
            if (transport + 8 > end) {
                return Kind.MALFORMED;
            }
            if (protocol == Ipv6.FRAGMENT) {
                // One that is all of its packet (RFC 6946) is put together too: the header goes.
                fragment = Ipv6.fragment(frame.u16(transport + 2));
                fragmentId = frame.s32(transport + 4);
                return Kind.FRAGMENT;
            }
            int size = Ipv6.size(protocol, frame.u8(transport + 1));
            nextHeaderAt = transport;
            protocol = frame.u8(transport);
            transport += size;
            if (transport > end) {
                return Kind.MALFORMED;
            }
        }
        return parseTransport(end - transport);
    }

    /** An unfinished checksum would have no place in such a header, and nobody takes such a frame apart. */
    private Kind cutShort() {
        return frame.isChecksumPartial() || frame.segmentSize() != 0 ? Kind.MALFORMED : Kind.CUT_SHORT;
    }

    private Kind parseTransport(int length) {
        switch (protocol) {
            case TCP -> {
                if (length < 20) {
                    return cutShort();
                }
                // Like the kernel's, only what takes segments apart or reads them asks whether the offset can be right.
                boolean several = frame.segmentSize() != 0;
                return several && !TcpSegment.isHeaderWhole(this) ? Kind.MALFORMED : Kind.TRANSPORT;
            }
            case UDP, SCTP -> {
                return length < (protocol == UDP ? 8 : 12) ? cutShort() : Kind.TRANSPORT;
            }
            case ICMP, ICMPV6 -> {
                if (ipv6 != (protocol == ICMPV6)) {
                    return Kind.OTHER_PROTOCOL;
                }
                return length < 8 ? Kind.MALFORMED : Kind.ICMP;
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

    /** Where the payload of a fragment belongs, bytes; a multiple of 8. */
    public int fragmentOffset() {
        return (fragment & 0x1fff) * 8;
    }

    /** Whether the fragment is not the last one of its packet. */
    public boolean hasMoreFragments() {
        return (fragment & MORE_FRAGMENTS) != 0;
    }

    /** What tells the fragments of one packet from those of others, 16 or (IPv6) 32 bits; only of a fragment. */
    public int fragmentId() {
        return fragmentId;
    }

    /** Offset in the IPv4 header of the byte that is wrong; negative if the options are a source route. */
    public int wrongOption() {
        return wrongOption;
    }

    /** Offset in the frame of the byte that names the protocol at {@link #transport}; only of IPv6. */
    int nextHeaderAt() {
        return nextHeaderAt;
    }

    /** Whether routers must not fragment the packet: the bit of IPv4, always with IPv6. */
    public boolean isUnfragmentable() {
        return ipv6 || (frame.u16(NETWORK + 6) & 0x4000) != 0;
    }

    /** Type and code of an ICMP message, 8 bits each; only of ICMP. */
    public int icmpTypeAndCode() {
        return frame.u16(transport);
    }

    /** Whether the packet is an ICMP message about another packet, which no ICMP message must be sent about. */
    public boolean isIcmpError() {
        if (protocol == ICMPV6 && ipv6) {
            return frame.u8(transport) < 128;
        }
        if (protocol != ICMP || ipv6) {
            return false;
        }
        int type = frame.u8(transport);
        return type >= 3 && type <= 5 || type == 11 || type == 12;
    }

    /** Whether a first fragment of IPv6, perhaps without the whole header, holds the ports of TCP. */
    public boolean hasPortsOfTcp() {
        return frame.u8(transport) == TCP && transport + Ipv6.FRAGMENT_HEADER + 4 <= NETWORK + packetLength;
    }

    /** One of these ports, at an offset in the fragment's payload. */
    public int fragmentPort(int at) {
        return frame.u16(transport + Ipv6.FRAGMENT_HEADER + at);
    }

    /** As {@link #isIcmpError}, of a first fragment. */
    public boolean isFragmentOfIcmpError() {
        if (!ipv6) {
            return isIcmpError();
        }
        int payload = transport + Ipv6.FRAGMENT_HEADER;
        return frame.u8(transport) == ICMPV6 && payload < frame.length() && frame.u8(payload) < 128;
    }

    /**
     * Bytes of the largest IP packet that this one will be on the wire: of a frame that stands for several, or was put
     * together from several, one of those.
     */
    public int sizeOnTheWire() {
        if (frame.fragmentSize() != 0) {
            return Math.min(packetLength, frame.fragmentSize());
        }
        if (frame.segmentSize() == 0) {
            return packetLength;
        }
        int header = protocol == TCP ? (frame.u8(transport + 12) >> 4) * 4 : 8;
        return Math.min(packetLength, transport - NETWORK + header + frame.segmentSize());
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

    /** Whether this is SCTP that ends before the header of a first chunk. */
    public boolean lacksChunk() {
        return protocol == SCTP && transport + 16 > NETWORK + packetLength;
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
        boolean multicast = first >> 4 == 14;
        return first == 0 || first == 127 || multicast || (int) sourceLow == -1;
    }

    /** Whether the destination is one station's address, as far as the address tells. */
    public boolean isDestinationUnicast() {
        if (ipv6) {
            return destinationHigh >>> 56 != 0xff;
        }
        int first = (int) (destinationLow >>> 24) & 0xff;
        return first < 224 && first != 0 && first != 127;
    }

    /**
     * Whether this machine itself sent the frame, on loopback: the one device without addresses, whose frames have none
     * either. On a wire nobody can send such a frame to us: it is for no station.
     */
    public boolean isOfLoopback() {
        return Ethernet.source(frame) == 0 && Ethernet.destination(frame) == 0;
    }

    /** Whether the frame goes to a group of stations, or says that a group sent it, which cannot be answered. */
    public boolean isOfGroup() {
        return ((frame.u8(0) | frame.u8(6)) & 1) != 0;
    }

    /** What stands behind the packet in its frame, Ethernet's padding mostly, goes no further. */
    public void trim() {
        if (NETWORK + packetLength < frame.length()) {
            frame.resize(NETWORK + packetLength);
        }
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
