package org.hadirector.heartbeat.link;

/** Bytes a second over the last ten seconds, in a ring of one-second buckets. Time comes as a number. */
final class TrafficMeter {
    private static final int SECONDS = 10;
    private static final long SECOND_NS = 1_000_000_000L;

    private final long[] buckets = new long[SECONDS + 1];
    private long total;
    private long current = Long.MIN_VALUE;
    private long firstNs;

    synchronized void add(int bytes, long nowNs) {
        roll(nowNs);
        total += bytes;
        buckets[slot(current)] += bytes;
    }

    synchronized long total() {
        return total;
    }

    /** Rounded; over as much of the ten seconds as there has been, at least one. */
    synchronized long perSecond(long nowNs) {
        if (current == Long.MIN_VALUE) {
            return 0;
        }
        roll(nowNs);
        long sum = 0;
        for (long bucket : buckets) {
            sum += bucket;
        }
        long begunNs = Math.max(firstNs, (current - SECONDS) * SECOND_NS);
        return Math.round((double) sum * SECOND_NS / Math.max(SECOND_NS, nowNs - begunNs));
    }

    private void roll(long nowNs) {
        long second = Math.floorDiv(nowNs, SECOND_NS);
        if (current == Long.MIN_VALUE) {
            firstNs = nowNs;
            current = second;
        }
        for (long next = Math.max(current + 1, second - SECONDS); next <= second; next++) {
            buckets[slot(next)] = 0;
        }
        current = Math.max(current, second);
    }

    private int slot(long second) {
        return (int) Math.floorMod(second, (long) buckets.length);
    }
}
