package org.hadirector.lvs.path.memory;

import java.net.InetAddress;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.hadirector.lvs.path.NextHop;
import org.hadirector.lvs.path.NextHops;

/** Neighbours as they are told: unknown ones are remembered as wanted until they are {@link #learn}ed. */
public final class MemoryNextHops implements NextHops {
    private final Map<InetAddress, NextHop> known = new ConcurrentHashMap<>();
    private final Set<InetAddress> local = ConcurrentHashMap.newKeySet();
    private final Set<InetAddress> wanted = ConcurrentHashMap.newKeySet();
    private final CopyOnWriteArrayList<Runnable> listeners = new CopyOnWriteArrayList<>();
    private final Map<Integer, Integer> mtus = new ConcurrentHashMap<>();
    private volatile boolean closed;

    @Override
    public Optional<NextHop> lookup(InetAddress realServer) {
        if (closed) {
            throw new IllegalStateException("next hops are closed");
        }
        if (isLocal(realServer)) {
            return Optional.empty();
        }
        NextHop hop = known.get(realServer);
        if (hop == null) {
            wanted.add(realServer);
        }
        return Optional.ofNullable(hop);
    }

    @Override
    public Optional<NextHop> lookupOnce(InetAddress address) {
        return lookup(address);
    }

    @Override
    public Map<Integer, Integer> mtus() {
        return Map.copyOf(mtus);
    }

    @Override
    public Set<InetAddress> addresses() {
        return Set.copyOf(local);
    }

    @Override
    public boolean isLocal(InetAddress address) {
        return address.isLoopbackAddress() || local.contains(address);
    }

    @Override
    public void onChange(Runnable listener) {
        listeners.add(listener);
    }

    /** A neighbour answered: its hop is known from now on. */
    public void learn(InetAddress address, NextHop hop) {
        known.put(address, hop);
        wanted.remove(address);
        changed();
    }

    /** A neighbour stopped answering. */
    public void forget(InetAddress address) {
        known.remove(address);
        changed();
    }

    /** An interface has this MTU from now on; the hops through it must be learnt anew. */
    public void mtu(int interfaceIndex, int mtu) {
        mtus.put(interfaceIndex, mtu);
        changed();
    }

    /** The address belongs to this machine from now on. */
    public void addLocal(InetAddress address) {
        local.add(address);
        changed();
    }

    /** Addresses that were looked up and are not known yet. */
    public Set<InetAddress> wanted() {
        return Set.copyOf(wanted);
    }

    private void changed() {
        listeners.forEach(Runnable::run);
    }

    @Override
    public void close() {
        closed = true;
    }
}
