package org.hadirector.lvs.conn;

import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;

/**
 * Rows of {@value #WORDS} longs outside the heap, so that a million of them cost the garbage collector nothing: it does
 * not copy them when there are more, nor move them in a full collection. Memory is taken in chunks of 4,096 rows as
 * rows are needed and kept; rows never move.
 *
 * <p>One thread writes. The lower half of the last word is the generation, odd while the row is live: other threads
 * copy a row and look whether the generation is still the same (a sequence lock per row).
 */
final class RowMemory {
    static final int WORDS = 11;
    static final int CHUNK_BITS = 12;
    static final int CHUNK_ROWS = 1 << CHUNK_BITS;

    private static final int ROW_MASK = CHUNK_ROWS - 1;
    private static final int GENERATION = WORDS - 1; // spare 32, generation 32

    private final LongBuffer[] chunks;
    private volatile int rows;

    /** @param most rows that may ever be taken */
    RowMemory(int most) {
        chunks = new LongBuffer[(most + ROW_MASK) / CHUNK_ROWS];
    }

    /** Rows that exist; any thread. */
    int rows() {
        return rows;
    }

    /**
     * Another row, dead.
     *
     * @return its number, or -1 if there is no memory for it
     */
    int take() {
        int row = rows;
        if ((row & ROW_MASK) == 0) {
            try {
                chunks[row >> CHUNK_BITS] = ByteBuffer.allocateDirect(CHUNK_ROWS * WORDS * Long.BYTES)
                        .order(ByteOrder.nativeOrder())
                        .asLongBuffer();
            } catch (OutOfMemoryError e) {
                // Of direct memory, which its own limit bounds (-XX:MaxDirectMemorySize); the heap is as good as
                // before.
                return ConnectionTable.NONE;
            }
        }
        rows = row + 1;
        return row;
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

    /** Begins or ends the life of a row: before it, all words are written; after it, they may change. */
    void turnGeneration(int row) {
        VarHandle.releaseFence();
        lower(row, GENERATION, lower(row, GENERATION) + 1);
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
