package org.hadirector.lvs.forward;

import org.hadirector.lvs.packet.PacketView;
import org.hadirector.lvs.path.PacketHandler;

/**
 * {@code cache_bypass}: the packet goes where it wanted to go. The way there is the routing's business, so this
 * machine's stack gets it as it is and sends it on; ip_forward must be on.
 */
public final class BypassForwarder implements Forwarder {
    @Override
    public int forward(PacketView packet, Target target, int port) {
        return PacketHandler.LOCAL;
    }
}
