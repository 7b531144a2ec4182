package org.hadirector.heartbeat.decide;

import org.hadirector.heartbeat.link.GroupStatus;
import org.hadirector.heartbeat.link.GroupStatus.Ask;
import org.hadirector.heartbeat.link.GroupStatus.Grant;
import org.hadirector.heartbeat.link.GroupStatus.OwnerState;
import org.hadirector.heartbeat.link.GroupStatus.Refuse;
import org.hadirector.heartbeat.link.GroupStatus.RefuseReason;

/**
 * Our answers to the peer's questions about one group, and the promise that goes with a grant: until the taker shows
 * OWNER or {@code failed}, or we are bereaved, or 2G has passed, we do not ask for the group.
 *
 * <p>The taker's answer to a grant is known by its epoch, which is higher than the one in the grant: an overtaken beat
 * of an earlier ownership never ends the promise.
 */
public class GrantBook {
    private final Pace pace;
    private Grant grant;
    private Refuse refuse;
    private long refusedNs;
    private Ask pending;
    private long answered;
    private boolean anyAnswered;
    private boolean holding;
    private long heldSinceNs;

    GrantBook(Pace pace) {
        this.pace = pace;
    }

    /** Whether this question still wants an answer. */
    boolean isNew(Ask ask) {
        return ask != null && (!anyAnswered || ask.nonce() != answered);
    }

    void grant(Ask ask, long epoch, long nowNs) {
        answeredNow(ask);
        grant = new Grant(ask.nonce(), epoch);
        refuse = null;
        pending = null;
        holding = true;
        heldSinceNs = nowNs;
    }

    /** The peer has one question at a time: one that waits for our release is not open there any more. */
    void refuse(Ask ask, RefuseReason reason, long nowNs) {
        answeredNow(ask);
        pending = null;
        refuse = new Refuse(ask.nonce(), reason);
        refusedNs = nowNs;
    }

    private void answeredNow(Ask ask) {
        answered = ask.nonce();
        anyAnswered = true;
    }

    /** To be granted as soon as nothing of the group runs here any more; a younger question replaces an older. */
    void grantLater(Ask ask) {
        pending = ask;
    }

    /** The question that waits for our release, or null. */
    Ask pending() {
        return pending;
    }

    /** What the peer says may end the promise; whether it did. */
    boolean heard(GroupStatus peer) {
        boolean answeredIt =
                grant != null && peer.epoch() > grant.epoch() && (peer.state() == OwnerState.OWNER || peer.failed());
        if (answeredIt) {
            grant = null;
            holding = false;
        }
        return answeredIt;
    }

    /** We claim ourselves: promises and answers are void. */
    void clear() {
        grant = null;
        refuse = null;
        pending = null;
        holding = false;
    }

    /** Whether the promise not to serve stands. */
    public boolean holds(long nowNs) {
        return holding && nowNs - heldSinceNs <= pace.holdNs();
    }

    /** Whether a grant was given whose taker has neither shown OWNER nor failed. */
    public boolean unresolved() {
        return grant != null;
    }

    /** The last grant, until its taker shows OWNER or failed; or null. */
    Grant grant() {
        return grant;
    }

    /** The last refusal, repeated for G; or null. */
    Refuse refuse(long nowNs) {
        return refuse != null && nowNs - refusedNs <= pace.grantNs() ? refuse : null;
    }
}
