package org.hadirector.takeover;

import java.io.IOException;
import java.util.function.LongSupplier;

/**
 * The coarse lease of one address: the kernel removes it {@code validSeconds} after the last renewal, so a process that
 * was killed or hangs leaves nothing behind. The lease only ever prolongs an address that still runs: once it may have
 * run out the address is lost, and only a new acquisition puts it back. One thread at a time.
 */
public final class VipLease {
    private final AddressTable table;
    private final Vip vip;
    private final LongSupplier clock;
    private Term term;
    /** What the kernel was told last. */
    private volatile int validSeconds;

    private boolean renewNow;
    private long grantedNs;
    private volatile long renewedNs;
    private boolean running;

    /** @param clock monotonic nanoseconds, the scale of {@link #renew} */
    public VipLease(AddressTable table, Vip vip, Term term, LongSupplier clock) {
        this.table = table;
        this.vip = vip;
        this.term = term;
        this.clock = clock;
    }

    /** Adds the address with its first lifetime. */
    public void begin() throws IOException {
        long nowNs = clock.getAsLong(); // before the call: the lease is never believed to run longer than it does
        table.add(vip, term.validSeconds());
        validSeconds = term.validSeconds();
        grantedNs = nowNs;
        renewedNs = nowNs;
        running = true;
    }

    /** Another lifetime and rhythm, in force with the next renewal, which is due at once. */
    public void term(Term next) {
        renewNow = renewNow || next.validSeconds() != term.validSeconds();
        term = next;
    }

    /**
     * Renews the lifetime when it is time.
     *
     * @throws LeaseLostException when the last renewal is so long ago that the kernel may have removed the address; it
     *     may also stand again now, so it must be taken away
     * @throws IOException when the kernel refuses; the lease runs on and the next call tries again
     */
    public void renew(long nowNs) throws IOException {
        if (!running || !renewNow && nowNs - renewedNs < term.renewEveryNs()) {
            return;
        }
        requireAlive(nowNs);
        table.add(vip, term.validSeconds());
        requireAlive(clock.getAsLong()); // we may have been stopped between the look at the clock and the call
        validSeconds = term.validSeconds();
        renewNow = false;
        renewedNs = nowNs;
    }

    /** Takes the address away; also when the lease is over or never began. */
    public void end() throws IOException {
        running = false;
        table.remove(vip);
    }

    private void requireAlive(long nowNs) throws LeaseLostException {
        if (mayBeOver(nowNs)) {
            running = false;
            throw new LeaseLostException(vip, nowNs - renewedNs);
        }
    }

    /** Any thread: whether the last renewal is so long ago that the kernel may have removed the address. */
    boolean mayBeOver(long nowNs) {
        return nowNs - renewedNs >= validSeconds * 1_000_000_000L;
    }

    /** Since when the address is held without a break. */
    public long grantedNs() {
        return grantedNs;
    }

    /**
     * How long an address lives and how often it is renewed.
     *
     * @param validSeconds the kernel's granularity is the second; at least 1
     * @param renewEveryNs at most half of the lifetime, so that one failed renewal costs nothing
     */
    public record Term(int validSeconds, long renewEveryNs) {
        /** Gone 2 s after the last renewal, renewed four times a second. */
        public static final Term DEFAULT = new Term(2, 250_000_000L);

        public Term {
            if (validSeconds < 1 || renewEveryNs < 1 || renewEveryNs > validSeconds * 500_000_000L) {
                throw new IllegalArgumentException(
                        "a lease of " + validSeconds + " s cannot be renewed every " + renewEveryNs + " ns");
            }
        }
    }
}
