package org.hadirector.director.run;

/** For what may happen again every other second and is no news then. Owned by one thread. */
final class Seldom {
    private final long everyNs;
    private boolean told;
    private long toldNs;

    /** @param everyNs between two tellings, at least */
    Seldom(long everyNs) {
        this.everyNs = everyNs;
    }

    /** Whether it may be told now; if so, it counts as told. */
    boolean due(long nowNs) {
        if (told && nowNs - toldNs < everyNs) {
            return false;
        }
        told = true;
        toldNs = nowNs;
        return true;
    }
}
