package org.hadirector.heartbeat.sim;

import java.util.List;
import java.util.PriorityQueue;

/** What is to happen when; events of the same moment happen in the order in which they were planned. */
final class SimQueue {
    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private long planned;
    private long nowNs;

    /**
     * Where quantised time begins: far from every duration and every counter, so that moments can be told from them.
     */
    static final long FAR = 1L << 50;

    /** An event that may have become void meanwhile. */
    interface Voidable extends Runnable {
        /** Whether running it would still do anything. */
        boolean stands();
    }

    SimQueue() {
        this(0);
    }

    SimQueue(long startNs) {
        this.nowNs = startNs;
    }

    private record Event(long atNs, long order, Runnable action) implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            int byTime = Long.compare(atNs, other.atNs);
            return byTime != 0 ? byTime : Long.compare(order, other.order);
        }
    }

    void at(long atNs, Runnable action) {
        events.add(new Event(Math.max(atNs, nowNs), planned++, action));
    }

    void in(long delayNs, Runnable action) {
        at(nowNs + delayNs, action);
    }

    /** Lets the next event happen when it is not later than {@code untilNs}; false when there is none. */
    boolean next(long untilNs) {
        Event event = events.peek();
        if (event == null || event.atNs() > untilNs) {
            nowNs = Math.max(nowNs, untilNs);
            return false;
        }
        events.poll();
        nowNs = event.atNs();
        event.action().run();
        return true;
    }

    /** What is still to happen, in its order. */
    List<Object> pending() {
        return events.stream()
                .filter(event -> !(event.action() instanceof Voidable action) || action.stands())
                .sorted()
                .map(Object.class::cast)
                .toList();
    }

    long nowNs() {
        return nowNs;
    }
}
