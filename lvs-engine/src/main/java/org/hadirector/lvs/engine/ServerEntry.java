package org.hadirector.lvs.engine;

import java.net.InetAddress;
import org.hadirector.lvs.conn.ConnectionTable;
import org.hadirector.lvs.forward.PathMtu;
import org.hadirector.lvs.forward.Target;
import org.hadirector.lvs.model.ForwardingMethod;
import org.hadirector.lvs.model.RealServer;
import org.hadirector.lvs.model.Tunnel;
import org.hadirector.lvs.model.VirtualService;
import org.hadirector.lvs.packet.Addresses;
import org.hadirector.lvs.path.NextHop;
import org.hadirector.lvs.path.NextHops;
import org.hadirector.lvs.path.ServiceKey;
import org.hadirector.lvs.schedule.Destination;
import org.hadirector.lvs.schedule.Schedulers;

/**
 * A real server at run time. It outlives its removal while connections are bound to it, and takes them up again when it
 * is added anew (the kernel's destination trash). The packet thread writes but for the next hop; any thread reads.
 */
final class ServerEntry implements Destination, Target {
    private final int id;
    private final InetAddress address;
    private final int port;
    private final long addressHigh;
    private final long addressLow;
    private final TrafficCounters traffic = new TrafficCounters();
    private final PathMtu pathMtu = new PathMtu(); // packet thread
    private volatile ServiceEntry service;
    private volatile RealServer config;
    private volatile int active;
    private volatile int inactive;
    private volatile int persistent;
    private volatile boolean available;
    private boolean overloaded;
    private int lastWeight;
    // Written by whoever refreshes next hops.
    private volatile NextHop hop;
    private volatile boolean local;

    ServerEntry(int id, ServiceEntry service, RealServer config) {
        this.id = id;
        this.service = service;
        this.config = config;
        address = config.address();
        port = config.port();
        addressHigh = Addresses.high(address);
        addressLow = Addresses.low(address);
    }

    int id() {
        return id;
    }

    ServiceEntry service() {
        return service;
    }

    /** The service to which the server was added last. */
    void service(ServiceEntry newService) {
        service = newService;
    }

    @Override
    public int port() {
        return port;
    }

    /**
     * The port that packets to it carry.
     *
     * @param flags of the connection
     */
    int portFor(int virtualPort, int flags) {
        if (port == 0 || (flags & ConnectionTable.SAME_PORT) != 0) {
            return virtualPort;
        }
        return (flags & ConnectionTable.PORT_BELOW) != 0 ? port - 1 : port;
    }

    TrafficCounters traffic() {
        return traffic;
    }

    RealServer config() {
        return config;
    }

    /** Takes a new weight, method or threshold. A raised or lifted limit ends the overload. */
    void configure(RealServer newConfig) {
        long before = config.upperThreshold();
        config = newConfig;
        lastWeight = newConfig.weight() > 0 ? newConfig.weight() : lastWeight;
        if (newConfig.upperThreshold() == 0 || newConfig.upperThreshold() > before) {
            overloaded = false;
        }
    }

    /** A server that is added begins with the weight it is given, 0 included. */
    void forgetLastWeight() {
        lastWeight = config.weight();
    }

    /** What stands for no server in connections that go past all of them ({@code cache_bypass}). */
    static ServerEntry nowhere(int id, boolean ipv6) {
        ServiceKey unspecified = ServiceKey.ofMark(0, ipv6);
        ServerEntry nowhere = new ServerEntry(
                id,
                new ServiceEntry(new VirtualService(unspecified, Schedulers.NONE)),
                new RealServer(unspecified.address(), 0, ForwardingMethod.BYPASS, 1));
        nowhere.present(true);
        return nowhere;
    }

    /** Whether the server is in the table, not deleted. */
    @Override
    public boolean isPresent() {
        return available;
    }

    void present(boolean isPresent) {
        available = isPresent;
    }

    @Override
    public boolean isLocal() {
        return local;
    }

    /**
     * How a connection that is made now reaches it. Masquerading gives packets for this machine another address, too,
     * if it is one that answers from elsewhere than loopback.
     */
    ForwardingMethod method() {
        boolean translated =
                config.method() == ForwardingMethod.MASQUERADE && !Addresses.isLoopback(addressHigh, addressLow);
        return local && !translated ? ForwardingMethod.LOCAL : config.method();
    }

    /** Whether it is reached in another way than before. */
    boolean resolve(NextHops hops) {
        NextHop before = hop;
        local = hops.isLocal(address);
        hop = local ? null : hops.lookup(address).orElse(null);
        return before != null && !before.equals(hop);
    }

    @Override
    public NextHop hop() {
        return hop;
    }

    @Override
    public long addressHigh() {
        return addressHigh;
    }

    @Override
    public long addressLow() {
        return addressLow;
    }

    @Override
    public Tunnel tunnel() {
        return config.tunnel();
    }

    @Override
    public PathMtu pathMtu() {
        return pathMtu;
    }

    @Override
    public int weight() {
        return config.weight();
    }

    @Override
    public int lastWeight() {
        return lastWeight;
    }

    @Override
    public int active() {
        return active;
    }

    @Override
    public int inactive() {
        return inactive;
    }

    int persistent() {
        return persistent;
    }

    @Override
    public boolean isOverloaded() {
        return overloaded;
    }

    /** Connections and templates bound to the server. */
    int bound() {
        return active + inactive + persistent;
    }

    void bindTemplate() {
        add(0, 0, 1);
        checkUpper();
    }

    void unbindTemplate() {
        add(0, 0, -1);
        checkLower();
    }

    void bindConnection() {
        add(0, 1, 0);
        checkUpper();
    }

    void unbindConnection(boolean wasInactive) {
        add(wasInactive ? 0 : -1, wasInactive ? -1 : 0, 0);
        checkLower();
    }

    void activate() {
        add(1, -1, 0);
    }

    void deactivate() {
        add(-1, 1, 0);
    }

    // The packet thread is the only writer, so reading before writing loses nothing.
    private void add(int toActive, int toInactive, int toPersistent) {
        int newActive = active + toActive;
        int newInactive = inactive + toInactive;
        int newPersistent = persistent + toPersistent;
        if (newActive < 0 || newInactive < 0 || newPersistent < 0) {
            throw new IllegalStateException("connections of " + address + " counted down below zero");
        }
        active = newActive;
        inactive = newInactive;
        persistent = newPersistent;
    }

    /** What the thresholds limit: templates are not counted. */
    private int connections() {
        return active + inactive;
    }

    private void checkUpper() {
        long upper = config.upperThreshold();
        if (upper != 0 && connections() >= upper) {
            overloaded = true;
        }
    }

    private void checkLower() {
        long upper = config.upperThreshold();
        long lower = config.lowerThreshold();
        if (lower != 0) {
            overloaded &= connections() >= lower;
        } else if (upper != 0) {
            overloaded &= connections() * 4L >= upper * 3;
        } else {
            overloaded = false;
        }
    }
}
