package org.hadirector.heartbeat.decide;

import java.util.ArrayDeque;
import java.util.Deque;
import org.hadirector.heartbeat.link.StatusMessage;

/**
 * Which run of the peer counts. A run becomes the present one when it answers a beat of ours that left after the one
 * before it was heard ({@link Rules#provesItsRun}), so it began later and that one has ended: a machine has one daemon.
 *
 * <p>A run that was replaced and yet proves that it lives is a second machine under the peer's name, a clone. Whose
 * beats would count in turn: the later one stays until it falls silent, and somebody is told.
 */
final class PeerRuns {
    private static final int REMEMBERED = 16;

    private final Rules rules;
    private final Deque<Long> former = new ArrayDeque<>();
    private boolean twinsTold;

    PeerRuns(Rules rules) {
        this.rules = rules;
    }

    /**
     * Whether a beat of another run than the present one makes it the present one.
     *
     * @param answeredNs when the beat of ours left that it answers, {@link Long#MIN_VALUE} when it answers none
     */
    boolean counts(PeerView peer, StatusMessage message, long answeredNs, long nowNs, Outbox out) {
        if (!rules.provesItsRun(peer, message, answeredNs, nowNs)) {
            return false;
        }
        boolean twins = former(message.bootId()) && peer.silentNs(nowNs) < peer.deadtimeNs();
        if (twins && !twinsTold) {
            String text = "two machines say that they are " + message.node() + ": the one that started later is heard";
            out.tell(CoreEvent.Kind.ALARM, "", message.node(), text, 0);
        }
        twinsTold |= twins;
        return !twins;
    }

    /** Whether this run was replaced by another one. */
    boolean former(long bootId) {
        return former.contains(bootId);
    }

    /** @param present the run that counted until now, 0 when none did */
    void replaced(long present, long successor) {
        former.remove(successor);
        if (present != 0) {
            former.addLast(present);
        }
        if (former.size() > REMEMBERED) {
            former.removeFirst();
        }
        twinsTold = false;
    }
}
