package org.hadirector.lvs.forward;

import org.hadirector.lvs.model.Tunnel;
import org.hadirector.lvs.path.NextHop;

/** A real server as a forwarder sees it. */
public interface Target {
    /** How its LAN is reached; null while unknown. */
    NextHop hop();

    /** Whether it is this machine itself. */
    boolean isLocal();

    /** Address, upper half. */
    long addressHigh();

    /** Address, lower half. */
    long addressLow();

    /** How packets are wrapped for it, if they are. */
    Tunnel tunnel();

    /** What is known of the way to it. */
    PathMtu pathMtu();
}
