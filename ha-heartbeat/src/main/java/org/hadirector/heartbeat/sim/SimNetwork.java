package org.hadirector.heartbeat.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.hadirector.heartbeat.link.StatusMessage;

/** The heartbeat links: each direction of each link can be cut; all lose, delay, double and reorder beats. */
public final class SimNetwork {
    private static final double FAIR_LOSS = 0.01;
    private static final double FAIR_DUPLICATES = 0.05;
    private static final long FAIR_JITTER_NS = 1_000_000;

    private final SimQueue queue;
    private final SimTape tape;
    private final List<String> names;
    private final List<SimLink> links = new ArrayList<>();
    private final long keepaliveNs;
    private long touchedNs;
    private Runnable onTouch = () -> {};
    private double loss;
    private double duplicates;
    private long jitterNs = 300_000;

    SimNetwork(SimQueue queue, SplittableRandom random, SimSettings settings, SimTape tape) {
        this.queue = queue;
        this.tape = tape;
        this.names = settings.links();
        this.keepaliveNs = settings.timing().keepaliveNs();
        for (String name : names) {
            links.add(new SimLink(queue, random, name, settings.timing().keepaliveNs()));
        }
    }

    /** Cuts or mends one direction: what the node with index {@code from} sends. */
    public void cut(int link, int from, boolean isCut) {
        links.get(link).cut(from, isCut);
        touched();
    }

    /** Cuts or mends both directions of all links. */
    public void cutAll(boolean isCut) {
        for (SimLink link : links) {
            link.cut(0, isCut);
            link.cut(1, isCut);
        }
        touched();
    }

    private void touched() {
        touchedNs = queue.nowNs();
        onTouch.run();
    }

    /** Who is told when a cable is cut or mended. */
    void onTouch(Runnable listener) {
        onTouch = listener;
    }

    /** Whether no frame passes either way. */
    boolean cut(int link) {
        return links.get(link).cut(0) && links.get(link).cut(1);
    }

    /** Whether no frame passes on any link, either way. */
    public boolean allCut() {
        return links.stream().allMatch(link -> link.cut(0) && link.cut(1));
    }

    /** Whether frames pass both ways, and in time. */
    boolean passes(int link) {
        return !links.get(link).cut(0)
                && !links.get(link).cut(1)
                && links.get(link).prompt();
    }

    /**
     * Whether what either node sends passes on some link that the files of both name, hardly ever lost or late, and has
     * for some beats.
     */
    public boolean steady(SimNode one, SimNode other) {
        boolean any = names.stream()
                .filter(one.files().now().links()::contains)
                .filter(other.files().now().links()::contains)
                .map(name -> links.get(names.indexOf(name)))
                .anyMatch(link -> !link.cut(0) && !link.cut(1) && link.fair());
        return any && loss < 0.2 && queue.nowNs() - touchedNs > 6 * keepaliveNs;
    }

    /** A serial cable keeps back what it is given, or hands it all on. */
    public void hold(int link, boolean now) {
        links.get(link).hold(now);
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

    /** What somebody on the wire wrote down of all links. */
    public SimTape tape() {
        return tape;
    }

    void send(SimNode from, SimNode to, String link, StatusMessage beat) {
        tape.record(from.index(), link, beat);
        links.get(names.indexOf(link)).send(from, to, beat, this);
    }

    /** How many links there are. */
    public int links() {
        return links.size();
    }
}
