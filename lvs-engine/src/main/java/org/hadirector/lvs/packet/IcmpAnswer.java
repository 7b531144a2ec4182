package org.hadirector.lvs.packet;

import org.hadirector.lvs.path.Frame;

/**
 * Turns a received packet into the ICMP error about it, in place (RFC 792, RFC 1812 section 4.3, RFC 4443; sizes and
 * fields as the Linux kernel sends them). The answer goes back to the packet's sender, from the address the packet was
 * sent to unless told otherwise.
 */
public final class IcmpAnswer {
    private static final int IPV4_HEADER = 20;
    private static final int IPV6_HEADER = 40;
    private static final int ICMP_HEADER = 8;
    private static final int IPV4_MAX = 576;
    private static final int IPV6_MAX = 1280;
    /** Of what a quoted packet carries: its ports. The 8 bytes of RFC 792 may not all have come back. */
    private static final int MIN_QUOTE = 4;

    private static final int HOPS = 64;

    private final HopStamp stamp;
    private final OptionEcho echo;
    private int identification;

    /** @param stamp has stamped what is answered */
    public IcmpAnswer(HopStamp stamp) {
        this.stamp = stamp;
        echo = new OptionEcho(stamp);
    }

    /** Destination unreachable: port. */
    public boolean portUnreachable(PacketView packet) {
        return answer(packet, packet.isIpv6() ? 0x104 : 0x303, 0);
    }

    /** As {@link #portUnreachable(PacketView)}, said by another address than the packet's destination. */
    public boolean portUnreachable(PacketView packet, long fromHigh, long fromLow) {
        int type = packet.isIpv6() ? 0x104 : 0x303;
        return answer(packet, type, 0, fromHigh, fromLow);
    }

    /** Time exceeded in transit. */
    public boolean timeExceeded(PacketView packet) {
        return answer(packet, packet.isIpv6() ? 0x300 : 0xb00, 0);
    }

    /** As {@link #timeExceeded(PacketView)}, said by another address than the packet's destination. */
    public boolean timeExceeded(PacketView packet, long fromHigh, long fromLow) {
        int type = packet.isIpv6() ? 0x300 : 0xb00;
        return answer(packet, type, 0, fromHigh, fromLow);
    }

    /** Time exceeded while a fragment waited for others. */
    public boolean reassemblyTimeExceeded(PacketView packet) {
        return answer(packet, packet.isIpv6() ? 0x301 : 0xb01, 0);
    }

    /** As {@link #reassemblyTimeExceeded(PacketView)}, said by another address than the packet's destination. */
    public boolean reassemblyTimeExceeded(PacketView packet, long fromHigh, long fromLow) {
        int type = packet.isIpv6() ? 0x301 : 0xb01;
        return answer(packet, type, 0, fromHigh, fromLow);
    }

    /** Fragmentation needed, or packet too big: the largest packet that gets through has {@code mtu} bytes. */
    public boolean tooBig(PacketView packet, int mtu) {
        return answer(packet, packet.isIpv6() ? 0x200 : 0x304, mtu);
    }

    /** As {@link #tooBig(PacketView, int)}, said by another address than the packet's destination. */
    public boolean tooBig(PacketView packet, int mtu, long fromHigh, long fromLow) {
        int type = packet.isIpv6() ? 0x200 : 0x304;
        return answer(packet, type, mtu, fromHigh, fromLow);
    }

    /**
     * Turns an ICMP error about a packet that we wrapped into the one about what was inside, to its sender.
     *
     * @param inner the packet that was wrapped, or its beginning
     * @param typeAndCode of the error, 8 bits each
     * @param rest the second word of the error
     */
    public boolean relay(Frame frame, QuotedPacket inner, int typeAndCode, int rest) {
        long fromHigh = inner.destinationHigh();
        long fromLow = inner.destinationLow();
        int length = inner.available();
        Ethernet.type(frame, inner.isIpv6() ? Ethernet.IPV6 : Ethernet.IPV4);
        frame.move(inner.start(), PacketView.NETWORK, length);
        return answer(frame, length, inner.isIpv6(), 0, typeAndCode, rest, fromHigh, fromLow);
    }

    private boolean answer(PacketView packet, int typeAndCode, int rest) {
        return answer(packet, typeAndCode, rest, packet.destinationHigh(), packet.destinationLow());
    }

