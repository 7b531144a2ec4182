package org.hadirector.heartbeat.sim;

import java.util.SplittableRandom;

/** One node's monotonic clock: its own zero and its own rate, as two machines have them. */
final class SimClock {
    private final long offsetNs;
    private final double rate;

    /**
     * @param offsetNs what the node's clock shows at simulated time 0
     * @param partsPerMillion how much faster than simulated time it runs
     */
    SimClock(long offsetNs, int partsPerMillion) {
        this.offsetNs = offsetNs;
        this.rate = 1 + partsPerMillion / 1e6;
    }

    /** Any zero, up to 100 parts per million off. */
    static SimClock drawn(SplittableRandom random) {
        return new SimClock(random.nextLong(1L << 50), random.nextInt(-100, 100));
    }

    /** The node's time at a simulated time. */
    long local(long simNs) {
        return offsetNs + (long) (simNs * rate);
    }

    /** The first simulated time at which the node's clock has reached a local time. */
    long simulated(long localNs) {
        long guess = (long) Math.ceil((localNs - offsetNs) / rate);
        while (local(guess) < localNs) {
            guess++;
        }
        return guess;
    }
}
