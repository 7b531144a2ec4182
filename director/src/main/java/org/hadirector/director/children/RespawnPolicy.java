package org.hadirector.director.children;

/**
 * What becomes of a program that has ended, as heartbeat 3 decides it: exit status 100 asks not to be started again; a
 * program that ends eleven times in a row within half a minute of its start is given up. Pure.
 */
final class RespawnPolicy {
    /** "Do not start me again". */
    static final int ENOUGH = 100;

    private static final int QUICK_ENDS = 10;
    private static final long QUICK_NS = 30_000_000_000L;

    private int quickEnds;

    /** What to do. */
    enum Next {
        AGAIN,
        DONE,
        TOO_FAST
    }

    /**
     * @param status exit status, 128 and the signal's number when one ended it
     * @param ranNs how long it ran
     */
    Next ended(int status, long ranNs) {
        if (status == ENOUGH) {
            return Next.DONE;
        }
        quickEnds = ranNs < QUICK_NS ? quickEnds + 1 : 0;
        return quickEnds > QUICK_ENDS ? Next.TOO_FAST : Next.AGAIN;
    }
}
