package org.hadirector.heartbeat.sim;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import org.hadirector.heartbeat.link.StatusMessage;

/**
 * What somebody on the wire wrote down: what both nodes say, also what the wire then lost or was kept from them, with
 * the link it was said on, since beats of one link are worth nothing on another.
 */
public final class SimTape {
    private static final int LENGTH = 2_000;

    private final SimQueue queue;
    private final SplittableRandom random;
    private final List<Deque<Recorded>> tapes = List.of(new ArrayDeque<>(), new ArrayDeque<>());

    /** In which order a tape is played. */
    public enum Order {
        OLDEST_FIRST,
        LATEST_FIRST,
        ANY
    }

    private record Recorded(String link, StatusMessage beat) {}

    SimTape(SimQueue queue, SplittableRandom random) {
        this.queue = queue;
        this.random = random;
    }

    void record(int from, String link, StatusMessage beat) {
        Deque<Recorded> tape = tapes.get(from);
        tape.addLast(new Recorded(link, beat));
        if (tape.size() > LENGTH) {
            tape.removeFirst();
        }
    }

    /** Plays to a node what its peer sent until now, a beat every so often. */
    public void play(SimNode to, Order order, long everyNs, long forNs) {
        List<Recorded> tape = new ArrayList<>(tapes.get(1 - to.index()));
        if (order == Order.LATEST_FIRST) {
            Collections.reverse(tape);
        }
        long beats = order == Order.ANY ? forNs / everyNs : Math.min(tape.size(), forNs / everyNs);
        for (int i = 0; i < beats && !tape.isEmpty(); i++) {
            Recorded old = tape.get(order == Order.ANY ? random.nextInt(tape.size()) : i);
            queue.in(everyNs * (i + 1), () -> to.beat(old.link(), old.beat()));
        }
    }
}
