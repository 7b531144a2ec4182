package org.hadirector.lvs.packet;

import org.hadirector.lvs.path.Frame;

/**
 * Puts a whole IP packet into another one: IP in IP (RFC 2003, RFC 2473, RFC 4213), GRE (RFC 2784), or UDP (Generic UDP
 * Encapsulation, draft-ietf-intarea-gue, version 0). Fields of the outer header as ip_vs_tunnel_xmit of the kernel sets
 * them: TTL and differentiated services are the packet's, congestion as RFC 3168 section 9.1.1 (full functionality).
 */
public final class Wrapping {
    /** How. */
    public enum Type {
        IPIP,
        GRE,
        GUE
    }

    private static final int IPV4_HEADER = 20;
    private static final int IPV6_HEADER = 40;
    private static final int UDP_HEADER = 8;
    private static final int GUE_HEADER = 4;
    private static final int GRE_HEADER = 4;
    private static final int GRE_CHECKSUM = 4;
    private static final int IPIP_PROTOCOL = 4;
    private static final int IPV6_PROTOCOL = 41;
    private static final int GRE_PROTOCOL = 47;
    private static final int DF = 0x4000;
    private static final int FIRST_PORT = 32_768; // of ip_local_port_range, as udp_flow_src_port
    private static final int PORTS = 28_232;

    private int identification;

    /** Bytes in front of the packet, outer IP header included. */
    public static int overhead(Type type, boolean checksum, boolean outerIpv6) {
        int ip = outerIpv6 ? IPV6_HEADER : IPV4_HEADER;
        return switch (type) {
            case IPIP -> ip;
            case GRE -> ip + GRE_HEADER + (checksum ? GRE_CHECKSUM : 0);
            case GUE -> ip + UDP_HEADER + GUE_HEADER;
        };
    }

    /**
     * Wraps the packet of a frame, which has the headroom and whose checksums are complete or, of a frame that stands
     * for several, will be in each segment. The addresses and, of GUE, the port come from {@code ends}.
     *
     * @param keepDf whether the outer packet takes over that routers must not fragment
     */
    public void wrap(PacketView packet, Type type, boolean checksum, boolean keepDf, Ends ends) {
        Frame frame = packet.frame();
        boolean inner6 = packet.isIpv6();
        int length = packet.packetLength();
        int hops = packet.hops();
        int service = service(packet);
        boolean df = keepDf && !inner6 && packet.isUnfragmentable();
        int port = type == Type.GUE ? FIRST_PORT + Integer.remainderUnsigned(flow(packet), PORTS) : 0;

        boolean outer6 = !Addresses.isIpv4(ends.toHigh(), ends.toLow());
        int overhead = overhead(type, checksum, outer6);
        frame.grow(overhead);
        int ip = PacketView.NETWORK;
        int inside = ip + (outer6 ? IPV6_HEADER : IPV4_HEADER);
        Ethernet.type(frame, outer6 ? Ethernet.IPV6 : Ethernet.IPV4);
        int whole = length + overhead;
        int protocol = type == Type.IPIP ? inner(inner6) : type == Type.GRE ? GRE_PROTOCOL : PacketView.UDP;
        if (outer6) {
            header6(frame, whole - IPV6_HEADER, protocol, service, hops, ends);
        } else {
            header4(frame, whole, protocol, service, hops, df, ends);
        }
        int payload = ip + whole - inside;
        if (type == Type.GRE) {
            gre(frame, inside, payload, checksum, inner6);
        } else if (type == Type.GUE) {
            frame.u8(inside + UDP_HEADER, 0);
            frame.u8(inside + UDP_HEADER + 1, inner(inner6));
            frame.u16(inside + UDP_HEADER + 2, 0);
            udp(frame, inside, payload, port, ends.port(), checksum, outer6);
        }
    }

    /** The two ends of a tunnel, as two longs each ({@link Addresses}), and the far end's UDP port. */
    public interface Ends {
        long fromHigh();

