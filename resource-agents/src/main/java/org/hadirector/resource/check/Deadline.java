package org.hadirector.resource.check;

import java.net.SocketTimeoutException;

/** A moment by which a check must be over, however slowly the server answers. */
final class Deadline {
    private static final long NS_PER_MS = 1_000_000;
    private final long endNs;

    private Deadline(long endNs) {
        this.endNs = endNs;
    }

    static Deadline in(long milliseconds) {
        return new Deadline(System.nanoTime() + milliseconds * NS_PER_MS);
    }

    boolean isOver() {
        return endNs - System.nanoTime() <= 0;
    }

    /** Milliseconds left, at least 1: sockets take 0 for infinite. */
    int leftMs() throws SocketTimeoutException {
        long leftNs = endNs - System.nanoTime();
        if (leftNs <= 0) {
            throw new SocketTimeoutException("timeout");
        }
        return (int) Math.min(Integer.MAX_VALUE, Math.max(1, leftNs / NS_PER_MS));
    }
}
