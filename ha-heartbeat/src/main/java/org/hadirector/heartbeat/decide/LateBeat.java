package org.hadirector.heartbeat.decide;

/**
 * A beat that came later than warntime after the one before it, told when it comes, as heartbeat does: the peer's, or
 * our own when this node overslept. A silence that is still going on is {@link CoreEvent.Kind#PEER_LATE}.
 */
public final class LateBeat {
    private LateBeat() {}

    static void tell(String node, long intervalNs, Pace pace, Outbox out) {
        if (intervalNs > pace.warntimeNs()) {
            boolean beyond = intervalNs > pace.deadtimeNs();
            String reason = beyond ? "longer than deadtime" : "longer than warntime";
            EventDetail.Note note = beyond ? EventDetail.Note.BEYOND_DEADTIME : EventDetail.Note.NONE;
            out.tell(new CoreEvent(CoreEvent.Kind.LATE_BEAT, "", node, reason, intervalNs / 1_000_000, note));
        }
    }
}
