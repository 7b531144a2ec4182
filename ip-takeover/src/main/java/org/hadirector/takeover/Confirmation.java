package org.hadirector.takeover;

import org.hadirector.takeover.AddressProbe.Form;

/**
 * Whether answers to an address come to us since we took it: who confirmed it and when, and until then when to ask
 * again. Each question that nobody answered is followed by an announcement in the form that was not the last one, with
 * growing pauses: a station may believe only one of them. Pure; one thread owns the object.
 */
public final class Confirmation {
    private static final long FIRST_PAUSE_NS = 50_000_000L;
    private static final long LONGEST_PAUSE_NS = 5_000_000_000L;
    /** Unanswered for so long is worth telling. */
    private static final long LATE_NS = 1_000_000_000L;

    private final long startNs;
    private long dueNs;
    private long pauseNs = FIRST_PAUSE_NS;
    private int asked;
    private boolean lateTold;
    private String by = "";
    private long confirmedNs;

    /** @param startNs monotonic: when the address was announced first */
    public Confirmation(long startNs) {
        this.startNs = startNs;
        this.dueNs = startNs;
    }

    /** Whether it is time to ask; it then counts as asked. */
    public boolean take(long nowNs) {
        if (confirmed() || nowNs < dueNs) {
            return false;
        }
        asked++;
        dueNs = nowNs + pauseNs;
        pauseNs = Math.min(2 * pauseNs, LONGEST_PAUSE_NS);
        return true;
    }

    /** How to announce anew before the present question, null before the first one. */
    public Form announceFirst() {
        return asked < 2 ? null : asked % 2 == 0 ? Form.REPLY : Form.REQUEST;
    }

    /** A station answered; true when it is the first one. */
    public boolean answered(String station, long nowNs) {
        if (confirmed() || asked == 0) {
            return false;
        }
        by = station;
        confirmedNs = nowNs;
        return true;
    }

    /** True once, when nobody has answered for long. */
    public boolean late(long nowNs) {
        boolean now = !confirmed() && !lateTold && nowNs - startNs >= LATE_NS;
        lateTold |= now;
        return now;
    }

    public boolean confirmed() {
        return !by.isEmpty();
    }

    /** Who answered first, empty while nobody has. */
    public String by() {
        return by;
    }

    /** From the announcement to the answer, or to now. */
    public long tookNs(long nowNs) {
        return (confirmed() ? confirmedNs : nowNs) - startNs;
    }

    /** How often we asked. */
    public int asked() {
        return asked;
    }
}
