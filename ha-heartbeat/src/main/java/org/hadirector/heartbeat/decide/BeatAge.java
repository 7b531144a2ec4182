package org.hadirector.heartbeat.decide;

import org.hadirector.heartbeat.link.StatusMessage;

/**
 * When a beat was said, at the latest. A cable, a driver or a stopped process may hold beats back for seconds; they
 * come in order and are authentic, but are signs of life of the moment in which they were said.
 *
 * <p>Every beat carries its sender's clock. A beat was said before it came, so the smallest distance between arrival
 * and clock that was seen bounds when any other was said; the bound widens with time because clocks drift. A beat whose
 * echo names a beat of ours that left after that bound proves the bound wrong: the sender's clock stood still
 * meanwhile, as that of a suspended machine does. Then the measuring begins anew.
 *
 * <p>A beat that is not the freshest was said before the freshest. So a recording of one link, played on another, gives
 * nobody a longer life.
 */
final class BeatAge {
    /** Clocks that are being slewed differ by a thousandth at most; twice that. */
    private static final int DRIFT = 500;

    private final BeatHistory history;
    private final long ownBootId;
    private StatusMessage freshest;
    private long freshestNs;
    private long distanceNs;
    private long measuredNs;

    BeatAge(BeatHistory history, long ownBootId) {
        this.history = history;
        this.ownBootId = ownBootId;
    }

    /** Our time at which the beat was certainly said already, at most {@code nowNs}. */
    long saidNs(StatusMessage message, long nowNs) {
        boolean sameRun = freshest != null && freshest.bootId() == message.bootId();
        if (sameRun && message.sequence() <= freshest.sequence()) {
            return freshestNs;
        }
        freshestNs = sameRun ? Math.max(freshestNs, measured(message, nowNs)) : measuredAnew(message, nowNs);
        freshest = message;
        return freshestNs;
    }

    private long measured(StatusMessage message, long nowNs) {
        long widest = distanceNs + (nowNs - measuredNs) / DRIFT;
        long said = message.clockNs() + widest;
        return said < nowNs && echoedNs(message) <= said ? said : measuredAnew(message, nowNs);
    }

    private long measuredAnew(StatusMessage message, long nowNs) {
        distanceNs = nowNs - message.clockNs();
        measuredNs = nowNs;
        return nowNs;
    }

    /** When the beat of ours left that this one echoes: it was said later than that. */
    private long echoedNs(StatusMessage message) {
        StatusMessage.Echo echo = message.echo();
        return echo == null || echo.bootId() != ownBootId ? Long.MIN_VALUE : history.sentNs(echo.sequence());
    }
}
