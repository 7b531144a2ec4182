package org.hadirector.heartbeat.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.hadirector.heartbeat.link.ReplayWindow;
import org.hadirector.heartbeat.link.StatusMessage;

/** The freshest beat that a node heard, as any core must know it: what came late says nothing; and its own latest. */
public final class SimHearing {
    private final List<ReplayWindow> windows = new ArrayList<>();
    private long unreadSinceNs = Long.MAX_VALUE;
    private StatusMessage beat;
    private long atNs = -1;
    private StatusMessage said;

    /** A process starts that listens on so many links, each with a window of its own. */
    void forget(int links, Supplier<ReplayWindow> window) {
        beat = null;
        atNs = -1;
        unreadSinceNs = Long.MAX_VALUE;
        windows.clear();
        for (int i = 0; i < links; i++) {
            windows.add(window.get());
        }
    }

    /** A beat comes in on a link; the replay window, the product's own, lets it pass or not. */
    boolean comes(int link, StatusMessage now, long ownBootId, long nowNs) {
        boolean passes = windows.get(link).accept(now.bootId(), now.sequence(), now.answers(ownBootId));
        unreadSinceNs = passes ? Math.min(unreadSinceNs, nowNs) : unreadSinceNs;
        return passes;
    }

    /** Since when a beat lies in the sockets of this machine that its daemon has not read, MAX_VALUE when none does. */
    public long unreadSinceNs() {
        return unreadSinceNs;
    }

    /**
     * The daemon reads a beat.
     *
     * @param run the other node's latest: beats of former ones are recordings, or late, and say nothing
     */
    void heard(StatusMessage now, long run, long nowNs) {
        unreadSinceNs = Long.MAX_VALUE;
        boolean stale = beat != null && beat.bootId() == now.bootId() && beat.sequence() >= now.sequence();
        if (!stale && now.bootId() == run) {
            beat = now;
            atNs = nowNs;
        }
    }

    void says(StatusMessage now) {
        said = now;
    }

    /** The node's own latest beat. */
    public StatusMessage said() {
        return said;
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
