package org.hadirector.lvs.packet;

import org.hadirector.lvs.path.Frame;

/**
 * Turns a received packet into the ICMP error about it, in place: the answer to its sender, from the address it was
 * sent to (RFC 792, RFC 1812 section 4.3, RFC 4443; sizes and fields as the Linux kernel sends them).
 */
public final class IcmpAnswer {
    private static final int IPV4_HEADER = 20;
    private static final int IPV6_HEADER = 40;
    private static final int ICMP_HEADER = 8;
    private static final int IPV4_MAX = 576;
    private static final int IPV6_MAX = 1280;
    private static final int MIN_QUOTE = 8;
    private static final int HOPS = 64;

    private int identification;

    /** Destination unreachable: port. */
    public boolean portUnreachable(PacketView packet) {
        return packet.isIpv6() ? answer6(packet, 1, 4) : answer4(packet, 3, 3);
    }

    /** Time exceeded in transit. */
    public boolean timeExceeded(PacketView packet) {
        return packet.isIpv6() ? answer6(packet, 3, 0) : answer4(packet, 11, 0);
    }

    /** @return false if the frame has no room for an answer; it is unchanged then */
    private boolean answer4(PacketView packet, int type, int code) {
        Frame frame = packet.frame();
        int start = PacketView.NETWORK;
        int header = packet.transport() - start;
        int quote = quote(frame, packet.packetLength(), IPV4_HEADER + ICMP_HEADER, IPV4_MAX);
        if (quote < header + MIN_QUOTE) {
            return false;
        }
        int tos = frame.u8(start + 1);
        int client = frame.s32(start + 12);
        int virtual = frame.s32(start + 16);
        int length = IPV4_HEADER + ICMP_HEADER + quote;
        embed(frame, start, IPV4_HEADER + ICMP_HEADER, quote);

        frame.u16(start, 0x4500 | precedence(tos));
        frame.u16(start + 2, length);
        frame.u16(start + 4, ++identification & 0xffff);
        frame.u16(start + 6, 0);
        frame.u16(start + 8, HOPS << 8 | 1);
        frame.u16(start + 10, 0);
        frame.s32(start + 12, virtual);
        frame.s32(start + 16, client);
        frame.u16(start + 10, Checksums.finish(Checksums.sum(frame, start, IPV4_HEADER)));
        icmp(frame, start + IPV4_HEADER, type, code);
        long sum = Checksums.sum(frame, start + IPV4_HEADER, ICMP_HEADER + quote);
        frame.u16(start + IPV4_HEADER + 2, Checksums.finish(sum));
        return true;
    }

    private static boolean answer6(PacketView packet, int type, int code) {
        Frame frame = packet.frame();
        int start = PacketView.NETWORK;
        int quote = quote(frame, packet.packetLength(), IPV6_HEADER + ICMP_HEADER, IPV6_MAX);
        if (quote < IPV6_HEADER + MIN_QUOTE) {
            return false;
        }
        int payload = ICMP_HEADER + quote;
        embed(frame, start, IPV6_HEADER + ICMP_HEADER, quote);
        int quoted = start + IPV6_HEADER + ICMP_HEADER;
        frame.s32(start, 0x6000_0000);
        frame.u16(start + 4, payload);
        frame.u16(start + 6, 58 << 8 | HOPS);
        frame.move(quoted + 24, start + 8, 16);
        frame.move(quoted + 8, start + 24, 16);
        icmp(frame, start + IPV6_HEADER, type, code);
        long sum = Checksums.sum(frame, start + 8, 32 + payload) + payload + 58;
        frame.u16(start + IPV6_HEADER + 2, Checksums.finish(sum));
        return true;
    }

    private static int quote(Frame frame, int packetLength, int headers, int largest) {
        int room = Math.min(frame.capacity() - PacketView.NETWORK, largest) - headers;
        return Math.min(packetLength, room);
    }

    private static void embed(Frame frame, int start, int headers, int quote) {
        int length = start + headers + quote;
        int before = frame.length();
        frame.replace(Math.max(length, before));
        frame.move(start, start + headers, quote);
        frame.replace(length);
        Ethernet.swapAddresses(frame);
    }

    private static void icmp(Frame frame, int at, int type, int code) {
        frame.u16(at, type << 8 | code);
        frame.u16(at + 2, 0);
        frame.s32(at + 4, 0);
    }

    /** Errors are sent with precedence "internetwork control"; the other bits are the packet's (RFC 1812, 4.3.2.5). */
    private static int precedence(int tos) {
        return tos & 0x1e | 0xc0;
    }
}
