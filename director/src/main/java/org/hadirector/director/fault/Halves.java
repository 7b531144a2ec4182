package org.hadirector.director.fault;

import java.time.Duration;

/** When the LAN of a fault fell in two, and when it was whole again. */
final class Halves {
    private long dividedNs;
    private long joinedNs;

    /** The LAN is in two from now on, or no longer. */
    void divided(boolean now, long nowNs) {
        if (now) {
            dividedNs = nowNs;
        } else {
            joinedNs = nowNs;
        }
    }

    /**
     * From when until when two directors may own.
     *
     * @param meeting how long after the LAN was whole again; zero when at no time
     */
    Apart apart(Duration meeting) {
        return meeting.isZero() ? Apart.NEVER : new Apart(dividedNs, joinedNs + meeting.toNanos());
    }
}
