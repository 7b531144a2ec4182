package org.hadirector.takeover;

/**
 * When an address is announced: a burst at once, a second burst for the switches and routers that were still booting or
 * caches that raced, then a slow refresh while the address is owned. Pure; one thread owns the object. A caller that
 * was late sends one announcement, not all it missed.
 */
public final class AnnouncePlan {
    private final Rhythm rhythm;
    private boolean running;
    private long startNs;
    private long sent;
    private long dueNs;

    public AnnouncePlan(Rhythm rhythm) {
        this.rhythm = rhythm;
    }

    /** Begins with the first burst, the first announcement being due now. */
    public void start(long nowNs) {
        running = true;
        startNs = nowNs;
        sent = 0;
        dueNs = nowNs;
    }

    public void stop() {
        running = false;
    }

    /** True when an announcement is due; it then counts as sent. */
    public boolean take(long nowNs) {
        if (!running || nowNs - dueNs < 0) {
            return false;
        }
        sent++;
        dueNs = nextDueNs(nowNs);
        return true;
    }

    /** How many announcements were due since the start. */
    public long sent() {
        return sent;
    }

    private long nextDueNs(long nowNs) {
        if (sent == rhythm.burst()) {
            return Math.max(startNs + rhythm.secondBurstAfterNs() - nowNs, rhythm.intervalNs()) + nowNs;
        }
        return nowNs + (sent < 2L * rhythm.burst() ? rhythm.intervalNs() : rhythm.refreshNs());
    }

    /**
     * How often and how fast.
     *
     * @param burst announcements in each of the two bursts, at least 1
     * @param intervalNs from one announcement of a burst to the next
     * @param secondBurstAfterNs from the start of the first burst to that of the second
     * @param refreshNs between announcements afterwards
     */
    public record Rhythm(int burst, long intervalNs, long secondBurstAfterNs, long refreshNs) {
        /** 5 every 200 ms as OCF IPaddr2 does, again after 5 s, then every minute. */
        public static final Rhythm DEFAULT = new Rhythm(5, 200_000_000L, 5_000_000_000L, 60_000_000_000L);

        public Rhythm {
            if (burst < 1 || intervalNs < 1 || secondBurstAfterNs < 1 || refreshNs < 1) {
                throw new IllegalArgumentException("an announcement rhythm needs positive numbers: burst " + burst
                        + ", interval " + intervalNs + " ns, second burst after " + secondBurstAfterNs
                        + " ns, refresh " + refreshNs + " ns");
            }
        }
    }
}
