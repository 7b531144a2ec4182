package org.hadirector.lvs.schedule;

import java.util.Arrays;
import java.util.function.IntConsumer;
import java.util.function.IntSupplier;
import org.hadirector.lvs.conn.AddressMixer;

/**
 * What lblc and lblcr remember: rows by virtual address, what is in a row is theirs. Rows that nobody asked for are
 * dropped as in linux ip_vs_lblc.c: every minute the table is looked at; with more than {@value #COMFORTABLE} rows
 * those go that were idle for 6 minutes, 4/3 of what is too much; at every thirtieth look all that were idle for a day
 * (settings lblc_expiration, lblcr_expiration). Time is told ({@link #passed}). A table of {@value #MOST} rows takes no
 * more, so that a flood of addresses does not eat the memory (the kernel knows no limit).
 */
final class DestinationCache {
    static final int NONE = -1;
    static final int COMFORTABLE = 16_384;
    static final int MOST = 32_768;

    private static final int LOOK_SECONDS = 60;
    private static final int IDLE_SECONDS = 6 * 60;
    private static final int LOOKS_TO_FULL_CHECK = 30;
    private static final int FREE = Integer.MIN_VALUE;

    private final AddressMixer mixer;
    private final IntSupplier expiration;
    private final IntConsumer dropped;
    private int[] buckets = new int[64]; // row + 1, 0 for none; as many as there is room for rows
    private long[] high = new long[buckets.length];
    private long[] low = new long[buckets.length];
    private int[] next = new int[buckets.length]; // row + 1, in the bucket or among the free ones
    private int[] used = new int[buckets.length]; // second of the last question, or FREE
    private int free;
    private int rows;
    private int size;
    private int now;
    private int look;
    private int looks = 1;
    private int rover;

    /**
     * @param seed secret of the hash
     * @param expiration seconds without use after which a row goes in any case
     * @param dropped told of rows whose content goes; they may be given away again
     */
    DestinationCache(long seed, IntSupplier expiration, IntConsumer dropped) {
        mixer = new AddressMixer(seed);
        this.expiration = expiration;
        this.dropped = dropped;
    }

    int size() {
        return size;
    }

    /** Seconds since the cache was made. */
    int now() {
        return now;
    }

    /** The row of a virtual address, which is now used, or {@link #NONE}. */
    int find(long addressHigh, long addressLow) {
        int row = buckets[bucket(addressHigh, addressLow)] - 1;
        while (row != NONE && (low[row] != addressLow || high[row] != addressHigh)) {
            row = next[row] - 1;
        }
        if (row != NONE) {
            used[row] = now;
        }
        return row;
    }

    /** A row for an address that has none; {@link #NONE} if there are too many. */
    int add(long addressHigh, long addressLow) {
        if (size == MOST) {
            return NONE;
        }
        int row = free - 1;
        if (row != NONE) {
            free = next[row];
        } else {
            if (rows == buckets.length) {
                grow();
            }
            row = rows++;
        }
        high[row] = addressHigh;
        low[row] = addressLow;
        used[row] = now;
        hang(row);
        size++;
        return row;
    }

    /** Time has passed. */
    void passed(int seconds) {
        now += seconds;
        for (look += seconds; look >= LOOK_SECONDS; look -= LOOK_SECONDS) {
            if (looks % LOOKS_TO_FULL_CHECK == 0) {
                dropIdle(expiration.getAsInt(), Integer.MAX_VALUE);
                looks = 1;
            } else if (size <= COMFORTABLE) {
                looks++;
            } else {
                dropIdle(IDLE_SECONDS, Math.min((size - COMFORTABLE) * 4 / 3, COMFORTABLE / 2));
            }
        }
    }

    private void dropIdle(int seconds, int most) {
        int left = most;
        for (int i = 0; i < rows && left > 0; i++) {
            rover = rover + 1 < rows ? rover + 1 : 0;
            if (used[rover] != FREE && now - used[rover] >= seconds) {
                drop(rover);
                left--;
            }
        }
    }

    private void drop(int row) {
        int bucket = bucket(high[row], low[row]);
        int before = buckets[bucket] - 1;
        if (before == row) {
            buckets[bucket] = next[row];
        } else {
            while (next[before] - 1 != row) {
                before = next[before] - 1;
            }
            next[before] = next[row];
        }
        next[row] = free;
        free = row + 1;
        used[row] = FREE;
        size--;
        dropped.accept(row);
    }

    private void hang(int row) {
        int bucket = bucket(high[row], low[row]);
        next[row] = buckets[bucket];
        buckets[bucket] = row + 1;
    }

    /** Only when all rows are live; some hundred microseconds at the most. */
    private void grow() {
        int room = 2 * buckets.length;
        high = Arrays.copyOf(high, room);
        low = Arrays.copyOf(low, room);
        next = Arrays.copyOf(next, room);
        used = Arrays.copyOf(used, room);
        buckets = new int[room];
        for (int row = 0; row < rows; row++) {
            hang(row);
        }
    }

    private int bucket(long addressHigh, long addressLow) {
        return mixer.hash(addressHigh, addressLow, 0) & buckets.length - 1;
    }
}
