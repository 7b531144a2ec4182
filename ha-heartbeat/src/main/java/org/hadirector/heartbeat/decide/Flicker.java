package org.hadirector.heartbeat.decide;

/**
 * Tells of something that comes and goes, such as a carrier. The first changes are told as they come. Where it goes on
 * there is a line now and then, rarer and rarer, that says how often it changed, and the last state is told in any
 * case: a loose plug makes hundreds of changes a second, and the journal shall still hold what was before.
 */
public final class Flicker {
    private static final int FREELY = 6;
    /** In deadtimes: without a change for so long it is calm, and the next changes are told as they come. */
    private static final int CALM = 10;
    /** In deadtimes: the longest time between two lines. */
    private static final int LONGEST = 64;

    private int told;
    private int untold;
    private String latest = "";
    private long changedNs;
    private long spacingNs;
    private long nextNs;

    /** @return what is to be told now, or null */
    String changed(String what, long deadtimeNs, long nowNs) {
        if (nowNs - changedNs > CALM * deadtimeNs) {
            told = 0;
            spacingNs = 0;
        }
        changedNs = nowNs;
        latest = what;
        untold++;
        return settle(deadtimeNs, nowNs);
    }

    /** Time passed: what is to be told now, or null. */
    String settle(long deadtimeNs, long nowNs) {
        boolean due = told < FREELY || nowNs >= nextNs || nowNs - changedNs > CALM * deadtimeNs;
        if (untold == 0 || !due) {
            return null;
        }
        String text = untold == 1 ? latest : latest + ", after " + untold + " changes";
        untold = 0;
        told++;
        if (told >= FREELY) {
            spacingNs = Math.min(LONGEST * deadtimeNs, Math.max(deadtimeNs, 2 * spacingNs));
            nextNs = nowNs + spacingNs;
        }
        return text;
    }
}
