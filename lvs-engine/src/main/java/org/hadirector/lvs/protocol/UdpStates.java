package org.hadirector.lvs.protocol;

import org.hadirector.lvs.packet.PacketView;

/** UDP has one state, which never counts as active. */
public final class UdpStates implements ProtocolStates {
    private final StateTimeouts timeouts;

    public UdpStates(StateTimeouts timeouts) {
        this.timeouts = timeouts;
    }

    @Override
    public int next(int state, Direction direction, PacketView packet) {
        return 0;
    }

    @Override
    public boolean isActive(int state) {
        return false;
    }

    @Override
    public int timeoutSeconds(int state) {
        return timeouts.udpSeconds();
    }

    @Override
    public String name(int state) {
        return "UDP";
    }

    @Override
    public boolean mayOpen(PacketView packet) {
        return true;
    }

    @Override
    public boolean isFirst(PacketView packet) {
        return false;
    }

    @Override
    public boolean isOver(int state, int mode, boolean noReplies) {
        return false;
    }

    @Override
    public boolean assures(int before, int after, Direction direction) {
        return direction == Direction.OUTPUT;
    }

    @Override
    public Worth worth(int state) {
        return Worth.LITTLE;
    }
}
