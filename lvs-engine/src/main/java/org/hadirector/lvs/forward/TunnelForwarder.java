package org.hadirector.lvs.forward;

import org.hadirector.lvs.model.Tunnel;
import org.hadirector.lvs.packet.Addresses;
import org.hadirector.lvs.packet.Checksums;
import org.hadirector.lvs.packet.PacketView;
import org.hadirector.lvs.packet.QuotedPacket;
import org.hadirector.lvs.packet.Segments;
import org.hadirector.lvs.packet.Wrapping;
import org.hadirector.lvs.path.Frame;
import org.hadirector.lvs.path.NextHop;
import org.hadirector.lvs.path.PacketHandler;
import org.hadirector.lvs.setting.Setting;
import org.hadirector.lvs.setting.Settings;

/**
 * Tunnelling: the packet, virtual address and all, goes inside another one to the real server, which unwraps it, has
 * the address on a loopback or tunnel device, and answers the client itself. The server may be anywhere, of either
 * family. A frame that stands for several packets is wrapped as a whole where an interface can segment it inside, and
 * taken apart where none can.
 */
public final class TunnelForwarder implements Forwarder {
    private static final int LONGEST = 65_535;
    private static final int ICMP_HEADER = 8;
    private static final int LEAST_MTU = 68;
    private static final int IPV4_HEADER = 20;
    private static final int IPV6_HEADER = 40;

    private final Departure departure;
    private final Settings settings;
    private final ClientHops clients;
    private final Wrapping wrapping = new Wrapping();
    private final PacketView segment = new PacketView();
    private final Ends ends = new Ends();

    public TunnelForwarder(Departure departure, Settings settings, ClientHops clients) {
        this.departure = departure;
        this.settings = settings;
        this.clients = clients;
    }

    @Override
    public int forward(PacketView packet, Target target, int port) {
        boolean discovery = settings.isOn(Setting.PMTU_DISC);
        int overhead = overhead(target);
        if (departure.refused(packet, target, overhead, discovery)) {
            return departure.verdict();
        }
        NextHop hop = target.hop();
        Frame frame = packet.frame();
        boolean whole = frame.segmentSize() == 0;
        boolean room = !whole || frame.headroom() >= overhead && packet.packetLength() + overhead <= LONGEST;
        if (!hop.hasAddress() || !room) {
            return departure.drop(Drop.NO_ROOM_TO_WRAP);
        }
        ends.set(hop, target);
        if (whole) {
            Checksums.complete(packet);
        } else if (!canBeSegmentedInside(packet, target, overhead)) {
            return forwardSegments(packet, target, discovery);
        }
        wrap(packet, target, discovery);
        return departure.leave(packet, target);
    }

    /**
     * Whether the outer headers may go around all packets of the frame at once, for an interface to repeat them: the
     * kernel knows how, and the wrapped packets need no fragments.
     */
    private static boolean canBeSegmentedInside(PacketView packet, Target target, int overhead) {
        Frame frame = packet.frame();
        return frame.isChecksumPartial()
                && isSegmentedByTheKernel(target)
                && frame.headroom() >= overhead
                && packet.packetLength() + overhead <= LONGEST
                && packet.sizeOnTheWire() + overhead
                        <= target.pathMtu().used(target.hop().mtu());
    }

    /**
     * No tunnel with a checksum over what is inside (encap.h), and no GRE in IPv6, where Linux 6.18 takes the GRE
     * header for the one of TCP.
     */
    private static boolean isSegmentedByTheKernel(Target target) {
        boolean outer6 = !Addresses.isIpv4(target.addressHigh(), target.addressLow());
        return !hasChecksum(target.tunnel()) && !(outer6 && target.tunnel().type() == Tunnel.Type.GRE);
    }

