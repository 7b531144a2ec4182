package org.hadirector.heartbeat.decide;

import java.util.function.LongPredicate;

/**
 * Distrust of ourselves: a node that overslept accuses nobody. A late cycle opens a window in which no verdict of death
 * is given: two keepalives after a short stall (the receivers have to catch up too), a whole deadtime after one that
 * was longer than the lease, in which a living peer may have fallen silent for us alone. A peer that could be called
 * dead before we fell asleep is not accused of anything new: who serves alone serves on soon, for the silence of the
 * address is looked at again in any case.
 */
public class StallGuard {
    private final Pace pace;
    private final long startNs;
    private boolean begun;
    private long dueNs = Long.MAX_VALUE;
    private long noVerdictBeforeNs = Long.MIN_VALUE;
    private long lastLateNs;
    private long stalls;

    /** @param startNs since when the silence of the peer counts, monotonic */
    public StallGuard(Pace pace, long startNs) {
        this.pace = pace;
        this.startNs = startNs;
    }

    /**
     * Looks at the clock before anything else of a step is believed. A first step that comes late is no stall to tell
     * of, as a start takes its time; but nobody listened until then.
     *
     * @param wasDead whether every link had been silent for deadtime at a given time
     * @return how late (ns) when this is a stall, else 0
     */
    public long observe(long nowNs, LongPredicate wasDead) {
        if (!begun) {
            begun = true;
            doubt(nowNs - startNs, false, nowNs);
            return 0;
        }
        if (dueNs == Long.MAX_VALUE || nowNs - dueNs <= pace.lateNs()) {
            return 0;
        }
        long late = nowNs - dueNs;
        doubt(late, mayAccuse(dueNs) && wasDead.test(dueNs), nowNs);
        lastLateNs = late;
        stalls++;
        dueNs = Long.MAX_VALUE;
        return late;
    }

    private void doubt(long lateNs, boolean wasDead, long nowNs) {
        if (lateNs > pace.lateNs()) {
            boolean brief = lateNs <= pace.leaseNs() || wasDead;
            long wait = brief ? 2 * pace.keepaliveNs() : pace.deadtimeNs();
            noVerdictBeforeNs = Math.max(noVerdictBeforeNs, nowNs + wait);
        }
    }

    /** When the next cycle was asked for. */
    public void expect(long nextCycleNs) {
        dueNs = nextCycleNs;
    }

    /** Whether our own clockwork was in order long enough to call somebody else dead. */
    public boolean mayAccuse(long nowNs) {
        return nowNs >= noVerdictBeforeNs;
    }

    /** When verdicts are allowed again, {@link Long#MIN_VALUE} when there was no stall. */
    public long noVerdictBeforeNs() {
        return noVerdictBeforeNs;
    }

    /** How late the last stalled cycle was, in nanoseconds. */
    public long lastLateNs() {
        return lastLateNs;
    }

    public long stalls() {
        return stalls;
    }
}
