package org.hadirector.lvs.engine;

import org.hadirector.lvs.forward.ClientHops;
import org.hadirector.lvs.packet.PacketView;
import org.hadirector.lvs.path.NextHop;

/**
 * The ways to clients of whom there is no connection that knows it: whom a server speaks to first, or answers with
 * one-packet scheduling. A cache of some thousand, the newest of those that share a place. What is not in it is asked
 * for, a thousand times a second at most. Belongs to the packet thread.
 */
final class ClientWays {
    /** The way is not known (yet). */
    static final long NONE = -1;

    private static final int PLACES = 1 << 12;

    /** So long what the routing said is taken for true. */
    private static final long FRESH_NS = 10_000_000_000L;

    private final ClientHops clients;
    private final HopQuestions questions;
    private final long[] high = new long[PLACES];
    private final long[] low = new long[PLACES];
    private final long[] hop = new long[PLACES];
    private final long[] untilNs = new long[PLACES];

    ClientWays(ClientHops clients, HopQuestions questions) {
        this.clients = clients;
        this.questions = questions;
    }

    /** A client's packet came: the way back is where it came from. */
    void learn(PacketView packet, long nowNs) {
        put(packet.sourceHigh(), packet.sourceLow(), clients.learn(packet), nowNs);
    }

    /** The routing knows the way that was asked for. */
    void learn(HopQuestions.Question question, NextHop found, long nowNs) {
        put(question.high(), question.low(), clients.of(found), nowNs);
    }

    /**
     * The way to the destination of a server's packet, as connections hold it, or {@link #NONE}: then it may be asked
     * for now ({@link HopQuestions#about}). One that is known for long counts until the answer is there.
     */
    long to(PacketView packet, long nowNs) {
        long toHigh = packet.destinationHigh();
        long toLow = packet.destinationLow();
        int at = place(toHigh, toLow);
        boolean known = high[at] == toHigh && low[at] == toLow;
        if (!known || untilNs[at] - nowNs <= 0) {
            questions.ask(packet, nowNs);
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
