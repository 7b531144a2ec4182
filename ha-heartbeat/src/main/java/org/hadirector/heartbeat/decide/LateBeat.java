package org.hadirector.heartbeat.decide;

/**
 * A beat that came later than warntime after the one before it, told when it comes, as heartbeat does: the peer's, or
 * our own when this node overslept. A silence that is still going on is {@link CoreEvent.Kind#PEER_LATE}.
 */
public final class LateBeat {
    /** The event's reason when the silence was longer than deadtime. */
    public static final String BEYOND_DEADTIME = "longer than deadtime";

    private LateBeat() {}

    static void tell(String node, long intervalNs, Pace pace, Outbox out) {
        if (intervalNs > pace.warntimeNs()) {
            String reason = intervalNs > pace.deadtimeNs() ? BEYOND_DEADTIME : "longer than warntime";
            out.tell(CoreEvent.Kind.LATE_BEAT, "", node, reason, intervalNs / 1_000_000);
        }
    }
}
