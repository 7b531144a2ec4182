package org.hadirector.lvs.engine;

import java.net.InetAddress;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.hadirector.lvs.path.NextHop;
import org.hadirector.lvs.path.NextHops;
import org.hadirector.lvs.path.memory.MemoryNextHops;

/** Next hops that count how often they are asked. */
final class WatchedHops implements NextHops {
    private final MemoryNextHops memory = new MemoryNextHops();
    private int asked;

    /** Where neighbours are told. */
    MemoryNextHops memory() {
        return memory;
    }

    /** How often anything was asked since the last call. */
    int takeAsked() {
        int before = asked;
        asked = 0;
        return before;
    }

    private MemoryNextHops ask() {
        asked++;
        return memory;
    }

    @Override
    public Optional<NextHop> lookup(InetAddress realServer) {
        return ask().lookup(realServer);
    }

    @Override
    public Optional<NextHop> lookupOnce(InetAddress address) {
        return ask().lookupOnce(address);
    }

    @Override
    public Map<Integer, Integer> mtus() {
        return ask().mtus();
    }

    @Override
    public Set<InetAddress> addresses() {
        return ask().addresses();
    }

    @Override
    public boolean isLocal(InetAddress address) {
        return ask().isLocal(address);
    }

    @Override
    public void onChange(Runnable listener) {
        memory.onChange(listener);
    }

    @Override
    public void close() {
        memory.close();
    }
}
