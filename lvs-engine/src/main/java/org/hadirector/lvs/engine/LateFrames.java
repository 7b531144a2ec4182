package org.hadirector.lvs.engine;

import org.hadirector.lvs.path.Frame;
import org.hadirector.lvs.path.Outlet;
import org.hadirector.lvs.path.PacketHandler;

/** Frames that had to wait, handled outside the turn in which they came. Belongs to the packet thread. */
final class LateFrames {
    private final PacketHandler service;
    private final Outlet outlet;

    /** @param service handles what comes in its turn */
    LateFrames(PacketHandler service, Outlet outlet) {
        this.service = service;
        this.outlet = outlet;
    }

    /**
     * Handles the frame as if it came now; false if it went nowhere. Nobody knows here how it gets to the stack:
     * {@link PacketHandler#LOCAL} is dropped.
     */
    boolean serve(Frame frame) {
        int verdict = service.handle(frame);
        return verdict == PacketHandler.CONSUMED || verdict > 0 && send(frame, verdict);
    }

    /** Sends the frame as it is; false when there is no room. */
    boolean send(Frame frame, int interfaceIndex) {
        Frame copy = outlet.frame(frame.length());
        if (copy == null) {
            return false;
        }
        copy.copy(0, frame, 0, frame.length());
        outlet.send(interfaceIndex);
        return true;
    }
}
