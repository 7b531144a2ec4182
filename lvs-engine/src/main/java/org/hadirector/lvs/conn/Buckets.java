package org.hadirector.lvs.conn;

import java.nio.IntBuffer;

/**
 * The heads of hash chains, outside the heap, growing and shrinking by linear hashing (Litwin 1980): one bucket is
 * split or joined at a time, so that nothing is ever copied, which open addressing cannot do without a pause.
 */
final class Buckets {
    private static final int CHUNK_BITS = 16;
    private static final int CHUNK_SIZE = 1 << CHUNK_BITS;

    /** There are never fewer; and so many at a time are given back. */
    private static final int FEWEST = 1 << 12;

    private final Pages[] pages;
    private final IntBuffer[] chunks;
    private int base = FEWEST;
    private int split;

    /** @param most chains that will ever be wanted */
    Buckets(int most) {
        pages = new Pages[most / CHUNK_SIZE + 2];
        chunks = new IntBuffer[pages.length];
        if (!reach(0)) {
            throw new OutOfMemoryError("no memory for " + CHUNK_SIZE + " buckets");
        }
    }

    private boolean reach(int chunk) {
        if (chunks[chunk] == null) {
            Pages taken = Pages.take(CHUNK_SIZE * Integer.BYTES);
            if (taken == null) {
                return false;
            }
            pages[chunk] = taken;
            chunks[chunk] = taken.memory().asIntBuffer();
        }
        return true;
    }

    int count() {
        return base + split;
    }

    /** The bucket of a hash. */
    int of(int hash) {
        int bucket = hash & 2 * base - 1;
        return bucket < base + split ? bucket : hash & base - 1;
    }

    /** First of the chain; 0 if it is empty. */
    int head(int bucket) {
        return chunks[bucket >> CHUNK_BITS].get(bucket & CHUNK_SIZE - 1);
    }

    void head(int bucket, int head) {
        chunks[bucket >> CHUNK_BITS].put(bucket & CHUNK_SIZE - 1, head);
    }

    /**
     * Adds a bucket, whose content is in another one until now.
     *
     * @return the head of the chain to be hung up anew, now empty; 0 also if there is no memory for another bucket
     */
    int grow() {
        int added = base + split;
        if (!reach(added >> CHUNK_BITS)) {
            return 0; // The chains grow longer instead.
        }
        int from = split++;
        if (split == base) {
            base *= 2;
            split = 0;
        }
        int head = head(from);
        head(from, 0);
        return head;
    }

    /** Whether more buckets are there than a table has at first. */
    boolean canShrink() {
        return count() > FEWEST;
    }

    /**
     * Takes the last bucket away; what was in it belongs to another one from now on. The memory of buckets goes back in
     * parts of {@value #FEWEST}.
     *
     * @return the head of the chain to be hung up anew
     */
    int shrink() {
        if (split == 0) {
            base /= 2;
            split = base;
        }
        split--;
        int last = base + split;
        int head = head(last);
        head(last, 0);
        if ((last & FEWEST - 1) == 0) {
            pages[last >> CHUNK_BITS].giveBack((last & CHUNK_SIZE - 1) * Integer.BYTES, FEWEST * Integer.BYTES);
        }
        return head;
    }
}
