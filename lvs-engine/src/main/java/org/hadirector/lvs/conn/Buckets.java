package org.hadirector.lvs.conn;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;

/**
 * The heads of hash chains, outside the heap, growing by linear hashing (Litwin 1980): one bucket is split at a time,
 * so that nothing is ever copied, which open addressing cannot do without a pause.
 */
final class Buckets {
    private static final int CHUNK_BITS = 12;
    private static final int CHUNK_SIZE = 1 << CHUNK_BITS;

    private final IntBuffer[] chunks;
    private int base = CHUNK_SIZE;
    private int split;

    /** @param most chains that will ever be wanted */
    Buckets(int most) {
        chunks = new IntBuffer[most / CHUNK_SIZE + 2];
        chunks[0] = chunk();
    }

    private static IntBuffer chunk() {
        return ByteBuffer.allocateDirect(CHUNK_SIZE * Integer.BYTES)
                .order(ByteOrder.nativeOrder())
                .asIntBuffer();
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
        if (chunks[added >> CHUNK_BITS] == null) {
            try {
                chunks[added >> CHUNK_BITS] = chunk();
            } catch (OutOfMemoryError e) {
                return 0; // The chains grow longer instead.
            }
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
}
