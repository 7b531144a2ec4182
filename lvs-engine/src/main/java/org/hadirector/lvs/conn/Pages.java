package org.hadirector.lvs.conn;

import com.sun.jna.Pointer;
import java.lang.ref.Cleaner;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.hadirector.linux.Libc;

/**
 * Whole pages of memory outside the heap, each there when it is first written to, and zero at first: of what is taken
 * and not used nothing is needed but addresses. The kernel can have some of them back without anybody noticing: they
 * are zero again, also for a thread that reads them at that moment. All go back when nobody knows the memory any more.
 */
final class Pages {
    /** What the kernel takes back at the least, on every machine with 4 kB pages; on others nothing is given back. */
    static final int SIZE = 4096;

    private static final int MADV_DONTNEED = 4;
    /** Takes locked pages too, as all are of a process that is never paged out; since kernel 5.18. */
    private static final int MADV_DONTNEED_LOCKED = 24;

    /** The first row of a table would take, and clear, two megabytes at once. */
    private static final int MADV_NOHUGEPAGE = 15;

    private static final Cleaner UNUSED = Cleaner.create();

    private final ByteBuffer memory;
    private final long address;

    private Pages(ByteBuffer memory, long address) {
        this.memory = memory;
        this.address = address;
    }

    /**
     * Takes memory.
     *
     * @param bytes a multiple of {@link #SIZE}
     * @return null if the kernel has none left (its limits, RLIMIT_AS, overcommitment)
     */
    static Pages take(int bytes) {
        int readAndWrite = Libc.PROT_READ | Libc.PROT_WRITE;
        Pointer address = Libc.mmap(null, bytes, readAndWrite, Libc.MAP_PRIVATE | Libc.MAP_ANONYMOUS, -1, 0);
        if (Pointer.nativeValue(address) == -1) {
            return null;
        }
        Libc.madvise(
                Pointer.nativeValue(address),
                bytes,
                MADV_NOHUGEPAGE); // a kernel that has none refuses, which is as good
        ByteBuffer memory = address.getByteBuffer(0, bytes).order(ByteOrder.nativeOrder());
        UNUSED.register(memory, () -> Libc.munmap(address, bytes)); // all views of it hold it
        return new Pages(memory, Pointer.nativeValue(address));
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
        long first = address + from;
        return Libc.madvise(first, bytes, MADV_DONTNEED_LOCKED) == 0 || Libc.madvise(first, bytes, MADV_DONTNEED) == 0;
    }
}
