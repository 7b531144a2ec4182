package org.hadirector.director.lab;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waiting for the lab: processes to die, daemons to answer. Looks every few milliseconds until a deadline. */
public final class Patience {
    private static final long LOOK_EVERY_NS = Duration.ofMillis(5).toNanos();

    private Patience() {}

    /** Whether {@code condition} came true in time; gives up at once when the thread is interrupted. */
    public static boolean until(Duration atMost, BooleanSupplier condition) {
        return until(atMost, Duration.ofNanos(LOOK_EVERY_NS), condition);
    }

    /** As above for conditions that cost something to look at. */
    public static boolean until(Duration atMost, Duration lookEvery, BooleanSupplier condition) {
        long deadlineNs = System.nanoTime() + atMost.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadlineNs >= 0 || Thread.currentThread().isInterrupted()) {
                return false;
            }
            LockSupport.parkNanos(lookEvery.toNanos());
        }
        return true;
    }
}
