package org.hadirector.heartbeat.decide;

/**
 * Failure detection on one link: silence longer than warntime is LATE (told once per silence), longer than deadtime is
 * DEAD. A link that was never heard counts from the node's start, with initdead instead of deadtime.
 */
public final class DeadtimeDetector {
    /** What the silence of a link means. */
    public enum Verdict {
        UP,
        LATE,
        DEAD
    }

    private final Pace pace;
    private final long startNs;
    private final boolean afterStart;
    private boolean everHeard;
    private long heardNs;
    private Verdict verdict = Verdict.UP;

    public DeadtimeDetector(Pace pace, long startNs) {
        this(pace, startNs, false);
    }

    private DeadtimeDetector(Pace pace, long startNs, boolean afterStart) {
        this.pace = pace;
        this.startNs = startNs;
        this.afterStart = afterStart;
        this.heardNs = startNs;
    }

    /** For a link that was added to a running node: deadtime counts, not initdead. */
    static DeadtimeDetector later(Pace pace, long addedNs) {
        return new DeadtimeDetector(pace, addedNs, true);
    }

    /**
     * A beat came.
     *
     * @return the verdict that it ends, UP when there was none
     */
    public Verdict heard(long nowNs) {
        Verdict before = everHeard ? verdict : Verdict.DEAD;
        everHeard = true;
        heardNs = Math.max(heardNs, nowNs);
        verdict = Verdict.UP;
        return before;
    }

    /**
     * Time passed.
     *
     * @return the new verdict when it changed, else null
     */
    public Verdict cycle(long nowNs) {
        long left = deadAtNs() - nowNs;
        Verdict now;
        if (left <= 0) {
            now = Verdict.DEAD;
        } else if (everHeard && nowNs - heardNs >= pace.warntimeNs()) {
            now = Verdict.LATE;
        } else {
            now = Verdict.UP;
        }
        if (now == verdict) {
            return null;
        }
        verdict = now;
        return now;
    }

    /** When this link will be dead if nothing more comes. */
    public long deadAtNs() {
        return everHeard || afterStart ? heardNs + pace.deadtimeNs() : startNs + pace.initdeadNs();
    }

    public boolean dead(long nowNs) {
        return nowNs >= deadAtNs();
    }

    public boolean everHeard() {
        return everHeard;
    }

    /** Time since the last beat, or since the start when there was none. */
    public long silentNs(long nowNs) {
        return nowNs - heardNs;
    }

    public long heardNs() {
        return heardNs;
    }

    public Verdict verdict() {
        return verdict;
    }
}
