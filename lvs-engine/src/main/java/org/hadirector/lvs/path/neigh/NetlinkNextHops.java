package org.hadirector.lvs.path.neigh;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.hadirector.linux.Errno;
import org.hadirector.linux.LinuxException;
import org.hadirector.linux.NetlinkInterfaces;
import org.hadirector.linux.NetlinkSocket;
import org.hadirector.linux.NetworkDevice;
import org.hadirector.linux.Route;
import org.hadirector.lvs.packet.Addresses;
import org.hadirector.lvs.path.NextHop;
import org.hadirector.lvs.path.NextHops;

/**
 * {@link NextHops} from the kernel's routes and neighbours. It has no thread: somebody calls {@link #poll} often (or
 * when {@link #fd} is readable), and gets the news carried to the listeners. Frames that we address ourselves are no
 * use of the kernel's neighbour entries, which would go stale unnoticed; so the entries are used once in a while from
 * here, and the kernel confirms them. Any thread may call.
 */
public final class NetlinkNextHops implements NextHops {
    private static final int GROUP_IPV4_ROUTE = 0x40;
    private static final int GROUP_IPV6_ROUTE = 0x400;
    private static final int GROUPS =
            NetlinkSocket.GROUP_LINK | NetlinkSocket.GROUP_NEIGH | GROUP_IPV4_ROUTE | GROUP_IPV6_ROUTE;

    private final NetlinkInterfaces interfaces;
    private final NetlinkSocket requests;
    private final NetlinkSocket news;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private final Map<InetAddress, Way> ways = new HashMap<>();
    private final Neighbours neighbours;
    /** The links that the ways lead over, by name, until news of routes or links come. */
    private final Map<String, Optional<NetworkDevice>> links = new HashMap<>();
    /** Gateways and our own addresses: the same for thousands of ways. */
    private final Map<InetAddress, InetAddress> shared = new HashMap<>();

    private Optional<LinuxException> problem = Optional.empty();

    private NetlinkNextHops(NetlinkInterfaces interfaces, NetlinkSocket requests, NetlinkSocket news) {
        this.interfaces = interfaces;
        this.requests = requests;
        this.news = news;
        neighbours = new Neighbours(new NetlinkNeighbours(requests), refused -> problem = Optional.of(refused));
    }

    /**
     * The way to a real server: over the link to itself or to the gateway, or none because it is this machine.
     *
     * @param source MAC of the interface
     * @param mtu the route's, else the interface's, bytes
     * @param address our own towards it, null if the kernel names none
     */
    private record Way(boolean local, Neighbour neighbour, long source, int mtu, InetAddress address) {
        static final Way LOCAL = new Way(true, null, 0, 0, null);

        NextHop hop(long hardware) {
            long high = address == null ? 0 : Addresses.high(address);
            long low = address == null ? 0 : Addresses.low(address);
            return new NextHop(neighbour.interfaceIndex(), source, hardware, mtu, high, low);
        }

        // What the compiler makes of a record is put together at its first call, in milliseconds (decisions/0011).
        @Override
        public boolean equals(Object other) {
            return other instanceof Way it
                    && local == it.local
                    && source == it.source
                    && mtu == it.mtu
                    && Objects.equals(neighbour, it.neighbour)
                    && Objects.equals(address, it.address);
        }

        @Override
        public int hashCode() {
            return 31 * Objects.hashCode(neighbour) + Objects.hashCode(address);
        }
    }

    /** Opens the view of the namespace of the calling thread. */
    public static NetlinkNextHops open() throws LinuxException {
        NetlinkSocket news = NetlinkSocket.open(GROUPS);
        try {
            NetlinkSocket requests = NetlinkSocket.open();
            try {
                return new NetlinkNextHops(NetlinkInterfaces.open(), requests, news);
            } catch (LinuxException e) {
                requests.close();
                throw e;
            }
        } catch (LinuxException e) {
            news.close();
            throw e;
        }
    }

    @Override
    public synchronized Optional<NextHop> lookup(InetAddress realServer) {
        try {
            Optional<Way> way = way(realServer);
            if (way.isEmpty() || way.get().local) {
                return Optional.empty();
            }
            Neighbour.State state = neighbours.state(way.get().neighbour);
            return state.isKnown() ? Optional.of(way.get().hop(state.hardware())) : Optional.empty();
        } catch (LinuxException e) {
            problem = Optional.of(e);
            return Optional.empty();
        }
    }

    @Override
    public synchronized Optional<NextHop> lookupOnce(InetAddress address) {
        try {
            Optional<Way> way = find(address).filter(found -> !found.local);
            if (way.isEmpty()) {
                return Optional.empty();
            }
            Neighbour.State state = neighbours.stateOnce(way.get().neighbour);
            return state.isKnown() ? Optional.of(way.get().hop(state.hardware())) : Optional.empty();
        } catch (LinuxException e) {
            problem = Optional.of(e);
            return Optional.empty();
        }
    }