    private int forwardSegments(PacketView packet, Target target, boolean discovery) {
        Segments segments = departure.segments();
        int count = segments.begin(packet);
        for (int i = 0; i < count; i++) {
            if (segment.parse(segments.segment(i)) != PacketView.Kind.TRANSPORT) {
                return departure.drop(Drop.MALFORMED);
            }
            wrap(segment, target, discovery);
            int verdict = departure.leave(segment, target);
            if (verdict > 0) {
                verdict = departure.out(segment.frame(), LONGEST, verdict);
            }
            if (verdict != PacketHandler.CONSUMED) {
                return verdict;
            }
        }
        return count == 0 ? departure.drop(Drop.MALFORMED) : PacketHandler.CONSUMED;
    }

    private void wrap(PacketView packet, Target target, boolean discovery) {
        Tunnel tunnel = target.tunnel();
        wrapping.wrap(packet, type(tunnel), hasChecksum(tunnel), discovery, ends);
    }

    /**
     * An ICMP error about a packet that we wrapped: its client is told what happened to the packet inside, and what the
     * way can carry is remembered (ip_vs_in_icmp of the kernel).
     *
     * @param error the error
     * @param inner what was wrapped, a packet of the connection of {@code clientHop}
     */
    public int relayError(PacketView error, QuotedPacket inner, Target target, long clientHop) {
        Frame frame = error.frame();
        int typeAndCode = error.icmpTypeAndCode();
        int rest = frame.s32(error.transport() + 4);
        boolean outer6 = error.isIpv6();
        if (!outer6 && inner.isIpv6()) {
            // What is wrapped around IPv6 may be fragmented on the way, so there is nothing to learn; ip_vs_in_icmp of
            // the kernel looks for IPv4 only.
            return PacketHandler.CONSUMED;
        }
        if (typeAndCode == (outer6 ? 0x200 : 0x304)) {
            int mtu = outer6 ? rest : rest & 0xffff;
            NextHop hop = target.hop();
            int link = hop == null ? mtu : hop.mtu();
            target.pathMtu().learn(mtu, outer6, link, departure.nowNs());
            // As the kernel, whatever else is wrapped around: what still does not fit is told at the next packet.
            int left = target.pathMtu().used(link) - (outer6 ? IPV6_HEADER : IPV4_HEADER);
            if (!inner.isUnfragmentable() || left < LEAST_MTU) {
                return PacketHandler.CONSUMED; // the wrapping is fragmented from now on, the client need not care
            }
            typeAndCode = inner.isIpv6() ? 0x200 : 0x304;
            rest = left;
        } else if (outer6 != inner.isIpv6()) {
            return PacketHandler.CONSUMED; // codes of one family mean nothing in the other
        }
        if (!departure.icmp().relay(frame, inner, typeAndCode, rest)) {
            return departure.drop(Drop.NO_ROOM_FOR_ANSWER);
        }
        return clients.leave(frame, clientHop);
    }

    /** Bytes of outer headers up to the packet inside. */
    public static int overhead(Target target) {
        boolean outer6 = !Addresses.isIpv4(target.addressHigh(), target.addressLow());
        return Wrapping.overhead(type(target.tunnel()), hasChecksum(target.tunnel()), outer6);
    }

    private static Wrapping.Type type(Tunnel tunnel) {
        return switch (tunnel.type()) {
            case IPIP -> Wrapping.Type.IPIP;
            case GRE -> Wrapping.Type.GRE;
            case GUE -> Wrapping.Type.GUE;
        };
    }

    /**
     * The checksum of a packet is always complete when it is wrapped, so that there is nothing left to offload to the
     * far end: remote checksum offload is a plain checksum then, as with the kernel.
     */
    private static boolean hasChecksum(Tunnel tunnel) {
        return tunnel.checksum() != Tunnel.Checksum.NONE;
    }

    /** The ends of the tunnel at hand. */
    private static final class Ends implements Wrapping.Ends {
        private NextHop hop;
        private Target target;

        void set(NextHop newHop, Target newTarget) {
            hop = newHop;
            target = newTarget;
        }

        @Override
        public long fromHigh() {
            return hop.addressHigh();
        }

        @Override
        public long fromLow() {
            return hop.addressLow();
        }

        @Override
        public long toHigh() {
            return target.addressHigh();
        }

        @Override
        public long toLow() {
            return target.addressLow();
        }

        @Override
        public int port() {
            return target.tunnel().port();
        }
    }
}
