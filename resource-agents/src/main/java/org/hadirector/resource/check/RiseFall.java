package org.hadirector.resource.check;

/**
 * Damps the results of one real server: {@code failureCount} failures in a row take it down, one success brings it
 * back. A server counts as down until it was checked. Pure.
 */
public final class RiseFall {
    private final int failureCount;
    private int failures;
    private boolean up;

    public RiseFall(int failureCount) {
        if (failureCount < 1) {
            throw new IllegalArgumentException("failurecount " + failureCount);
        }
        this.failureCount = failureCount;
        this.failures = failureCount;
    }

    /** What a result meant. */
    public enum Change {
        /** As before. */
        NONE,
        /** Failed, but not often enough in a row. */
        SOFT_FAILURE,
        /** Answers again after soft failures; was never taken down. */
        RESET,
        WENT_UP,
        WENT_DOWN
    }

    /** Takes the next result. */
    public Change offer(boolean success) {
        if (success) {
            boolean failedBefore = failures > 0;
            failures = 0;
            if (up) {
                return failedBefore ? Change.RESET : Change.NONE;
            }
            up = true;
            return Change.WENT_UP;
        }
        failures = Math.min(failureCount, failures + 1);
        if (!up) {
            return Change.NONE;
        }
        if (failures < failureCount) {
            return Change.SOFT_FAILURE;
        }
        up = false;
        return Change.WENT_DOWN;
    }

    /** Takes the server as up without a check: its predecessor in the service table was. */
    public void adopt() {
        up = true;
        failures = 0;
    }

    public boolean isUp() {
        return up;
    }

    /** Failures in a row, never more than the limit. */
    public int failures() {
        return failures;
    }
}
