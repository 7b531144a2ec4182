package org.hadirector.heartbeat.sim;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import org.hadirector.heartbeat.link.StatusMessage;

/** The heartbeat links: each direction of each link can be cut; all lose, delay, double and reorder beats. */
public final class SimNetwork {
    private static final double FAIR_LOSS = 0.01;
    private static final double FAIR_DUPLICATES = 0.05;
    private static final long FAIR_JITTER_NS = 1_000_000;

    private static final int TAPE = 2_000;

    private final SimQueue queue;
    private final List<Deque<Recorded>> tapes = List.of(new ArrayDeque<>(), new ArrayDeque<>());
    private final List<String> names;
    private final List<SimLink> links = new ArrayList<>();
    private double loss;
    private double duplicates;
    private long jitterNs = 300_000;

    SimNetwork(SimQueue queue, SplittableRandom random, SimSettings settings) {
        this.queue = queue;
        this.names = settings.links();
        for (String name : names) {
            links.add(new SimLink(queue, random, name, settings.timing().keepaliveNs()));
        }
    }

    /** Cuts or mends one direction: what the node with index {@code from} sends. */
    public void cut(int link, int from, boolean isCut) {
        links.get(link).cut(from, isCut);
    }

    /** Cuts or mends both directions of all links. */
    public void cutAll(boolean isCut) {
        for (SimLink link : links) {
            link.cut(0, isCut);
            link.cut(1, isCut);
        }
    }

    /** What comes over this link comes up to that much later, nanoseconds. */
    public void lag(int link, long ns) {
        links.get(link).lag(ns);
    }

    /** Loss on this link alone, a probability on top of the weather's. */
    public void noise(int link, double rate) {
        links.get(link).noise(rate);
    }

    /** Loss and duplication as probabilities, and the width of the delay, which reorders when wider than a beat. */
    public void weather(double lossRate, double duplicateRate, long jitter) {
        loss = lossRate;
        duplicates = duplicateRate;
        jitterNs = Math.max(1, jitter);
    }

    /** As on a good day. */
    public void fairWeather() {
        weather(FAIR_LOSS, FAIR_DUPLICATES, FAIR_JITTER_NS);
    }

    double loss() {
        return loss;
    }

    double duplicates() {
        return duplicates;
    }

    long jitterNs() {
        return jitterNs;
    }

    /** A beat as somebody on the wire wrote it down. */
    private record Recorded(String link, StatusMessage beat) {}

    /** Plays to a node what its peer sent long ago, from the oldest on, a beat every so often. */
    public void replay(SimNode to, long everyNs, long forNs) {
        List<Recorded> tape = List.copyOf(tapes.get(1 - to.index()));
        long beats = Math.min(tape.size(), forNs / everyNs);
        for (int i = 0; i < beats; i++) {
            Recorded old = tape.get(i);
            queue.in(everyNs * (i + 1), () -> to.beat(old.link(), old.beat()));
        }
    }

    private void record(int from, String link, StatusMessage beat) {
        Deque<Recorded> tape = tapes.get(from);
        tape.addLast(new Recorded(link, beat));
        if (tape.size() > TAPE) {
            tape.removeFirst();
        }
    }

    void send(SimNode from, SimNode to, String link, StatusMessage beat) {
        record(from.index(), link, beat);
        links.get(names.indexOf(link)).send(from, to, beat, this);
    }

    /** How many links there are. */
    public int links() {
        return links.size();
    }
}
