package org.hadirector.lvs.engine;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Connections, packets and bytes of a service or a server. The packet thread counts; every two seconds it takes the
 * sums that listings show and smooths the rates, as the kernel's estimator does (linux ip_vs_est.c: an average in which
 * the newest interval weighs a quarter).
 */
final class TrafficCounters {
    static final int CONNECTIONS = 0;
    static final int IN_PACKETS = 1;
    static final int OUT_PACKETS = 2;
    static final int IN_BYTES = 3;
    static final int OUT_BYTES = 4;
    private static final int KINDS = 5;
    private static final int INTERVAL_SECONDS = 2;
    private static final int WEIGHT_SHIFT = 2;
    private static final int[] SCALE_SHIFT = {10, 10, 10, 5, 5};

    private final long[] live = new long[KINDS]; // packet thread
    private final long[] lastSum = new long[KINDS]; // packet thread
    private final long[] scaledRate = new long[KINDS]; // packet thread
    private final AtomicLongArray shown = new AtomicLongArray(2 * KINDS);
    private final AtomicLongArray zero = new AtomicLongArray(KINDS);
    private final AtomicInteger zeroings = new AtomicInteger();
    private volatile int heeded; // zeroings that the rates have been told of

    void connection() {
        live[CONNECTIONS]++;
    }

    void in(int bytes) {
        live[IN_PACKETS]++;
        live[IN_BYTES] += bytes;
    }

    void in(long packets, long bytes) {
        live[IN_PACKETS] += packets;
        live[IN_BYTES] += bytes;
    }

    void out(int bytes) {
        live[OUT_PACKETS]++;
        live[OUT_BYTES] += bytes;
    }

    /** Counts what another one has counted, too; packet thread. */
    void add(TrafficCounters other) {
        for (int kind = 0; kind < KINDS; kind++) {
            live[kind] += other.live[kind];
        }
    }

    /** Counts from the beginning, for {@link #add}; what is shown and the rates stay; packet thread. */
    void clear() {
        Arrays.fill(live, 0);
    }

    /** Two seconds have passed; packet thread. */
    void estimate() {
        int asked = zeroings.get();
        if (asked != heeded) {
            Arrays.fill(scaledRate, 0);
        }
        for (int kind = 0; kind < KINDS; kind++) {
            long sum = live[kind];
            int shift = SCALE_SHIFT[kind];
            long rate = (sum - lastSum[kind] << shift) / INTERVAL_SECONDS;
            lastSum[kind] = sum;
            scaledRate[kind] += rate - scaledRate[kind] >> WEIGHT_SHIFT;
            shown.setOpaque(kind, sum);
            shown.setOpaque(KINDS + kind, scaledRate[kind] + (1L << shift - 1) - 1 >> shift);
        }
        if (asked != heeded) {
            heeded = asked;
        }
    }

    /**
     * Lets sums and rates start at zero; what passed since the last two-second mark is in what comes (linux
     * ip_vs_zero_stats). Any thread.
     */
    void zero() {
        zeroings.incrementAndGet(); // nobody shows rates any more until they are measured anew
        for (int kind = 0; kind < KINDS; kind++) {
            zero.set(kind, shown.getOpaque(kind));
        }
    }

    Traffic snapshot() {
        return new Traffic(sum(CONNECTIONS), sum(IN_PACKETS), sum(OUT_PACKETS), sum(IN_BYTES), sum(OUT_BYTES), rates());
    }

    private Traffic.Rates rates() {
        return new Traffic.Rates(
                rate(CONNECTIONS), rate(IN_PACKETS), rate(OUT_PACKETS), rate(IN_BYTES), rate(OUT_BYTES));
    }

    private long sum(int kind) {
        return shown.getOpaque(kind) - zero.get(kind);
    }

    private long rate(int kind) {
        return zeroings.get() == heeded ? shown.getOpaque(KINDS + kind) : 0;
    }
}
