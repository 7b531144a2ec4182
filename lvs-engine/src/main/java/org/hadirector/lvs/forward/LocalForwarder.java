package org.hadirector.lvs.forward;

import org.hadirector.lvs.packet.PacketView;
import org.hadirector.lvs.path.PacketHandler;

/** Local node: the packet goes up this machine's own stack as it is. */
public final class LocalForwarder implements Forwarder {
    @Override
    public int forward(PacketView packet, Target target, int port) {
        return PacketHandler.LOCAL;
    }
}
