package org.hadirector.linux;

import com.sun.jna.Memory;
import java.util.concurrent.TimeUnit;

/**
 * A short sleep once a second, for a loop on a thread under SCHED_FIFO. {@link Realtime#limitRunaways} has the kernel
 * kill a process one of whose real-time threads runs for seconds without ever sleeping; a loop that is only busy, as in
 * a flood, must not look like one that hangs. One object for each thread.
 */
public final class Breath {
    private static final long EVERY_NS = TimeUnit.SECONDS.toNanos(1);

    /** Long enough that the kernel takes the thread off the processor: its count starts anew when it wakes up. */
    private static final long SLEEP_NS = TimeUnit.MICROSECONDS.toNanos(50);

    private final Memory sleep = new Memory(2L * Long.BYTES);
    private long takenNs = System.nanoTime();

    public Breath() {
        sleep.setLong(0, 0);
        sleep.setLong(Long.BYTES, SLEEP_NS);
    }

    /** Sleeps if the last time was a second ago. Not LockSupport: an unpark meanwhile would keep it from sleeping. */
    public void take() {
        long nowNs = System.nanoTime();
        if (nowNs - takenNs >= EVERY_NS) {
            takenNs = nowNs;
            Libc.ppoll(null, 0, sleep, null);
        }
    }
}
