package org.hadirector.heartbeat.decide;

/**
 * Distrust of ourselves: a node that overslept accuses nobody. A late cycle opens a window in which no verdict of death
 * is given: two keepalives after a short stall (the receivers have to catch up too), a whole deadtime after one that
 * was longer than the lease.
 */
public class StallGuard {
    private final Pace pace;
    private long dueNs = Long.MAX_VALUE;
    private long noVerdictBeforeNs = Long.MIN_VALUE;
    private long lastLateNs;
    private long stalls;

    public StallGuard(Pace pace) {
        this.pace = pace;
    }

    /**
     * Looks at the clock before anything else of a step is believed.
     *
     * @return how late (ns) when this is a stall, else 0
     */
    public long observe(long nowNs) {
        if (dueNs == Long.MAX_VALUE || nowNs - dueNs <= pace.lateNs()) {
            return 0;
        }
        long late = nowNs - dueNs;
        long wait = late > pace.leaseNs() ? pace.deadtimeNs() : 2 * pace.keepaliveNs();
        noVerdictBeforeNs = Math.max(noVerdictBeforeNs, nowNs + wait);
        lastLateNs = late;
        stalls++;
        dueNs = Long.MAX_VALUE;
        return late;
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
