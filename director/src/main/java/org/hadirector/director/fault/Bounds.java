package org.hadirector.director.fault;

import java.time.Duration;
import org.hadirector.director.fault.Fault.Bound;
import org.hadirector.director.fault.Fault.Expect;
import org.hadirector.director.fault.Fault.Moves;
import org.hadirector.director.lab.LabTiming;

/** What the faults of the table have to keep to. Generous where the machine's own pauses would blur the verdict. */
final class Bounds {
    /** The time that a process on a shared machine may lose by itself. */
    private static final Duration NOISE = Duration.ofMillis(250);

    /** The same where two would own meanwhile. */
    private static final Duration STUTTER = Duration.ofMillis(50);

    /** Nobody notices. */
    static final Expect UNNOTICED = new Expect(Moves.MUST_NOT, timing -> NOISE);

    /** The service moves once deadtime is over. */
    static final Expect TAKEOVER = new Expect(Moves.MUST, timing -> deadtimes(timing.deadtimeDuration(), 1));

    /** Who owns it at the end is open; clients wait for deadtime twice at most: each node had its turn. */
    static final Expect EITHER = new Expect(Moves.MAY, timing -> deadtimes(timing.deadtimeDuration(), 2));

    private Bounds() {}

    private static Duration deadtimes(Duration deadtime, int times) {
        return deadtime.multipliedBy(times).plus(NOISE);
    }

    /** The owner is gone for that time: served again by the other after deadtime, or by itself when it is back. */
    static Expect away(Duration time) {
        return new Expect(Moves.MAY, timing -> {
            Bound takeover = TAKEOVER.outage();
            Duration back = time.plus(NOISE);
            return back.compareTo(takeover.of(timing)) < 0 ? back : takeover.of(timing);
        });
    }

    /**
     * How long two owners of a LAN that is whole again may not know of each other: one must hear the other answer for a
     * probe window, between two rounds of probes an eighth of a lease apart.
     */
    static Duration meeting(LabTiming timing) {
        long deadtimeMs = timing.deadtimeDuration().toMillis();
        long windowMs = Math.min(50, deadtimeMs / 10);
        long leaseMs = Math.min(1000, deadtimeMs / 4);
        return Duration.ofMillis(windowMs + leaseMs / 4).plus(STUTTER);
    }

    /** Clients may wait that long. */
    static Expect within(Moves moves, Bound bound) {
        return new Expect(moves, timing -> bound.of(timing).plus(NOISE));
    }
}
