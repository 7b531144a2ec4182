package org.hadirector.lvs.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.hadirector.lvs.model.ForwardingMethod;
import org.hadirector.lvs.model.RealServer;
import org.hadirector.lvs.model.VirtualService;
import org.hadirector.lvs.packet.Addresses;
import org.hadirector.lvs.path.NextHop;
import org.hadirector.lvs.path.ServiceKey;
import org.hadirector.lvs.path.memory.MemoryNextHops;
import org.hadirector.lvs.path.memory.MemoryPacketPath;

/** An engine on the memory path with virtual time: interface 1 is the clients', 2 the servers'. */
public final class EngineLab {
    public static final int CLIENTS = 1;
    public static final int SERVERS = 2;

    private long nowNs = 1_000_000_000_000L;
    private final MemoryPacketPath path;
    private final MemoryNextHops hops = new MemoryNextHops();
    private final LvsEngine engine;
    private final Set<InetAddress> neighbours = new LinkedHashSet<>();
    private int serverMtu = NextHop.ETHERNET_MTU;

    public EngineLab() {
        this(1 << 20);
    }

    public EngineLab(int maxConnections) {
        this(maxConnections, 42);
    }

    public EngineLab(int maxConnections, long hashSeed) {
        this(new EngineOptions(maxConnections, hashSeed));
    }

    public EngineLab(EngineOptions options) {
        this(options, 0);
    }

    /** @param mostFlows how many connections the path may carry by itself */
    public EngineLab(EngineOptions options, int mostFlows) {
        path = new MemoryPacketPath(() -> nowNs, mostFlows);
        engine = new LvsEngine(path, hops, () -> nowNs, options);
    }

    public LvsEngine engine() {
        return engine;
    }

    /** The virtual time. */
    public long nowNs() {
        return nowNs;
    }

    public MemoryPacketPath path() {
        return path;
    }

    public MemoryNextHops hops() {
        return hops;
    }

    /** The MAC address that the lab gives a real server. */
    public static long mac(InetAddress server) {
        byte[] bytes = server.getAddress();
        return 0x0200_0000_0000L | (bytes[bytes.length - 2] & 0xff) << 8 | bytes[bytes.length - 1] & 0xff;
    }

    /** Lets a real server be reachable. */
    public EngineLab neighbour(InetAddress server) {
        boolean v6 = server.getAddress().length == 16;
        InetAddress own = Segment.address(v6 ? "fd00::fe" : "192.168.0.254");
        long high = Addresses.high(own);
        hops.learn(server, new NextHop(SERVERS, 0x0202_0202_0202L, mac(server), serverMtu, high, Addresses.low(own)));
        neighbours.add(server);
        return this;
    }

    /** Lets an address be one of the director's own. */
    public void local(InetAddress address) {
        hops.addLocal(address);
        try {
            path.local(address);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Gives the servers' link another MTU than 1500. */
    public void serverMtu(int mtu) {
        serverMtu = mtu;
        hops.mtu(SERVERS, mtu);
        List.copyOf(neighbours).forEach(this::neighbour);
    }

    /** Gives the clients' link an MTU. */
    public void clientMtu(int mtu) {
        hops.mtu(CLIENTS, mtu);
        List.copyOf(neighbours).forEach(this::neighbour); // what changes is noticed with the neighbours
    }

    public static ServiceKey tcp(String vip, int port) {
        return new ServiceKey(6, Segment.address(vip), port);
    }

    public static RealServer server(String address, int port, int weight) {
        return new RealServer(Segment.address(address), port, ForwardingMethod.DIRECT_ROUTE, weight);
    }

    /** A TCP service of directly routed, reachable servers of weight 1; the last named is the newest. */
    public ServiceKey serve(String scheduler, String vip, String... servers) throws LvsException {
        ServiceKey key = tcp(vip, 80);
        engine.addService(new VirtualService(key, scheduler));
        for (String server : servers) {
            neighbour(Segment.address(server));
            engine.addServer(key, server(server, 80, 1));
        }
        work();
        return key;
    }

    public void pass(double seconds) {
        nowNs += (long) (seconds * 1e9);
        work();
    }

    /** Time passes, and the engine does nothing. */
    public void stand(double seconds) {
        nowNs += (long) (seconds * 1e9);
    }

    /** One round after some time; the work that it did. */
    public int round(long nanos) throws IOException {
        nowNs += nanos;
        return engine.doWork();
    }

    public void work() {
        try {
            while (engine.doWork() + engine.nextHops().answer() > 0) {
                continue;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A frame from a client; returns what left the engine because of it. */
    public List<MemoryPacketPath.Sent> send(byte[] frame) {
        return send(CLIENTS, 0, frame);
    }

    public List<MemoryPacketPath.Sent> send(int interfaceIndex, int mark, byte[] frame) {
        path.deliver(interfaceIndex, mark, frame);
        work();
        return path.sent();
    }

    public List<ListedConnection> connections() {
        List<ListedConnection> all = new ArrayList<>();
        engine.connections(0, 1 << 20, status -> all.add(ListedConnection.of(status)));
        return all;
    }
}
