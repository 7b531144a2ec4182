package org.hadirector.lvs.golden;

/**
 * When rates are measured while a vector is played: every two seconds.
 *
 * @param secondsBefore the vector begins, since the last time
 * @param known whether that is how it was recorded, so that rates must be the same; else they need only be near
 */
record RateMarks(double secondsBefore, boolean known) {
    static final RateMarks UNKNOWN = new RateMarks(0, false);
}
