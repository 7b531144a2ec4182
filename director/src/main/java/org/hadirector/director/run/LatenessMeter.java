package org.hadirector.director.run;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How late the cycles of a duty came: counts in buckets, eight for each doubling, so that a percentile is at most an
 * eighth too high. Without allocation. Written by one thread, read by any.
 */
final class LatenessMeter {
    /** Sub-buckets of a doubling, as bits. */
    private static final int FINE_BITS = 3;

    private static final int FINE = 1 << FINE_BITS;
    private static final int BUCKETS = (Long.SIZE - FINE_BITS) * FINE;
    private static final double NS_PER_MS = 1e6;

    private final AtomicLongArray counts = new AtomicLongArray(BUCKETS);
    private volatile long worstNs;

    /** A cycle came that much after its time, nanoseconds; one that was woken before its time is no sample. */
    void came(long lateNs) {
        if (lateNs < 0) {
            return;
        }
        int bucket = bucket(lateNs);
        counts.lazySet(bucket, counts.get(bucket) + 1);
        if (lateNs > worstNs) {
            worstNs = lateNs;
        }
    }

    private static int bucket(long ns) {
        if (ns < FINE) {
            return (int) ns;
        }
        int doublings = Long.SIZE - 1 - Long.numberOfLeadingZeros(ns) - FINE_BITS;
        return (doublings << FINE_BITS) + (int) (ns >>> doublings);
    }

    /** The longest time that is counted in that bucket. */
    private static long most(int bucket) {
        if (bucket < 2 * FINE) {
            return bucket;
        }
        int doublings = (bucket >>> FINE_BITS) - 1;
        long least = (long) (FINE + (bucket & FINE - 1)) << doublings;
        return least + (1L << doublings) - 1;
    }

    long worstNs() {
        return worstNs;
    }

    long count() {
        long all = 0;
        for (int i = 0; i < BUCKETS; i++) {
            all += counts.get(i);
        }
        return all;
    }

    /**
     * The lateness that a share of all cycles did not exceed, nanoseconds; 0 without any.
     *
     * @param share such as 0.99
     */
    long within(double share) {
        long wanted = (long) Math.ceil(count() * share);
        long seen = 0;
        for (int i = 0; i < BUCKETS && wanted > 0; i++) {
            seen += counts.get(i);
            if (seen >= wanted) {
                return Math.min(most(i), worstNs);
            }
        }
        return 0;
    }

    /** For {@code status --json}. */
    Map<String, Object> tree() {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("cycles", count());
        tree.put("p50Ms", within(0.5) / NS_PER_MS);
        tree.put("p99Ms", within(0.99) / NS_PER_MS);
        tree.put("p999Ms", within(0.999) / NS_PER_MS);
        tree.put("worstMs", worstNs / NS_PER_MS);
        return tree;
    }
}
