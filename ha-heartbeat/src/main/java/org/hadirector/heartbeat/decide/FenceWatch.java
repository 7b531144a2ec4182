package org.hadirector.heartbeat.decide;

import org.hadirector.heartbeat.decide.CoreEvent.Kind;

/**
 * Fencing of the other node, where it is configured: a takeover without a grant waits until a device (or a person) has
 * confirmed that the peer is off or was reset. One attempt at a time; a failed one is tried again at a steady pace, as
 * heartbeat does, for as long as a group still wants it.
 *
 * <p>A confirmation is about the run of the peer that was known when the attempt began. It holds until a beat is heard
 * after it: then the peer lives, whatever the device said. A peer that comes back unheard cannot serve behind our back:
 * it finds the address alive, or has to fence us first.
 */
final class FenceWatch {
    /** Where the fencing of the peer stands. */
    enum State {
        /** Nobody needs it. */
        IDLE,
        /** A device works, or an operator is waited for. */
        RUNNING,
        CONFIRMED,
        FAILED
    }

    private CoreSettings settings;
    private State state = State.IDLE;
    private long attempt;
    private int failures;
    private long retryAtNs;
    private long sinceNs;
    private long confirmedNs = GroupFacts.NEVER;
    private long aimedAtBoot;
    private boolean heardSince;
    private String reason = "";

    FenceWatch(CoreSettings settings, long startNs) {
        this.settings = settings;
        this.sinceNs = startNs;
    }

    void reconfigure(CoreSettings next) {
        settings = next;
    }

    /** Whether a takeover without a grant needs a confirmed fence at all. */
    boolean configured() {
        return settings.fencing().configured();
    }

    /** Whether it is certain that the peer's last known run has ended. */
    boolean holds() {
        return state == State.CONFIRMED;
    }

    /**
     * Whether the confirmation is so young that the peer cannot have come back and served: it would need longer than a
     * deadtime to call us dead.
     */
    boolean fresh(long nowNs) {
        return holds() && nowNs - confirmedNs < settings.timing().deadtimeNs();
    }

    /**
     * Some group lacks nothing but the fence: begins an attempt unless one is under way or the last one just failed.
     */
    void want(PeerView peer, String why, long nowNs, Outbox out) {
        boolean abandoned = state == State.RUNNING && heardSince;
        boolean again = state == State.FAILED && nowNs >= retryAtNs;
        if (state == State.IDLE || abandoned || again) {
            attempt++;
            aimedAtBoot = peer.bootId();
            heardSince = false;
            become(State.RUNNING, why, nowNs);
            out.tell(Kind.FENCE, "", settings.peer(), why, attempt);
            out.fence(settings.peer(), attempt);
        }
    }

    /** A fresh beat of the peer came. */
    void heard(PeerView peer, long nowNs, Outbox out) {
        boolean first = !heardSince;
        heardSince = true;
        if (state == State.RUNNING && first) {
            out.dropFence(attempt);
        } else if (state == State.CONFIRMED) {
            boolean sameRun = peer.bootId() == aimedAtBoot && aimedAtBoot != 0;
            if (sameRun) {
                String text = "the node is heard after its fence was confirmed: check the device and its host name";
                out.tell(Kind.ALARM, "", settings.peer(), text, attempt);
            }
            idle(sameRun ? "heard after it was fenced" : "started again", nowNs);
        } else if (state == State.FAILED) {
            idle("heard again", nowNs);
        }
    }

    /** A beat of a run of the peer that is not proven yet: it may have come back, so the certainty is gone. */
    void heardUnknownRun(long nowNs) {
        if (state == State.CONFIRMED) {
            idle("may have started again", nowNs);
        }
    }

    private void idle(String why, long nowNs) {
        failures = 0;
        become(State.IDLE, why, nowNs);
    }

    /** The device says that the peer is off or was reset. */
    void fenced(long ofAttempt, String by, PeerView peer, long nowNs, Outbox out) {
        if (ofAttempt != attempt || state != State.RUNNING) {
            return;
        }
        if (heardSince && peer.bootId() != aimedAtBoot) {
            out.tell(Kind.FENCE_FAILED, "", settings.peer(), "it has started again meanwhile", attempt);
            idle("started again", nowNs);
            return;
        }
        confirm(by, nowNs, out);
    }

    private void confirm(String by, long nowNs, Outbox out) {
        failures = 0;
        confirmedNs = nowNs;
        become(State.CONFIRMED, by, nowNs);
        out.tell(Kind.FENCED, "", settings.peer(), by, attempt);
    }

    void failed(long ofAttempt, String why, long nowNs, Outbox out) {
        if (ofAttempt != attempt || state != State.RUNNING) {
            return;
        }
        out.tell(Kind.FENCE_FAILED, "", settings.peer(), why, attempt);
        if (heardSince) {
            idle("heard again", nowNs);
            return;
        }
        if (failures == 0) {
            String text = "cannot be fenced: no takeover until it is, or until an operator confirms: " + why;
            out.tell(Kind.ALARM, "", settings.peer(), text, attempt);
        }
        retryAtNs = nowNs + settings.fencing().retryNs();
        failures++;
        become(State.FAILED, why, nowNs);
    }

    /** An operator says that he has reset or cut off the node: believed only while a takeover waits for that. */
    void confirmedByOperator(Input.FenceConfirmed confirmed, boolean tooLate, PeerView peer, long nowNs, Outbox out) {
        String node = confirmed.node();
        String refusal = null;
        if (tooLate) {
            refusal = "this node came to it too late, look at " + node + " again and confirm anew";
        } else if (!node.equals(settings.peer())) {
            refusal = node + " is not the other node; that is " + settings.peer();
        } else if (!configured()) {
            refusal = "no STONITH device is configured, nothing waits for " + node;
        } else if (!peer.silent(nowNs)) {
            refusal = node + " is heard: it is not dead";
        } else if (state == State.CONFIRMED) {
            refusal = node + " is fenced already: " + reason;
        } else if (state == State.IDLE) {
            refusal = "no reset of " + node + " is pending";
        }
        if (refusal == null) {
            confirm("an operator", nowNs, out);
        }
        out.answer(confirmed.id(), refusal == null, refusal == null ? "reset of " + node + " confirmed" : refusal);
    }

    private void become(State next, String why, long nowNs) {
        state = next;
        reason = why;
        sinceNs = nowNs;
    }

    /** Why the takeover has to wait, in words for {@code status}. */
    String missing(long nowNs) {
        return switch (state) {
            case IDLE -> "the peer is not fenced yet";
            case RUNNING -> "waits until the peer is fenced (attempt " + attempt + ")";
            case FAILED -> "the peer cannot be fenced: " + reason + "; tried again in "
                    + Math.max(0, (retryAtNs - nowNs) / 1_000_000) + " ms";
            case CONFIRMED -> null;
        };
    }

    CoreView.Fence view() {
        return new CoreView.Fence(configured(), state.name(), attempt, failures, reason, sinceNs);
    }
}
