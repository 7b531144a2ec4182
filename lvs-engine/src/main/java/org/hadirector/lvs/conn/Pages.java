package org.hadirector.lvs.conn;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.hadirector.linux.Libc;

/**
 * Whole pages of memory outside the heap, zero at first. The kernel can have some of them back without anybody
 * noticing: they are zero again, also for a thread that reads them at that moment.
 */
final class Pages {
    /** What the kernel takes back at the least, on every machine with 4 kB pages; on others nothing is given back. */
    static final int SIZE = 4096;

    private static final int MADV_DONTNEED = 4;
    /** Takes locked pages too, as all are of a process that is never paged out; since kernel 5.18. */
    private static final int MADV_DONTNEED_LOCKED = 24;

    private final ByteBuffer memory;
    private final Pointer address;

    private Pages(ByteBuffer memory) {
        this.memory = memory;
        address = Native.getDirectBufferPointer(memory);
    }

    /**
     * Takes memory.
     *
     * @param bytes a multiple of {@link #SIZE}
     * @return null if there is none left: direct memory has its own limit (-XX:MaxDirectMemorySize)
     */
    static Pages take(int bytes) {
        try {
            ByteBuffer some = ByteBuffer.allocateDirect(bytes + SIZE).alignedSlice(SIZE);
            return new Pages(some.limit(bytes).slice().order(ByteOrder.nativeOrder()));
        } catch (OutOfMemoryError e) {
            return null; // the heap is as good as before
        }
    }

    /** The memory in the machine's own order. */
    ByteBuffer memory() {
        return memory;
    }

    /**
     * Gives pages back, which read as zero from now on.
     *
     * @param from a multiple of {@link #SIZE}
     * @param bytes a multiple of {@link #SIZE}
     * @return false if the kernel did not take them (larger pages; locked ones before 5.18): they are as they were
     */
    boolean giveBack(int from, int bytes) {
        Pointer first = address.share(from);
        return Libc.madvise(first, bytes, MADV_DONTNEED_LOCKED) == 0 || Libc.madvise(first, bytes, MADV_DONTNEED) == 0;
    }
}
