package org.hadirector.lvs.conn;

import java.lang.invoke.VarHandle;
import java.nio.LongBuffer;

/**
 * Rows of {@value #WORDS} longs outside the heap, so that a million of them cost the garbage collector nothing: it does
 * not copy them when there are more, nor move them in a full collection. Room is taken in chunks of 65,536 rows as rows
 * are needed, memory a page at a time when a row in it is first used; rows never move. That of whole groups
 * ({@link RowPool}) can go back to the kernel.
 *
 * <p>One thread writes. The lower half of the last word is the generation, odd while the row is live, no two lives with
 * the same: other threads copy a row and look whether the generation is still the same (a sequence lock per row). A
 * group that went back reads as dead rows.
 */
final class RowMemory {
    static final int WORDS = 11;
    static final int CHUNK_BITS = 16;
    static final int CHUNK_ROWS = 1 << CHUNK_BITS;

    /** Eleven pages. */
    static final int GROUP_BYTES = RowPool.GROUP_ROWS * WORDS * Long.BYTES;

    private static final int ROW_MASK = CHUNK_ROWS - 1;
    private static final int GENERATION = WORDS - 1; // spare 32, generation 32
    private static final int GROUPS_BITS = CHUNK_BITS - RowPool.GROUP_BITS; // of a chunk

    private final Pages[] pages;
    private final LongBuffer[] chunks;
    private int lives;
    private volatile int rows;

    /** @param most rows that may ever be taken */
    RowMemory(int most) {
        pages = new Pages[(most + ROW_MASK) / CHUNK_ROWS];
        chunks = new LongBuffer[pages.length];
    }

    /** Rows that exist; any thread. */
    int rows() {
        return rows;
    }

    /** Rows below this one may be read from now on, if they were not before. */
    void rows(int more) {
        if (more > rows) {
            rows = more;
        }
    }

    /** Makes sure that there is memory for a group; false if there is none left. */
    boolean reach(int group) {
        int chunk = group >> GROUPS_BITS;
        if (chunks[chunk] == null) {
            Pages taken = Pages.take(CHUNK_ROWS * WORDS * Long.BYTES);
            if (taken == null) {
                return false;
            }
            pages[chunk] = taken;
            chunks[chunk] = taken.memory().asLongBuffer();
        }
        return true;
    }

    /** Gives the memory of a group back, none of whose rows is live; they are zero then. False if it stays. */
    boolean giveBack(int group) {
        int within = group & (1 << GROUPS_BITS) - 1;
        return pages[group >> GROUPS_BITS].giveBack(within * GROUP_BYTES, GROUP_BYTES);
    }

    /** The chunk that holds the row, for several words of one row. */
    LongBuffer chunk(int row) {
        return chunks[row >> CHUNK_BITS];
    }

    /** Where the words of the row begin in its chunk. */
    static int at(int row) {
        return (row & ROW_MASK) * WORDS;
    }

    long word(int row, int word) {
        return chunk(row).get(at(row) + word);
    }

    void word(int row, int word, long value) {
        chunk(row).put(at(row) + word, value);
    }

    int upper(int row, int word) {
        return (int) (word(row, word) >>> 32);
    }

    void upper(int row, int word, int value) {
        word(row, word, word(row, word) & 0xffff_ffffL | (long) value << 32);
    }

    int lower(int row, int word) {
        return (int) word(row, word);
    }

    void lower(int row, int word, int value) {
        word(row, word, word(row, word) & ~0xffff_ffffL | Integer.toUnsignedLong(value));
    }

    /** Begins the life of a row: all its words are written. */
    void begin(int row) {
        lives += 2;
        generation(row, lives | 1);
    }

    /** Ends the life of a row: from now on its words may change. */
    void end(int row) {
        generation(row, generation(row) + 1);
    }

    private void generation(int row, int generation) {
        VarHandle.releaseFence();
        lower(row, GENERATION, generation);
        VarHandle.storeStoreFence();
    }

    /** The generation of a row, before its words are read; any thread. */
    int generation(int row) {
        int generation = lower(row, GENERATION);
        VarHandle.acquireFence();
        return generation;
    }

    /** Whether the row, whose words have been read, was the same all the time; any thread. */
    boolean isStill(int row, int generation) {
        VarHandle.acquireFence();
        return lower(row, GENERATION) == generation;
    }

    static boolean isLive(int generation) {
        return (generation & 1) != 0;
    }
}
