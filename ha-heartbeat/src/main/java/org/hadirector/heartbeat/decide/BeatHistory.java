package org.hadirector.heartbeat.decide;

import java.util.Arrays;

/** When our own last beats were sent, so that an echo of the peer says how recently it heard us. */
final class BeatHistory {
    private static final int SIZE = 512;

    private final long[] sentNs = new long[SIZE];
    private long sequence;

    BeatHistory() {
        Arrays.fill(sentNs, Long.MIN_VALUE);
    }

    /** The sequence number of the beat that is sent now. */
    long next(long nowNs) {
        sequence++;
        sentNs[(int) (sequence % SIZE)] = nowNs;
        return sequence;
    }

    /** When a beat was sent, {@link Long#MIN_VALUE} when it was never sent or is too long ago. */
    long sentNs(long echoed) {
        boolean known = echoed > 0 && echoed <= sequence && sequence - echoed < SIZE;
        return known ? sentNs[(int) (echoed % SIZE)] : Long.MIN_VALUE;
    }

    long lastSequence() {
        return sequence;
    }
}
