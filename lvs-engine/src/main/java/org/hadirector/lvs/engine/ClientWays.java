package org.hadirector.lvs.engine;

import org.hadirector.lvs.forward.ClientHops;
import org.hadirector.lvs.packet.Addresses;
import org.hadirector.lvs.packet.PacketView;
import org.hadirector.lvs.path.NextHop;
import org.hadirector.lvs.path.NextHops;

/**
 * The ways to clients of whom there is no connection that knows it: whom a server speaks to first, or answers with
 * one-packet scheduling. A cache of some thousand, the newest of those that share a place. The routing is asked on the
 * packet thread, a thousand times a second at most, sixteen at once: a lost first packet would cost a SIP dialogue half
 * a second (RFC 3261, T1). Belongs to the packet thread.
 */
final class ClientWays {
    /** The way is not known (yet). */
    static final long NONE = -1;

    private static final int PLACES = 1 << 12;
    private static final long PAUSE_NS = 1_000_000;
    private static final int AT_ONCE = 16;

    /** So long what the routing said is taken for true. */
    private static final long FRESH_NS = 10_000_000_000L;

    private final ClientHops clients;
    private final NextHops hops;
    private final long[] high = new long[PLACES];
    private final long[] low = new long[PLACES];
    private final long[] hop = new long[PLACES];
    private final long[] untilNs = new long[PLACES];
    private long askedNs; // as if each question took its pause, one after the other

    ClientWays(ClientHops clients, NextHops hops, long nowNs) {
        this.clients = clients;
        this.hops = hops;
        askedNs = nowNs - AT_ONCE * PAUSE_NS;
    }

    /** A client's packet came: the way back is where it came from. */
    void learn(PacketView packet, long nowNs) {
        put(packet.sourceHigh(), packet.sourceLow(), clients.learn(packet), nowNs);
    }

    /** The way to the destination of a server's packet, as connections hold it, or {@link #NONE}. */
    long to(PacketView packet, long nowNs) {
        long toHigh = packet.destinationHigh();
        long toLow = packet.destinationLow();
        int at = place(toHigh, toLow);
        boolean known = high[at] == toHigh && low[at] == toLow;
        boolean due = !known || untilNs[at] - nowNs <= 0;
        if (due && nowNs - askedNs >= PAUSE_NS) {
            askedNs = Math.max(askedNs, nowNs - AT_ONCE * PAUSE_NS) + PAUSE_NS;
            NextHop found =
                    hops.lookupOnce(Addresses.toInetAddress(toHigh, toLow)).orElse(null);
            if (found != null) {
                put(toHigh, toLow, clients.of(found), nowNs);
                known = true;
            }
        }
        return known ? hop[at] : NONE;
    }

    private void put(long ofHigh, long ofLow, long newHop, long nowNs) {
        int at = place(ofHigh, ofLow);
        high[at] = ofHigh;
        low[at] = ofLow;
        hop[at] = newHop;
        untilNs[at] = nowNs + FRESH_NS;
    }

    private static int place(long high, long low) {
        return (int) ((high * 31 + low) * 0x9e37_79b9_7f4a_7c15L >>> 40) & PLACES - 1;
    }
}