    private boolean answer(PacketView packet, int typeAndCode, int rest, long fromHigh, long fromLow) {
        int options = echo.take(packet, (int) fromLow);
        if (options < 0) {
            return false;
        }
        boolean optioned = !packet.isIpv6() && packet.transport() > PacketView.NETWORK + IPV4_HEADER;
        int unfinished = optioned ? stamp.unfinished(packet) : 0;
        Frame frame = packet.frame();
        int length = packet.packetLength();
        if (!answer(frame, length, packet.isIpv6(), options, typeAndCode, rest, fromHigh, fromLow)) {
            return false;
        }
        if (optioned) {
            int icmp = PacketView.NETWORK + IPV4_HEADER + options;
            int quoted = icmp + ICMP_HEADER + 10;
            frame.u16(icmp + 2, Checksums.update16(frame.u16(icmp + 2), frame.u16(quoted), unfinished));
            frame.u16(quoted, unfinished);
        }
        return true;
    }

    /**
     * @param options bytes of the answer's own options
     * @return false if the frame has no room for an answer; it is unchanged then
     */
    private boolean answer(
            Frame frame,
            int length,
            boolean ipv6,
            int options,
            int typeAndCode,
            int rest,
            long fromHigh,
            long fromLow) {
        int headers = (ipv6 ? IPV6_HEADER : IPV4_HEADER + options) + ICMP_HEADER;
        int header = ipv6 ? IPV6_HEADER : (frame.u8(PacketView.NETWORK) & 0x0f) * 4;
        int room = Math.min(frame.capacity() - PacketView.NETWORK, ipv6 ? IPV6_MAX : IPV4_MAX) - headers;
        int quote = Math.min(length, room);
        if (quote < header + MIN_QUOTE) {
            return false;
        }
        embed(frame, headers, quote);
        if (ipv6) {
            header6(frame, quote, fromHigh, fromLow);
        } else {
            header4(frame, options, quote, (int) fromLow);
        }
        icmp(frame, PacketView.NETWORK + headers - ICMP_HEADER, ICMP_HEADER + quote, typeAndCode, rest, ipv6);
        return true;
    }

    private static void embed(Frame frame, int headers, int quote) {
        int start = PacketView.NETWORK;
        int length = start + headers + quote;
        frame.replace(Math.max(length, frame.length()));
        frame.move(start, start + headers, quote);
        frame.replace(length);
        Ethernet.swapAddresses(frame);
    }

    private void header4(Frame frame, int options, int quote, int from) {
        int start = PacketView.NETWORK;
        int header = IPV4_HEADER + options;
        int quoted = start + header + ICMP_HEADER;
        frame.u16(start, 0x4000 | header / 4 << 8 | precedence(frame.u8(quoted + 1)));
        frame.u16(start + 2, header + ICMP_HEADER + quote);
        frame.u16(start + 4, ++identification & 0xffff);
        frame.u16(start + 6, 0);
        frame.u16(start + 8, HOPS << 8 | PacketView.ICMP);
        frame.u16(start + 10, 0);
        frame.s32(start + 12, from);
        frame.s32(start + 16, frame.s32(quoted + 12));
        if (options > 0) {
            echo.write(frame, start);
        }
        frame.u16(start + 10, Checksums.finish(Checksums.sum(frame, start, header)));
    }

    private static void header6(Frame frame, int quote, long fromHigh, long fromLow) {
        int start = PacketView.NETWORK;
        frame.s32(start, 0x6000_0000);
        frame.u16(start + 4, ICMP_HEADER + quote);
        frame.u16(start + 6, PacketView.ICMPV6 << 8 | HOPS);
        frame.s32(start + 8, (int) (fromHigh >>> 32));
        frame.s32(start + 12, (int) fromHigh);
        frame.s32(start + 16, (int) (fromLow >>> 32));
        frame.s32(start + 20, (int) fromLow);
        frame.move(start + IPV6_HEADER + ICMP_HEADER + 8, start + 24, 16);
    }

    private static void icmp(Frame frame, int at, int length, int typeAndCode, int rest, boolean ipv6) {
        frame.u16(at, typeAndCode);
        frame.u16(at + 2, 0);
        frame.s32(at + 4, rest);
        long sum = Checksums.sum(frame, at, length);
        if (ipv6) {
            sum += Checksums.sum(frame, PacketView.NETWORK + 8, 32) + length + PacketView.ICMPV6;
        }
        frame.u16(at + 2, Checksums.finish(sum));
    }

    /** Errors are sent with precedence "internetwork control"; the other bits are the packet's (RFC 1812, 4.3.2.5). */
    private static int precedence(int tos) {
        return tos & 0x1e | 0xc0;
    }
}
