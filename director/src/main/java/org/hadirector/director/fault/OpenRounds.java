package org.hadirector.director.fault;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hadirector.linux.HardwareAddress;

/**
 * Rounds whose questions may still be answered. A question says by its port of whom it was asked and how; who served it
 * is whoever is seen to pass it on to a real server, or to answer it itself. So a question that one director hands to
 * another is the other's, and never looks like two that serve. Pure; one thread.
 */
final class OpenRounds {
    private static final int FIRST_PORT = 20_000;
    private static final int PORTS = 40_000;

    /** A node that has just taken the address gives it back no sooner: claim, beats, question, release. */
    private static final long SHORTEST_OWNERSHIP_NS = 2_000_000;

    /** How a director is asked. */
    enum Way {
        /**
         * Too few hops to wait anywhere, or to go by another director: it is served by the one that was asked, or not.
         */
        DIRECT(2, false),
        /** As clients ask. */
        LASTING(64, false),
        /** On the first connection of a client that keeps its own: the gate of its owner at that time may carry it. */
        FORMER(2, true),
        /** On the connection that this client has now. */
        PRESENT(2, true);

        private final int hops;
        private final boolean kept;

        Way(int hops, boolean kept) {
            this.hops = hops;
            this.kept = kept;
        }

        /** How many hops such a question may take. */
        int hops() {
            return hops;
        }

        /** Whether it is asked on a connection that is there. */
        boolean kept() {
            return kept;
        }
    }

    private static final class Open {
        private final int number;
        private final long atNs;
        private final Set<String> arp = new HashSet<>();
        private final List<Set<String>> served = new ArrayList<>();
        private final Set<Integer> answered = new HashSet<>();
        private final Set<Integer> explained = new HashSet<>();
        private final Set<String> leased = new HashSet<>();
        private boolean together;
        private long lookedNs;
        private long lookedAwayNs;

        private Open(int number, long atNs, int questions) {
            this.number = number;
            this.atNs = atNs;
            this.lookedNs = atNs;
            for (int i = 0; i < questions; i++) {
                served.add(new HashSet<>());
            }
        }

        /** @param direct how many questions were asked directly; they are the first ones */
        private Round closed(int direct) {
            Set<String> serving = new HashSet<>();
            served.subList(0, direct).forEach(serving::addAll);
            Round.Leases leases = new Round.Leases(leased, together, lookedAwayNs < SHORTEST_OWNERSHIP_NS);
            return new Round(atNs, arp, serving, served, leases, explained.containsAll(answered));
        }

        private void looked(Set<String> gates, long nowNs) {
            leased.addAll(gates);
            together |= gates.size() > 1;
            lookedAwayNs = Math.max(lookedAwayNs, nowNs - lookedNs);
            lookedNs = nowNs;
        }
    }

    private final Map<String, String> directors;
    private final Deque<Open> open = new ArrayDeque<>();
    private long served;

    /** @param directors MAC address → name */
    OpenRounds(Map<String, String> directors) {
        this.directors = Map.copyOf(directors);
    }

    /** @param number of the round, one more than that of the one before */
    void begin(int number, long atNs) {
        open.addLast(new Open(number, atNs, questions()));
    }

    /** Which gates are open now: what was asked in any round that is not closed may be served there. */
    void looked(Set<String> gates, long nowNs) {
        open.forEach(round -> round.looked(gates, nowNs));
    }

    /**
     * The source port of a question. Questions of a round are asked in the order of their ports.
     *
     * @param director of whom it is asked, counted from 0
     */
    int port(int number, Way way, int director) {
        return firstPort(number) + way.ordinal() * directors.size() + director;
    }

    private int firstPort(int number) {
        return FIRST_PORT + Math.floorMod(number, PORTS / questions()) * questions();
    }

    private int questions() {
        return Way.values().length * directors.size();
    }

    /** A station answered the question who has the address, which says nothing about when it was asked. */
    void answeredArp(HardwareAddress station) {
        if (!open.isEmpty()) {
            open.getLast().arp.add(station.toString());
        }
    }

    /** A question as a real server got it. */
    void passedOn(ProbeFrame.Seen question) {
        Open round = round(question);
        if (round != null) {
            serve(round, question);
        }
    }

    /** An answer as it came. It came by nobody, until somebody is seen to have served the question. */
    void answered(ProbeFrame.Seen answer) {
        Open round = round(answer);
        if (round != null) {
            served++;
            round.answered.add(answer.port());
            serve(round, answer);
        }
    }

    private void serve(Open round, ProbeFrame.Seen seen) {
        String director = directors.get(seen.sender().toString());
        if (director != null) {
            round.served.get(seen.port() - firstPort(round.number)).add(director);
            round.explained.add(seen.port());
        }
    }

    /** The round of a question, null when there is none. */
    private Open round(ProbeFrame.Seen seen) {
        for (Open round : open) {
            int which = seen.port() - firstPort(round.number);
            if (round.number == seen.round() && which >= 0 && which < questions()) {
                return round;
            }
        }
        return null;
    }

    /** How many answers came so far. */
    long served() {
        return served;
    }

    /** Takes out the rounds that began before a moment. */
    List<Round> close(long beforeNs) {
        List<Round> closed = new ArrayList<>();
        while (!open.isEmpty() && open.getFirst().atNs < beforeNs) {
            closed.add(open.removeFirst().closed(directors.size()));
        }
        return closed;
    }
}
