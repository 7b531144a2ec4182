package org.hadirector.heartbeat.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.hadirector.heartbeat.link.StatusMessage;

/**
 * One heartbeat link. A datagram link loses, doubles, delays and reorders. A serial line (its name is a path) keeps the
 * order and takes its time for each beat; while it is busy only the latest beat waits, as in the product's writer.
 */
final class SimLink {
    private static final int LATENCY_NS = 50_000;
    /** A short beat with its frame, 24 bytes of 10 bits, and some room for full ones. */
    private static final long BITS_PER_BEAT = 300;

    private final SimQueue queue;
    private final SplittableRandom random;
    private final String name;
    private final long perBeatNs;
    private final boolean[] cut = new boolean[2];
    private final StatusMessage[] waiting = new StatusMessage[2];
    private final boolean[] busy = new boolean[2];
    /** Beats that the cable keeps back; null when it keeps none. */
    private List<Runnable> held;

    private double noise;
    private long lagNs;

    SimLink(SimQueue queue, SplittableRandom random, String name, long keepaliveNs) {
        this.queue = queue;
        this.random = random;
        this.name = name;
        // The baud rate is chosen to fit keepalive, as the configuration check demands.
        int baud = keepaliveNs >= 40_000_000 ? 19_200 : 115_200;
        this.perBeatNs = name.startsWith("/") ? BITS_PER_BEAT * 1_000_000_000L / baud : 0;
    }

    void cut(int from, boolean isCut) {
        cut[from] = isCut;
    }

    boolean cut(int from) {
        return cut[from];
    }

    /** Whether nothing special is wrong with this link. */
    boolean fair() {
        return noise < 0.2 && lagNs == 0;
    }

    /** Whether frames come when they should. */
    boolean prompt() {
        return lagNs == 0 && held == null;
    }

    /** Loss of this link alone, a probability. */
    void noise(double rate) {
        noise = rate;
    }

    /** Frames come up to that much later than usual. */
    void lag(long ns) {
        lagNs = ns;
    }

    void send(SimNode sender, SimNode to, StatusMessage beat, SimNetwork weather) {
        int from = sender.index();
        if (perBeatNs > 0) {
            waiting[from] = beat;
            if (!busy[from]) {
                transmit(sender, to, weather);
            }
            return;
        }
        int copies = random.nextDouble() < weather.duplicates() ? 2 : 1;
        for (int i = 0; i < copies; i++) {
            if (passes(from, weather)) {
                long jitter = random.nextLong(weather.jitterNs());
                long lag = lagNs == 0 ? 0 : random.nextLong(lagNs);
                queue.in(LATENCY_NS + jitter + lag, () -> to.beat(name, beat));
            }
        }
    }

    /** A serial cable keeps back what it is given, as a serial server may, or hands it all on. */
    void hold(boolean now) {
        List<Runnable> late = held;
        held = now ? new ArrayList<>() : null;
        if (late != null) {
            // as fast as the last piece of wire carries them
            for (int i = 0; i < late.size(); i++) {
                queue.in(LATENCY_NS + (i + 1) * perBeatNs, late.get(i));
            }
        }
    }

    private void arrive(Runnable beat) {
        if (held != null) {
            held.add(beat);
        } else {
            queue.in(LATENCY_NS + lagNs, beat);
        }
    }

    private boolean passes(int from, SimNetwork weather) {
        return !cut[from] && random.nextDouble() >= weather.loss() && (noise == 0 || random.nextDouble() >= noise);
    }

    /** What is on the wire when the process dies goes out; when the power fails it is half a frame. */
    private void transmit(SimNode sender, SimNode to, SimNetwork weather) {
        int from = sender.index();
        StatusMessage beat = waiting[from];
        waiting[from] = null;
        busy[from] = true;
        queue.in(perBeatNs, () -> {
            busy[from] = false;
            if (sender.powered() && passes(from, weather)) {
                arrive(() -> to.beat(name, beat));
            }
            if (waiting[from] != null) {
                transmit(sender, to, weather);
            }
        });
    }
}
