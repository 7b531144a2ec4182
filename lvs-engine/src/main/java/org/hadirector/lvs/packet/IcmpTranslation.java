package org.hadirector.lvs.packet;

import org.hadirector.lvs.path.Frame;

/**
 * Network address translation of an ICMP error: the end that is translated, in the packet itself and in the packet that
 * it quotes, where it is the opposite end (RFC 3022, section 4.3; ip_vs_nat_icmp of the kernel). The quoted header's
 * checksum is made right, whatever the router left that counted its TTL down. The checksum of the quoted transport is
 * left alone: it is the one that its sender will know again.
 */
public final class IcmpTranslation {
    private IcmpTranslation() {}

    /** From the client's side to the server: to its address, about what it sent. */
    public static void towardsServer(PacketView packet, QuotedPacket quoted, long high, long low, int port) {
        boolean ipv6 = packet.isIpv6();
        address(packet.frame(), packet.network(), ipv6 ? 24 : 16, ipv6, high, low);
        address(packet.frame(), quoted.start(), ipv6 ? 8 : 12, ipv6, high, low);
        restate(packet.frame(), quoted);
        packet.frame().u16(quoted.transport(), port);
        Checksums.icmp(packet);
    }

    /** From the server's side to the client: from the virtual address, about what was sent there. */
    public static void towardsClient(PacketView packet, QuotedPacket quoted, long high, long low, int port) {
        boolean ipv6 = packet.isIpv6();
        address(packet.frame(), packet.network(), ipv6 ? 8 : 12, ipv6, high, low);
        address(packet.frame(), quoted.start(), ipv6 ? 24 : 16, ipv6, high, low);
        restate(packet.frame(), quoted);
        packet.frame().u16(quoted.transport() + 2, port);
        Checksums.icmp(packet);
    }

    /** Computes the checksum of the quoted header anew. */
    private static void restate(Frame frame, QuotedPacket quoted) {
        if (!quoted.isIpv6()) {
            int at = quoted.start();
            frame.u16(at + 10, 0);
            frame.u16(at + 10, Checksums.finish(Checksums.sum(frame, at, quoted.transport() - at)));
        }
    }

    private static void address(Frame frame, int header, int addressAt, boolean ipv6, long high, long low) {
        int at = header + addressAt;
        if (ipv6) {
            frame.s32(at, (int) (high >>> 32));
            frame.s32(at + 4, (int) high);
            frame.s32(at + 8, (int) (low >>> 32));
            frame.s32(at + 12, (int) low);
        } else {
            frame.u16(header + 10, Checksums.update32(frame.u16(header + 10), frame.s32(at), (int) low));
            frame.s32(at, (int) low);
        }
    }
}
