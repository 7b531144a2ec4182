package org.hadirector.lvs.path;

import java.net.InetAddress;
import java.util.Set;

/** A path whose guards and diversions do nothing: for tests that hand frames up by themselves. */
public abstract class SilentPath implements PacketPath {
    @Override
    public void guard(InetAddress vip) {}

    @Override
    public void unguard(InetAddress vip) {}

    @Override
    public Set<InetAddress> guarded() {
        return Set.of();
    }

    @Override
    public void lease(InetAddress vip, long untilNs) {}

    @Override
    public void hold(InetAddress vip, long untilNs) {}

    @Override
    public void divert(ServiceKey service) {}

    @Override
    public void undivert(ServiceKey service) {}

    @Override
    public void divertReplies(ServiceKey realServer) {}

    @Override
    public void undivertReplies(ServiceKey realServer) {}

    @Override
    public void await(long timeoutNs) {}

    @Override
    public void wakeUp() {}

    @Override
    public PathCounters counters() {
        return PathCounters.NONE;
    }

    @Override
    public void detach() {}

    @Override
    public void close() {}
}
