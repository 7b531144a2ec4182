package org.hadirector.lvs.packet;

import org.hadirector.lvs.path.FragmentCuts;
import org.hadirector.lvs.path.Frame;
import org.hadirector.lvs.path.Outlet;
import org.hadirector.lvs.path.PacketHandler;

/**
 * Sends a packet through an outlet, in fragments where it is too long (RFC 791 section 3.2, RFC 8200 section 4.5; sizes
 * as ip_do_fragment and ip6_fragment of the kernel choose them). All checksums of the packet must be complete.
 */
public final class Fragmenter {
    private static final int MORE = 0x2000;
    private static final int DF = 0x4000;
    private static final int OPTIONS = PacketView.NETWORK + 20;

    /** The minimum MTU: smaller fragments are not made, but let go on as they came. */
    private static final int IPV6_LEAST = 1280;

    private final Outlet outlet;
    private int identification;
    // The plan for the packet at hand.
    private int total;
    private int step;
    private FragmentCuts cuts;
    private int ahead; // bytes in front of what the fragments carried

    public Fragmenter(Outlet outlet) {
        this.outlet = outlet;
    }

    /**
     * Sends a frame with an IP packet.
     *
     * @param limit most bytes of an IP packet
     * @param interfaceIndex where to, as a verdict
     * @return false if the outlet had no room for it or for the rest of it
     */
    public boolean send(Frame frame, int limit, int interfaceIndex) {
        int network = PacketView.NETWORK;
        boolean ipv6 = Ethernet.type(frame) == Ethernet.IPV6;
        int length = ipv6 ? 40 + frame.u16(network + 4) : frame.u16(network + 2);
        if (length <= limit) {
            Frame copy = outlet.frame(network + length);
            if (copy == null) {
                return false;
            }
            copy.copy(0, frame, 0, network + length);
            outlet.send(interfaceIndex);
            return true;
        }
        return ipv6 ? send6(frame, length, limit, interfaceIndex) : send4(frame, length, limit, interfaceIndex);
    }

    private boolean send4(Frame frame, int length, int limit, int interfaceIndex) {
        int network = PacketView.NETWORK;
        int header = (frame.u8(network) & 0x0f) * 4;
        if (!plan(frame, length - header, limit - header)) {
            return false;
        }
        // What is cut anew has what the fragments had that came, whatever is wrapped around them says (IPSKB_FRAG_PMTU
        // of the kernel); those that go on as they came have none (ip_fraglist_prepare). What is the stack's is as it
        // was.
        boolean keepsDf = cuts == null || interfaceIndex == PacketHandler.LOCAL;
        int df = keepsDf && frame.cuts() != null && frame.cuts().isUnfragmentable() ? DF : 0;
        int payload;
        for (int from = 0; from < length - header; from += payload) {
            payload = next(from) - from;
            boolean last = from + payload == length - header;
            Frame fragment = outlet.frame(network + header + payload);
            if (fragment == null) {
                return false;
            }
            fragment.copy(0, frame, 0, network + header);
            fragment.copy(network + header, frame, network + header + from, payload);
            if (from > 0) {
                keepCopiedOptions(fragment, network + header);
            }
            fragment.u16(network + 2, header + payload);
            fragment.u16(network + 6, df | from / 8 | (last ? 0 : MORE));
            fragment.u16(network + 10, 0);
            fragment.u16(network + 10, Checksums.finish(Checksums.sum(fragment, network, header)));
            outlet.send(interfaceIndex);
        }
        return true;
    }

    /**
     * Decides where to cut: as the packet came where everything in front leaves the cuts at multiples of 8 and all
     * pieces fit, else into the longest pieces that fit.
     *
     * @param payload bytes to cut
     * @param most bytes of payload in a piece
     */
    private boolean plan(Frame frame, int payload, int most) {
        total = payload;
        step = most & ~7;
        cuts = frame.cuts();
        if (cuts != null) {
            ahead = payload - cuts.total();
            cuts = cuts.isKept() && ahead >= 0 && ahead % 8 == 0 && fits(most) ? cuts : null;
        }
        return step > 0;
    }

    private boolean fits(int most) {
        for (int from = 0; from < total; from = next(from)) {
            if (next(from) - from > most) {
                return false;
            }
        }
        return true;
    }

    /** Where the piece ends that begins at {@code from}. */
    private int next(int from) {
        return cuts == null ? Math.min(total, from + step) : ahead + cuts.end(Math.max(0, from - ahead));
    }

    /** Options that are for the first fragment only become padding in the others. */
    private static void keepCopiedOptions(Frame fragment, int end) {
        int at = OPTIONS;
        while (at < end && fragment.u8(at) != 0) { // behind the end of all options nothing is one
            int option = fragment.u8(at);
            int size = option <= 1 ? 1 : at + 1 < end ? fragment.u8(at + 1) : 0;
            if (size < 1 || option > 1 && size < 2 || at + size > end) {
                return; // damaged options are nobody's
            }
            for (int i = at; (option & 0x80) == 0 && i < at + size; i++) {
                fragment.u8(i, 1);
            }
            at += size;
        }
    }

    private boolean send6(Frame frame, int length, int limit, int interfaceIndex) {
        int network = PacketView.NETWORK;
        int nextHeaderAt = unfragmentable(frame, network + length);
        int header = nextHeaderAt == network + 6 ? 40 : nextHeaderAt + size(frame, nextHeaderAt) - network;
        int most = Math.max(limit, frame.cuts() == null ? limit : IPV6_LEAST);
        if (!plan(frame, length - header, most - header - Ipv6.FRAGMENT_HEADER)) {
            return false;
        }
        int id = ++identification;
        int payload;
        for (int from = 0; from < length - header; from += payload) {
            payload = next(from) - from;
            boolean last = from + payload == length - header;
            int start = network + header + Ipv6.FRAGMENT_HEADER;
            Frame fragment = outlet.frame(start + payload);
            if (fragment == null) {
                return false;
            }
            fragment.copy(0, frame, 0, network + header);
            fragment.copy(start, frame, network + header + from, payload);
            fragment.u16(network + 4, header - 40 + Ipv6.FRAGMENT_HEADER + payload);
            fragment.u16(network + header, frame.u8(nextHeaderAt) << 8);
            fragment.u8(nextHeaderAt, Ipv6.FRAGMENT);
            fragment.u16(network + header + 2, from | (last ? 0 : 1));
            fragment.s32(network + header + 4, id);
            outlet.send(interfaceIndex);
        }
        return true;
    }

    /**
     * Where the header is named that the fragment header goes in front of: behind what routers on the way read, and
     * behind options for the destination that no routing header precedes, as the kernel's (ip6_find_1stfragopt).
     */
    private static int unfragmentable(Frame frame, int end) {
        int named = PacketView.NETWORK + 6;
        int at = PacketView.NETWORK + 40;
        boolean routed = false;
        while (at + 8 <= end) {
            int type = frame.u8(named);
            boolean stays = type == Ipv6.HOP_BY_HOP || type == Ipv6.ROUTING || type == Ipv6.DESTINATION && !routed;
            if (!stays) {
                break;
            }
            routed |= type == Ipv6.ROUTING;
            named = at;
            at += Ipv6.size(type, frame.u8(at + 1));
        }
        return named;
    }

    private static int size(Frame frame, int headerAt) {
        return Ipv6.size(Ipv6.HOP_BY_HOP, frame.u8(headerAt + 1));
    }
}
