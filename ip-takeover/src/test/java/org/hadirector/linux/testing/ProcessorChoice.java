package org.hadirector.linux.testing;

import com.sun.jna.Native;
import com.sun.jna.NativeLong;
import java.io.IOException;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Keeps the thread of each test on the first processor that it may use, and lets it go again. */
final class ProcessorChoice implements BeforeEachCallback, AfterEachCallback {
    /** Of 1024 processors, as glibc's cpu_set_t (sched_setaffinity(2)). */
    private static final int MASK_BYTES = 128;

    /** The calling thread. */
    private static final int SELF = 0;

    static {
        Native.register(ProcessorChoice.class, "c");
    }

    private byte[] before;

    static native int sched_getaffinity(int thread, NativeLong bytes, byte[] mask);

    static native int sched_setaffinity(int thread, NativeLong bytes, byte[] mask);

    @Override
    public void beforeEach(ExtensionContext context) throws IOException {
        byte[] mask = new byte[MASK_BYTES];
        check(sched_getaffinity(SELF, new NativeLong(MASK_BYTES), mask), "sched_getaffinity");
        byte[] first = new byte[MASK_BYTES];
        for (int at = 0; at < MASK_BYTES; at++) {
            if (mask[at] != 0) {
                first[at] = (byte) Integer.lowestOneBit(mask[at] & 0xff);
                break;
            }
        }
        choose(first);
        before = mask;
    }

    @Override
    public void afterEach(ExtensionContext context) throws IOException {
        if (before != null) {
            choose(before);
            before = null;
        }
    }

    private static void choose(byte[] mask) throws IOException {
        check(sched_setaffinity(SELF, new NativeLong(MASK_BYTES), mask), "sched_setaffinity");
    }

    private static void check(int result, String call) throws IOException {
        if (result < 0) {
            throw new IOException(call + ": errno " + Native.getLastError());
        }
    }
}
