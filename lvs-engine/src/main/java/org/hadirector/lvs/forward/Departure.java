package org.hadirector.lvs.forward;

import org.hadirector.lvs.packet.Addresses;
import org.hadirector.lvs.packet.Checksums;
import org.hadirector.lvs.packet.Ethernet;
import org.hadirector.lvs.packet.Fragmenter;
import org.hadirector.lvs.packet.HopStamp;
import org.hadirector.lvs.packet.IcmpAnswer;
import org.hadirector.lvs.packet.PacketView;
import org.hadirector.lvs.packet.Segments;
import org.hadirector.lvs.path.Frame;
import org.hadirector.lvs.path.NextHop;
import org.hadirector.lvs.path.Outlet;
import org.hadirector.lvs.path.PacketHandler;

/**
 * What all methods that send a packet on have in common: is the next hop known, does the packet live long enough, does
 * it fit the way; MAC addresses, and fragments where it does not fit and may be fragmented. The order is that of
 * __ip_vs_get_out_rt of the kernel. Belongs to the packet thread.
 */
public final class Departure {
    private static final int NOT_REFUSED = Integer.MIN_VALUE;
    private static final int LEAST_IPV4 = 68;
    private static final int LEAST_IPV6 = 1280;

    private final DropCounters drops;
    private final IcmpAnswer icmp;
    private final Fragmenter fragmenter;
    private final Segments segments = new Segments();
    private final LinkMtus links;
    private final HopStamp stamp;
    private long nowNs;
    private boolean hopWanted;
    private int verdict;

    public Departure(DropCounters drops, IcmpAnswer icmp, Outlet outlet, LinkMtus links, HopStamp stamp, long nowNs) {
        this.drops = drops;
        this.icmp = icmp;
        this.links = links;
        this.stamp = stamp;
        this.nowNs = nowNs;
        fragmenter = new Fragmenter(outlet);
    }

    /** Tells the time for the packets to come. */
    public void now(long newNowNs) {
        nowNs = newNowNs;
    }

    /** The time that was told. */
    public long nowNs() {
        return nowNs;
    }

    /** Segments of frames that must be taken apart; one taker at a time. */
    Segments segments() {
        return segments;
    }

    /**
     * Whether the packet cannot go to the target; {@link #verdict} then says what becomes of the frame. If it can, it
     * is one hop older now.
     *
     * @param overhead bytes that will be wrapped around it
     * @param honourDf whether a packet that must not be fragmented is refused when it is too long; else it goes in
     *     fragments of what is wrapped around it
     */
    boolean refused(PacketView packet, Target target, int overhead, boolean honourDf) {
        NextHop hop = target.hop();
        if (hop == null) {
            hopWanted = true;
            verdict = drop(Drop.NO_NEXT_HOP);
            return true;
        }
        stamp.stamp(packet, packet.destinationLow());
        if (packet.hops() <= 1) {
            verdict = packet.isIcmpError() ? drop(Drop.EXPIRED) : answered(packet, icmp.timeExceeded(packet));
            return true;
        }
        packet.decrementHops();
        packet.trim();
        int least = leastMtu(target);
        if (hop.mtu() - overhead < least) {
            verdict = drop(Drop.NO_ROOM_TO_WRAP);
            return true;
        }
        // What was learnt of the way may be less: the wrapping goes in fragments then.
        int mtu = Math.max(least, target.pathMtu().use(hop.mtu(), nowNs) - overhead);
        int size = packet.frame().cuts() == null ? packet.sizeOnTheWire() : sizeOfFragments(packet);
        if (size <= mtu || !packet.isIpv6() && !(honourDf && packet.isUnfragmentable())) {
            return false;
        }
        verdict = packet.isIcmpError() ? icmpTooBig(packet) : answered(packet, icmp.tooBig(packet, mtu));
        return verdict != NOT_REFUSED;
    }

    /**
     * What came in fragments of IPv4 is measured as a whole (ensure_mtu_is_adequate), of IPv6 by the largest of them.
     */
    private static int sizeOfFragments(PacketView packet) {
        return packet.isIpv6() ? packet.frame().fragmentSize() : packet.packetLength();
    }

    /** What every link must carry, of the family on the way (RFC 791, RFC 8200). */
    private static int leastMtu(Target target) {
        return Addresses.isIpv4(target.addressHigh(), target.addressLow()) ? LEAST_IPV4 : LEAST_IPV6;
    }

    /** Nobody is told about an ICMP error; of IPv4 it goes in fragments all the same, as the kernel lets it. */
    private int icmpTooBig(PacketView packet) {
        return packet.isIpv6() ? drop(Drop.TOO_BIG) : NOT_REFUSED;
    }

    int verdict() {
        return verdict;
    }

    /** Refuses a packet for a reason of the method's. */
    void refuse(Drop reason) {
        verdict = drop(reason);
    }

    /** Sends the frame to the target's MAC address. */
    int leave(PacketView packet, Target target) {
        NextHop hop = target.hop();
        Frame frame = packet.frame();
        Ethernet.addresses(frame, hop.destination(), hop.source());
        return leave(packet, target.pathMtu().used(hop.mtu()), hop.interfaceIndex());
    }

    /** Whether a packet is too long for a link, as it is. */
    boolean exceeds(PacketView packet, int interfaceIndex) {
        return packet.packetLength() > links.of(interfaceIndex);
    }

