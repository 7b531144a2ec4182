package org.hadirector.linux.bpf;

import com.sun.jna.Pointer;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.hadirector.linux.Libc;
import org.hadirector.linux.LinuxException;

/**
 * The values of an array map made with BPF_F_MMAPABLE, in memory that they share with the kernel's programs: read and
 * written without a system call, whole 64-bit words at a time. Whoever closes it sees to it that nobody uses it then.
 */
public final class SharedArray implements AutoCloseable {
    private static final VarHandle WORD = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

    private final Pointer memory;
    private final ByteBuffer words;
    private final int stride;

    private SharedArray(Pointer memory, int stride, int entries) {
        this.memory = memory;
        this.stride = stride;
        words = memory.getByteBuffer(0, (long) stride * entries).order(ByteOrder.nativeOrder());
    }

    /** Maps all values; the map lives on until this is closed. */
    public static SharedArray of(BpfMap map) throws LinuxException {
        int stride = map.valueSize() + 7 & ~7;
        long size = (long) stride * map.maxEntries();
        Pointer mapped = Libc.mmap(null, size, Libc.PROT_READ | Libc.PROT_WRITE, Libc.MAP_SHARED, map.fd(), 0);
        if (Pointer.nativeValue(mapped) == -1) {
            throw new LinuxException("mmap of BPF map " + map.name(), Libc.errno());
        }
        return new SharedArray(mapped, stride, map.maxEntries());
    }

    /** @param offset of the word in the value, bytes */
    public long get(int index, int offset) {
        return (long) WORD.getOpaque(words, index * stride + offset);
    }

    /** As {@link #get}, and the other way. */
    public void put(int index, int offset, long value) {
        WORD.setOpaque(words, index * stride + offset, value);
    }

    @Override
    public void close() {
        Libc.munmap(memory, words.capacity());
    }
}
