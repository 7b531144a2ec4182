package org.hadirector.heartbeat.decide;

import org.hadirector.heartbeat.link.StatusMessage;

/** What {@link PeerView} knows of one link to the peer. */
final class LinkState {
    final DeadtimeDetector detector;
    StatusMessage.Echo echo;
    long echoNs = Long.MIN_VALUE;
    long hearsUsNs = Long.MIN_VALUE;
    /** The peer's last beat there said that it hears nothing of us on this link. */
    boolean deaf;

    LinkState(DeadtimeDetector detector) {
        this.detector = detector;
    }

    /** Whether our beats on this link answer that run of the peer at present. */
    boolean answers(long bootId, long nowNs, long deadtimeNs) {
        return echo != null && echo.bootId() == bootId && nowNs - echoNs < deadtimeNs;
    }

    /** What our echo on this link will say, whichever link brought the beat first. */
    void heard(StatusMessage message, long nowNs) {
        echoNs = nowNs;
        if (echo == null || echo.bootId() != message.bootId() || echo.sequence() < message.sequence()) {
            echo = new StatusMessage.Echo(message.bootId(), message.sequence());
        }
    }
}