    @Override
    public synchronized Map<Integer, Integer> mtus() {
        Map<Integer, Integer> mtus = new HashMap<>();
        try {
            interfaces.all().forEach(device -> mtus.put(device.index(), device.mtu()));
        } catch (LinuxException e) {
            problem = Optional.of(e);
        }
        return mtus;
    }

    @Override
    public synchronized Set<InetAddress> addresses() {
        Set<InetAddress> addresses = new HashSet<>();
        try {
            for (NetworkDevice device : interfaces.all()) {
                device.addresses().forEach(address -> addresses.add(address.address()));
            }
        } catch (LinuxException e) {
            problem = Optional.of(e);
        }
        return addresses;
    }

    @Override
    public synchronized boolean isLocal(InetAddress address) {
        try {
            return way(address).map(Way::local).orElse(false);
        } catch (LinuxException e) {
            problem = Optional.of(e);
            return false;
        }
    }

    @Override
    public void onChange(Runnable listener) {
        listeners.add(listener);
    }

    /** The descriptor that becomes readable when {@link #poll} has work. */
    public int fd() {
        return news.fd();
    }

    /** What the kernel answered when a look-up failed for another reason than "not known yet", the latest of them. */
    public synchronized Optional<LinuxException> problem() {
        return problem;
    }

    /**
     * Takes the kernel's news, asks again for neighbours that are missing, confirms stale ones; never waits. Listeners
     * run on the calling thread.
     *
     * @return whether any next hop changed
     */
    public boolean poll(long nowNs) throws LinuxException {
        boolean changed;
        synchronized (this) {
            changed = takeNews();
            neighbours.use(nowNs);
        }
        if (changed) {
            listeners.forEach(Runnable::run);
        }
        return changed;
    }

    @Override
    public synchronized void close() {
        news.close();
        requests.close();
        interfaces.close();
    }

    private boolean takeNews() throws LinuxException {
        boolean[] changed = {false};
        boolean[] routes = {false};
        try {
            news.poll(reply -> {
                Optional<Neighbour.News> said = Neighbour.parse(reply);
                if (said.isPresent()) {
                    changed[0] |= neighbours.apply(said.get());
                } else {
                    routes[0] = true;
                }
            });
        } catch (LinuxException e) {
            if (e.errno() != Errno.ENOBUFS) {
                throw e;
            }
            neighbours.forget(); // news were lost: look-ups ask anew
            changed[0] = true;
            routes[0] = true;
        }
        boolean led = routes[0] && waysChanged();
        return changed[0] || led;
    }

    /** Routes, links or addresses changed: only what leads elsewhere now is news to anybody. */
    private boolean waysChanged() throws LinuxException {
        boolean changed = false;
        links.clear();
        for (Map.Entry<InetAddress, Way> known : Map.copyOf(ways).entrySet()) {
            Optional<Way> now = find(known.getKey());
            if (!now.equals(Optional.of(known.getValue()))) {
                now.ifPresentOrElse(way -> ways.put(known.getKey(), way), () -> ways.remove(known.getKey()));
                changed = true;
            }
        }
        Set<Neighbour> used = new HashSet<>();
        ways.values().forEach(way -> used.add(way.neighbour));
        neighbours.keepOnly(used);
        return changed;
    }

    private Optional<Way> way(InetAddress realServer) throws LinuxException {
        Way known = ways.get(realServer);
        if (known != null) {
            return Optional.of(known);
        }
        Optional<Way> found = find(realServer);
        found.ifPresent(way -> ways.put(realServer, way));
        return found;
    }

    /** {@code ip route get ADDRESS}, then the interface it names. Empty without a route or without Ethernet. */
    private Optional<Way> find(InetAddress realServer) throws LinuxException {
        Optional<Route> route = interfaces.routeTo(realServer);
        if (route.isEmpty()) {
            return Optional.empty();
        }
        if (route.get().local()) {
            return Optional.of(Way.LOCAL);
        }
        InetAddress target =
                route.get().gateway() == null ? realServer : shared(route.get().gateway());
        return link(route.get().device())
                .filter(device -> device.hardwareAddress() != null)
                .map(device -> way(device, target, route.get()));
    }

    /**
     * Thousands of servers are behind few links, and the kernel's answer about one takes as long as that about a way.
     */
    private Optional<NetworkDevice> link(String name) throws LinuxException {
        Optional<NetworkDevice> known = links.get(name);
        if (known == null) {
            known = interfaces.link(name);
            links.put(name, known);
        }
        return known;
    }

    private Way way(NetworkDevice device, InetAddress target, Route route) {
        return new Way(
                false,
                new Neighbour(device.index(), target),
                device.hardwareAddress().toLong(),
                route.mtu() == 0 ? device.mtu() : Math.min(route.mtu(), device.mtu()),
                route.source() == null ? null : shared(route.source()));
    }

    private InetAddress shared(InetAddress address) {
        return shared.computeIfAbsent(address, first -> first);
    }
}
