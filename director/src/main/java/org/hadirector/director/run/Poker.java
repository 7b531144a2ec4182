package org.hadirector.director.run;

import com.sun.jna.Memory;
import com.sun.jna.NativeLong;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.hadirector.linux.Breath;
import org.hadirector.linux.Libc;

/**
 * Wakes the deciding duty when one of its sockets has something: poll(2) on a thread of its own, because the duty
 * parks. After waking it waits until the duty has read, so that a readable socket does not make it spin.
 */
final class Poker {
    private static final int POLLFD = 8;
    private static final int PATIENCE_MS = 500;
    private static final long READ_WITHIN_NS = 50_000_000;

    private volatile List<Integer> descriptors;
    private volatile Runnable wakeUp = () -> {};
    private volatile Thread thread;
    private volatile boolean told;
    private volatile boolean running = true;

    Poker(List<Integer> descriptors) {
        this.descriptors = List.copyOf(descriptors);
    }

    /** Other sockets from now on, at the latest after the present wait. */
    void watch(List<Integer> others) {
        descriptors = List.copyOf(others);
    }

    /** Runs on the calling thread until {@link #stop}. */
    void run(Runnable newWakeUp) {
        wakeUp = newWakeUp;
        thread = Thread.currentThread();
        while (running) {
            poll(descriptors);
        }
    }

    /** Until other sockets are to be watched. */
    private void poll(List<Integer> watched) {
        Breath breath = new Breath();
        try (Memory polled = new Memory((long) Math.max(1, watched.size()) * POLLFD)) {
            while (running && watched == descriptors) {
                breath.take();
                for (int i = 0; i < watched.size(); i++) {
                    polled.setInt((long) i * POLLFD, watched.get(i));
                    polled.setInt((long) i * POLLFD + 4, Libc.POLLIN);
                }
                if (Libc.poll(polled, new NativeLong(watched.size()), PATIENCE_MS) > 0) {
                    told = true;
                    wakeUp.run();
                    if (told) {
                        LockSupport.parkNanos(this, READ_WITHIN_NS);
                    }
                }
            }
        }
    }

    /** The duty is about to read its sockets. */
    void reading() {
        if (told) {
            told = false;
            LockSupport.unpark(thread);
        }
    }

    void stop() {
        running = false;
        Thread sleeper = thread;
        if (sleeper != null) {
            LockSupport.unpark(sleeper);
        }
    }
}
