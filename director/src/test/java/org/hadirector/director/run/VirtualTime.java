package org.hadirector.director.run;

import java.util.PriorityQueue;

/**
 * Time that passes only when it is told to: what is due happens in the order of its time, then of its asking. Threads
 * of {@link VirtualWorker}s take turns with it, so that one thing at a time happens and every run is the same.
 */
final class VirtualTime {
    private final PriorityQueue<Due> queue = new PriorityQueue<>();
    // Not 0: "never" and "at the start" must differ.
    private long nowNs = 1_000_000_000_000L;
    private long asked;

    /** Something to come; can be called off. */
    static final class Due implements Comparable<Due> {
        private final long atNs;
        private final long number;
        private Runnable what;

        private Due(long atNs, long number, Runnable what) {
            this.atNs = atNs;
            this.number = number;
            this.what = what;
        }

        void callOff() {
            what = null;
        }

        @Override
        public int compareTo(Due other) {
            int byTime = Long.compare(atNs, other.atNs);
            return byTime == 0 ? Long.compare(number, other.number) : byTime;
        }
    }

    long nowNs() {
        return nowNs;
    }

    /** Does it then, or now if that is over. */
    synchronized Due at(long atNs, Runnable what) {
        Due due = new Due(Math.max(atNs, nowNs), asked++, what);
        queue.add(due);
        return due;
    }

    /** Lets the next thing happen that is due until then; false when there is none, and it is that late. */
    boolean step(long untilNs) {
        Due next;
        synchronized (this) {
            next = queue.peek();
            if (next == null || next.atNs > untilNs) {
                nowNs = Math.max(nowNs, untilNs);
                return false;
            }
            queue.remove();
            nowNs = next.atNs;
        }
        if (next.what != null) {
            next.what.run();
        }
        return true;
    }
}
