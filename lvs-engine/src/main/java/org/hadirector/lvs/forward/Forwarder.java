package org.hadirector.lvs.forward;

import org.hadirector.lvs.packet.PacketView;
import org.hadirector.lvs.path.PacketHandler;

/** One forwarding method. Rewrites the packet in place and never allocates. */
public interface Forwarder {
    /**
     * @param port port of the real server
     * @return {@link PacketHandler#DROP}, {@link PacketHandler#LOCAL}, or the interface that sends the frame
     */
    int forward(PacketView packet, Target target, int port);
}