        long fromLow();

        long toHigh();

        long toLow();

        /** UDP port of the far end, of {@link Type#GUE} only. */
        int port();
    }

    private static int inner(boolean ipv6) {
        return ipv6 ? IPV6_PROTOCOL : IPIP_PROTOCOL;
    }

    /** Differentiated services and congestion bits of the outer header; "congestion experienced" stays inside. */
    private static int service(PacketView packet) {
        Frame frame = packet.frame();
        int ip = PacketView.NETWORK;
        int octet = packet.isIpv6() ? frame.u16(ip) >> 4 & 0xff : frame.u8(ip + 1);
        return (octet & 3) == 3 ? octet & ~3 | 2 : octet;
    }

    /** The same number for all packets of a flow, so that routers keep them in order. */
    private static int flow(PacketView packet) {
        long mixed = packet.sourceHigh() * 31 + packet.sourceLow();
        mixed = (mixed * 31 + packet.destinationHigh()) * 31 + packet.destinationLow();
        int protocol = packet.protocol();
        if (protocol == PacketView.TCP || protocol == PacketView.UDP || protocol == PacketView.SCTP) {
            mixed = mixed * 31 + packet.frame().s32(packet.transport());
        }
        return (int) (mixed * 0x9e37_79b9_7f4a_7c15L >>> 32);
    }

    private void header4(Frame frame, int length, int protocol, int service, int hops, boolean df, Ends ends) {
        int ip = PacketView.NETWORK;
        frame.u16(ip, 0x4500 | service);
        frame.u16(ip + 2, length);
        frame.u16(ip + 4, df ? 0 : ++identification & 0xffff); // RFC 6864: atomic packets need none
        frame.u16(ip + 6, df ? DF : 0);
        frame.u16(ip + 8, hops << 8 | protocol);
        frame.u16(ip + 10, 0);
        frame.s32(ip + 12, (int) ends.fromLow());
        frame.s32(ip + 16, (int) ends.toLow());
        frame.u16(ip + 10, Checksums.finish(Checksums.sum(frame, ip, IPV4_HEADER)));
    }

    private static void header6(Frame frame, int payload, int protocol, int service, int hops, Ends ends) {
        int ip = PacketView.NETWORK;
        frame.s32(ip, 0x6000_0000 | service << 20);
        frame.u16(ip + 4, payload);
        frame.u16(ip + 6, protocol << 8 | hops);
        address(frame, ip + 8, ends.fromHigh(), ends.fromLow());
        address(frame, ip + 24, ends.toHigh(), ends.toLow());
    }

    private static void address(Frame frame, int at, long high, long low) {
        frame.s32(at, (int) (high >>> 32));
        frame.s32(at + 4, (int) high);
        frame.s32(at + 8, (int) (low >>> 32));
        frame.s32(at + 12, (int) low);
    }

    private static void gre(Frame frame, int at, int length, boolean checksum, boolean inner6) {
        frame.u16(at, checksum ? 0x8000 : 0);
        frame.u16(at + 2, inner6 ? Ethernet.IPV6 : Ethernet.IPV4);
        if (checksum) {
            frame.s32(at + 4, 0);
            frame.u16(at + 4, Checksums.finish(Checksums.sum(frame, at, length)));
        }
    }

    private static void udp(Frame frame, int at, int length, int from, int to, boolean checksum, boolean outer6) {
        frame.u16(at, from);
        frame.u16(at + 2, to);
        frame.u16(at + 4, length);
        frame.u16(at + 6, 0);
        if (checksum) {
            long pseudo = outer6
                    ? Checksums.sum(frame, PacketView.NETWORK + 8, 32)
                    : Checksums.sum(frame, PacketView.NETWORK + 12, 8);
            int sum = Checksums.finish(Checksums.sum(frame, at, length) + pseudo + PacketView.UDP + length);
            frame.u16(at + 6, sum == 0 ? 0xffff : sum);
        }
    }
}
