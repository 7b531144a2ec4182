package org.hadirector.lvs.packet;

import org.hadirector.lvs.path.Frame;

/** The Internet checksum: computed (RFC 1071) and updated (RFC 1624, equation 3). */
public final class Checksums {
    private Checksums() {}

    /** Sum of the 16-bit words of a range, not folded; an odd last byte counts as if a zero byte followed. */
    public static long sum(Frame frame, int from, int length) {
        long sum = 0;
        int end = from + (length & ~1);
        for (int at = from; at < end; at += 2) {
            sum += frame.u16(at);
        }
        return (length & 1) == 0 ? sum : sum + (frame.u8(end) << 8);
    }

    /** Whether the checksum of an ICMP or ICMPv6 message is right. */
    public static boolean isIcmpRight(PacketView packet) {
        return packet.frame().isChecksumPartial() || fold(icmpSum(packet)) == 0xffff;
    }

    /** Sets the checksum of an ICMP or ICMPv6 message, after its content changed. */
    public static void icmp(PacketView packet) {
        Frame frame = packet.frame();
        frame.u16(packet.transport() + 2, 0);
        frame.u16(packet.transport() + 2, finish(icmpSum(packet)));
        frame.checksumPartial(false);
    }

    /** Computes the checksum of a UDP datagram (RFC 768, RFC 8200 section 8.1). */
    public static void udp(PacketView packet) {
        Frame frame = packet.frame();
        int at = packet.transport();
        int length = packet.network() + packet.packetLength() - at;
        frame.u16(at + 6, 0);
        long addresses = packet.isIpv6() ? sum(frame, packet.network() + 8, 32) : sum(frame, packet.network() + 12, 8);
        int sum = finish(addresses + PacketView.UDP + length + sum(frame, at, length));
        frame.u16(at + 6, sum == 0 ? 0xffff : sum);
    }

    private static long icmpSum(PacketView packet) {
        int at = packet.transport();
        int length = packet.network() + packet.packetLength() - at;
        long sum = sum(packet.frame(), at, length);
        return packet.isIpv6() ? sum + sum(packet.frame(), packet.network() + 8, 32) + length + PacketView.ICMPV6 : sum;
    }

    /** Finishes a checksum that only covers the pseudo header so far, so that the packet is whole by itself. */
    public static void complete(PacketView packet) {
        Frame frame = packet.frame();
        if (!frame.isChecksumPartial()) {
            return;
        }
        int at = packet.transport();
        int length = packet.network() + packet.packetLength() - at;
        switch (packet.protocol()) {
            case PacketView.TCP -> frame.u16(at + 16, finish(sum(frame, at, length)));
            case PacketView.UDP -> {
                int sum = finish(sum(frame, at, length));
                frame.u16(at + 6, sum == 0 ? 0xffff : sum);
            }
            case PacketView.ICMPV6 -> icmp(packet);
            case PacketView.SCTP -> frame.s32(at + 8, Crc32c.ofSctp(frame, at, length));
            default -> {
                // nothing else is left unfinished
            }
        }
        frame.checksumPartial(false);
    }

    /** The checksum field for an unfolded sum. */
    public static int finish(long sum) {
        return ~fold(sum) & 0xffff;
    }

    /** The ones' complement sum in 16 bits. */
    public static int fold(long sum) {
        long folded = (sum & 0xffff_ffffL) + (sum >>> 32);
        folded = (folded & 0xffff) + (folded >>> 16);
        folded = (folded & 0xffff) + (folded >>> 16);
        return (int) ((folded & 0xffff) + (folded >>> 16));
    }

    /** The checksum field after one 16-bit word of what it covers changed. */
    public static int update16(int checksum, int from, int to) {
        return finish((~checksum & 0xffff) + (~from & 0xffff) + (to & 0xffff));
    }

    /** The checksum field after two adjacent 16-bit words changed. */
    public static int update32(int checksum, int from, int to) {
        long sum = (~checksum & 0xffff) + (~from & 0xffff) + (~from >>> 16) + (to & 0xffff) + (to >>> 16);
        return finish(sum);
    }
}
