package org.hadirector.director.fault;

/**
 * The time in which two directors may own, for nothing lets them know of each other: the LAN and all links in two.
 *
 * @param fromNs monotonic
 * @param untilNs monotonic, the first moment in which they may not any more
 */
record Apart(long fromNs, long untilNs) {
    /** One owner at every moment. */
    static final Apart NEVER = new Apart(0, 0);

    boolean at(long momentNs) {
        return momentNs - fromNs >= 0 && momentNs - untilNs < 0;
    }
}
