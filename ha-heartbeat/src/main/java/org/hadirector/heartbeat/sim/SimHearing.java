package org.hadirector.heartbeat.sim;

import org.hadirector.heartbeat.link.StatusMessage;

/** The freshest beat that a node heard, as any core must know it: what came late says nothing. */
public final class SimHearing {
    private StatusMessage beat;
    private long atNs = -1;

    void forget() {
        beat = null;
        atNs = -1;
    }

    void heard(StatusMessage now, long nowNs) {
        boolean stale = beat != null && beat.bootId() == now.bootId() && beat.sequence() >= now.sequence();
        if (!stale) {
            beat = now;
            atNs = nowNs;
        }
    }

    /** When something new of the other one last came in, -1 when never. */
    public long atNs() {
        return atNs;
    }

    /** Whether the last it heard was the other one's promise to serve nothing. */
    public boolean leaving() {
        return beat != null && beat.leaving();
    }
}