    /**
     * Whether a reply has lived too long or is too big for the client's link; {@link #verdict} then says what becomes
     * of the frame. If not, it is one hop older now.
     *
     * @param target the server that sent it, which is told
     */
    boolean replyRefused(PacketView packet, Target target, int interfaceIndex) {
        NextHop hop = target.hop();
        stamp.stamp(packet, hop == null ? 0 : hop.addressLow());
        if (packet.hops() <= 1) {
            boolean silent = packet.isIcmpError() || hop == null || !hop.hasAddress();
            verdict = silent
                    ? drop(Drop.REPLY_EXPIRED)
                    : answered(packet, icmp.timeExceeded(packet, hop.addressHigh(), hop.addressLow()));
            return true;
        }
        int mtu = links.of(interfaceIndex);
        if (packet.sizeOnTheWire() <= mtu || !packet.isUnfragmentable()) {
            packet.decrementHops();
            packet.trim();
            return false;
        }
        if (packet.isIcmpError() || hop == null || !hop.hasAddress()) {
            verdict = drop(Drop.TOO_BIG);
        } else {
            verdict = answered(packet, icmp.tooBig(packet, mtu, hop.addressHigh(), hop.addressLow()));
        }
        return true;
    }

    /**
     * Sends a reply whose MAC addresses are set.
     *
     * @param virtualLow the address that it comes from now, low half
     */
    int leaveToClient(PacketView packet, long virtualLow, int interfaceIndex) {
        stamp.restate(packet, virtualLow);
        return leave(packet, links.of(interfaceIndex), interfaceIndex);
    }

    /** Sends what this machine's own stack sent already: to the MAC address and by the interface that it chose. */
    int leaveAsSent(PacketView packet) {
        int interfaceIndex = packet.frame().interfaceIndex();
        return leave(packet, links.of(interfaceIndex), interfaceIndex);
    }

    /** The view must still be about what the frame held before it was wrapped. */
    private int leave(PacketView packet, int mtu, int interfaceIndex) {
        Frame frame = packet.frame();
        boolean inIpv6 = frame.u8(PacketView.NETWORK) >> 4 == 6;
        int limit = mtu;
        if (frame.cuts() != null && inIpv6 == packet.isIpv6()) {
            limit = Math.min(mtu, frame.fragmentSize()); // none longer than it came in
        } else if (frame.cuts() != null) {
            frame.cuts().wrap(inIpv6);
            limit = frame.cuts().limitWrapped(inIpv6, mtu);
        }
        if (packet.sizeOnTheWire() + frame.grown() <= limit) {
            return frame.fragmentSize() == 0 ? interfaceIndex : out(frame, limit, interfaceIndex);
        }
        if (frame.segmentSize() == 0) {
            if (frame.grown() == 0) {
                Checksums.complete(packet);
            }
            return out(frame, limit, interfaceIndex);
        }
        int count = segments.begin(packet);
        for (int i = 0; i < count; i++) {
            if (out(segments.segment(i), limit, interfaceIndex) == PacketHandler.DROP) {
                return PacketHandler.DROP;
            }
        }
        return count == 0 ? drop(Drop.MALFORMED) : PacketHandler.CONSUMED;
    }

    /** Sends a frame of its own, in fragments where it is too long. */
    public int out(Frame frame, int limit, int interfaceIndex) {
        if (!fragmenter.send(frame, limit, interfaceIndex)) {
            return drop(Drop.NO_ROOM_TO_SEND);
        }
        return PacketHandler.CONSUMED;
    }

    /** Tells who sent a packet to an address of this machine that nobody serves the port. */
    public int portUnreachable(PacketView packet) {
        stamp.stamp(packet, packet.destinationLow());
        return answered(packet, icmp.portUnreachable(packet));
    }

    /** Tells a server that its packet belongs to nothing. */
    public int portUnreachable(PacketView packet, NextHop hop) {
        stamp.stamp(packet, hop.addressLow());
        return answered(packet, icmp.portUnreachable(packet, hop.addressHigh(), hop.addressLow()));
    }

    /** Tells the sender of a fragment that others did not come in time. */
    public int reassemblyTimeExceeded(PacketView fragment) {
        stamp.stamp(fragment, fragment.destinationLow());
        return told(fragment, icmp.reassemblyTimeExceeded(fragment));
    }

    /** As {@link #reassemblyTimeExceeded(PacketView)} to a server. */
    public int reassemblyTimeExceeded(PacketView fragment, NextHop hop) {
        stamp.stamp(fragment, hop.addressLow());
        return told(fragment, icmp.reassemblyTimeExceeded(fragment, hop.addressHigh(), hop.addressLow()));
    }

    IcmpAnswer icmp() {
        return icmp;
    }

    /** Whether a packet met an unknown next hop since the last call. */
    public boolean takeHopWanted() {
        boolean wanted = hopWanted;
        hopWanted = false;
        return wanted;
    }

    int drop(Drop reason) {
        drops.count(reason);
        return PacketHandler.DROP;
    }

    /** Nothing is dropped that was not taken long ago. */
    private static int told(PacketView fragment, boolean built) {
        return built ? fragment.frame().interfaceIndex() : PacketHandler.DROP;
    }

    private int answered(PacketView packet, boolean built) {
        return built ? packet.frame().interfaceIndex() : drop(Drop.NO_ROOM_FOR_ANSWER);
    }
}
