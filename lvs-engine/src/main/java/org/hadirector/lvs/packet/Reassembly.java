package org.hadirector.lvs.packet;

import org.hadirector.lvs.path.Frame;

/**
 * Puts fragments together (RFC 791, RFC 8200 section 4.5), as the kernel does before IPVS looks at a packet: only the
 * first fragment has ports, and it may come last. A fixed number of packets is under way at a time, the oldest gives
 * way to a new one; each has 30 seconds, of IPv6 60. Fragments that overlap end their packet (RFC 5722), exact
 * repetitions are ignored. Memory: 66 KiB for each packet that was ever under way at once, 4 MiB at most.
 */
public final class Reassembly {
    /** What became of a fragment. */
    public enum Outcome {
        /** It waits for others. */
        KEPT,
        /** Its packet is complete: {@link #whole}. */
        COMPLETE,
        /** A first fragment that lacks part of the transport header (RFC 8200, section 4.5): it stays alone. */
        ALONE,
        /** It cannot be right, or contradicts others; what was kept of its packet is gone. */
        REFUSED
    }

    /** Packets under way at once: the kernel's ipfrag_high_thresh is 4 MiB. */
    static final int PACKETS = 64;

    /** Time from the first fragment that came to the last, nanoseconds: the kernel's ipfrag_time. */
    static final long TIME_NS = 30_000_000_000L;

    /** The same of IPv6: RFC 8200, section 4.5, and the kernel's ip6frag_time. */
    static final long TIME6_NS = 60_000_000_000L;

    private final PartialPacket[] packets = new PartialPacket[PACKETS];
    private final Frame whole = new Frame();
    private long expired;
    private int open;

    /** Takes a fragment, copying what it needs of the frame. */
    public Outcome add(PacketView fragment, long nowNs) {
        int payload = PacketView.NETWORK + fragment.packetLength() - fragment.transport();
        int from = fragment.fragmentOffset();
        if (fragment.isIpv6()) {
            payload -= Ipv6.FRAGMENT_HEADER;
        }
        boolean more = fragment.hasMoreFragments();
        if (payload <= 0 || more && payload % 8 != 0 || from + payload > PartialPacket.MOST) {
            return Outcome.REFUSED;
        }
        if (from == 0 && fragment.isIpv6() && payload < Ipv6.leastTransport(fragment)) {
            return Outcome.ALONE;
        }
        PartialPacket packet = find(fragment, nowNs);
        Outcome outcome = packet.add(fragment, from, payload);
        if (outcome == Outcome.COMPLETE && !packet.finish(whole)) {
            outcome = Outcome.REFUSED;
        }
        if (outcome != Outcome.KEPT) {
            end(packet);
        }
        return outcome;
    }

    /** The packet that the last fragment completed; valid until the next call of {@link #add}. */
    public Frame whole() {
        return whole;
    }

    /**
     * Gives up packets whose time is over, up to one whose first fragment came: its sender can be told (RFC 792, RFC
     * 8200 section 4.5).
     *
     * @return that fragment as it came, valid until the next call of this or {@link #add}; null when no time is over
     */
    public Frame overdue(long nowNs) {
        for (int i = 0; open > 0 && i < PACKETS && packets[i] != null; i++) {
            PartialPacket packet = packets[i];
            if (packet.isOpen() && nowNs - packet.dueNs() > 0) {
                end(packet);
                expired++;
                if (packet.first(whole)) {
                    return whole;
                }
            }
        }
        return null;
    }

    private void end(PartialPacket packet) {
        packet.end();
        open--;
    }

    /** Packets that never became complete. */
    public long expired() {
        return expired;
    }

    private PartialPacket find(PacketView fragment, long nowNs) {
        PartialPacket best = null;
        for (int i = 0; i < PACKETS; i++) {
            PartialPacket packet = packets[i];
            if (packet == null) {
                packet = new PartialPacket();
                packets[i] = packet;
            }
            if (packet.isOpen() && nowNs - packet.dueNs() > 0) {
                end(packet);
                expired++;
            }
            if (packet.isOpen() && packet.holds(fragment)) {
                return packet;
            }
            if (best == null || best.isOpen() && (!packet.isOpen() || packet.sinceNs() - best.sinceNs() < 0)) {
                best = packet;
            }
            if (!packet.wasUsed()) {
                break; // those behind it never were either
            }
        }
        if (best.isOpen()) {
            expired++;
        } else {
            open++;
        }
        best.begin(fragment, nowNs);
        return best;
    }
}
