package org.hadirector.lvs.fuzz;

import java.net.InetAddress;
import java.util.HexFormat;
import java.util.SplittableRandom;
import org.hadirector.lvs.engine.EngineLab;
import org.hadirector.lvs.engine.EngineOptions;
import org.hadirector.lvs.engine.LvsEngine;
import org.hadirector.lvs.engine.LvsException;
import org.hadirector.lvs.engine.Segment;
import org.hadirector.lvs.engine.ServerStatus;
import org.hadirector.lvs.engine.ServiceStatus;
import org.hadirector.lvs.model.ForwardingMethod;
import org.hadirector.lvs.model.RealServer;
import org.hadirector.lvs.model.VirtualService;
import org.hadirector.lvs.packet.Addresses;
import org.hadirector.lvs.path.NextHop;
import org.hadirector.lvs.path.PacketHandler;
import org.hadirector.lvs.path.ServiceKey;
import org.hadirector.lvs.path.memory.MemoryNextHops;

/** A small balancer and one round of hostile frames. A seed names the round; a failure tells it, and the frame. */
final class EngineFuzz {
    private static final int MOST_CONNECTIONS = 1 << 12;

    private static final ForwardingMethod[] METHODS = {
        ForwardingMethod.MASQUERADE, ForwardingMethod.MASQUERADE, ForwardingMethod.DIRECT_ROUTE, ForwardingMethod.TUNNEL
    };

    private final long seed;
    private final SplittableRandom random;
    private final FrameMaker frames;
    private final FrameJudge judge = new FrameJudge();
    private final FuzzPath path = new FuzzPath();
    private final MemoryNextHops hops = new MemoryNextHops();
    private final LvsEngine engine;
    private long nowNs = 1_000_000_000_000L;
    private long dropped;
    private long forwarded;

    EngineFuzz(long seed) {
        this.seed = seed;
        random = new SplittableRandom(seed);
        frames = new FrameMaker(random.split());
        engine = new LvsEngine(path, hops, () -> nowNs, new EngineOptions(MOST_CONNECTIONS, seed));
        try {
            build();
        } catch (LvsException e) {
            throw new IllegalStateException(e);
        }
    }

    long forwarded() {
        return forwarded;
    }

    private void build() throws LvsException {
        for (String vip : FrameMaker.VIPS) {
            judge.virtual(vip);
        }
        for (String vip : FrameMaker.VIPS6) {
            judge.virtual(vip);
        }
        judge.virtual("192.168.0.254");
        judge.virtual("fd00::fe");
        for (String server : FrameMaker.SERVERS) {
            reach(server);
        }
        for (String server : FrameMaker.SERVERS6) {
            reach(server);
        }
        balance(new VirtualService(new ServiceKey(6, Segment.address("10.1.0.1"), 80), "rr"), 8080);
        balance(new VirtualService(new ServiceKey(6, Segment.address("10.1.0.1"), 21), "rr"), 21);
        balance(new VirtualService(new ServiceKey(17, Segment.address("10.1.0.1"), 53), "wlc"), 53);
        balance(new VirtualService(new ServiceKey(132, Segment.address("10.1.0.1"), 9), "rr"), 9);
        balance(new VirtualService(new ServiceKey(6, Segment.address("10.1.0.2"), 0), "sh", 60, 32), 0);
        balance(new VirtualService(ServiceKey.ofMark(FrameMaker.MARK, false), "rr", 60, 24), 80);
        balance(new VirtualService(new ServiceKey(6, Segment.address("fd01::1"), 80), "rr"), 8080);
        balance(new VirtualService(new ServiceKey(6, Segment.address("fd01::1"), 21), "rr"), 21);
        balance(new VirtualService(new ServiceKey(17, Segment.address("fd01::2"), 53), "rr"), 53);
    }

    private void reach(String server) {
        InetAddress address = Segment.address(server);
        judge.server(server);
        InetAddress own = Segment.address(server.contains(":") ? "fd00::fe" : "192.168.0.254");
        hops.learn(
                address,
                new NextHop(
                        EngineLab.SERVERS,
                        0x0202_0202_0202L,
                        EngineLab.mac(address),
                        NextHop.ETHERNET_MTU,
                        Addresses.high(own),
                        Addresses.low(own)));
    }

    private void balance(VirtualService service, int port) throws LvsException {
        engine.addService(service);
        String[] servers = service.key().isIpv6() ? FrameMaker.SERVERS6 : FrameMaker.SERVERS;
        for (int i = 0; i < servers.length; i++) {
            ForwardingMethod method = METHODS[(i + service.key().port()) % METHODS.length];
            engine.addServer(service.key(), new RealServer(Segment.address(servers[i]), port, method, 1 + i));
        }
    }

    /** Plays that many frames, then lets everything end. */
    void run(int count) {
        for (int i = 0; i < count; i++) {
            if (random.nextInt(200) == 0) {
                nowNs += random.nextLong(20_000_000_000L);
            }
            if (random.nextInt(1_000) == 0) {
                change();
            }
            play(i);
        }
        long counted =
                engine.drops().values().stream().mapToLong(Long::longValue).sum();
        require(counted == dropped, count, "" + dropped + " frames dropped, reasons counted for " + counted, null);
        end(count);
    }

    private void play(int number) {
        byte[] frame = frames.next();
        judge.seen(frame);
        path.deliver(frames.interfaceIndex(), frames.mark(frame), frame, frames.isPartial(), frames.segmentSize());
        try {
            engine.doWork();
        } catch (Exception e) {
            throw new AssertionError(about(number, e.toString(), frame), e);
        }
        if (path.verdict() == PacketHandler.DROP) {
            dropped++;
        } else if (path.verdict() == PacketHandler.LOCAL) {
            String wrong = judge.local(frame, path.after());
            require(wrong == null, number, wrong, frame);
        }
        for (FuzzPath.Sent sent : path.sent()) {
            forwarded++;
            String wrong = judge.sent(frame, frames.isPartial(), sent);
            if (wrong != null) {
                wrong += "; sent by interface " + sent.interfaceIndex() + ": "
                        + HexFormat.of().formatHex(sent.frame());
            }
            require(wrong == null, number, wrong, frame);
        }
        require(engine.connectionCount() <= MOST_CONNECTIONS, number, "too many connections", frame);
    }

    /** An administrator works at the same time. */
    private void change() {
        ServiceKey key = new ServiceKey(6, Segment.address("10.1.0.1"), random.nextBoolean() ? 80 : 21);
        int port = key.port() == 80 ? 8080 : 21;
        String address = FrameMaker.SERVERS[random.nextInt(FrameMaker.SERVERS.length)];
        RealServer server =
                new RealServer(Segment.address(address), port, ForwardingMethod.MASQUERADE, random.nextInt(3));
        try {
            switch (random.nextInt(4)) {
                case 0 -> engine.deleteServer(key, server);
                case 1 -> engine.addServer(key, server);
                case 2 -> engine.editServer(key, server);
                default -> engine.keepHouse();
            }
        } catch (LvsException e) {
            // it is there already, or it is not there
        } catch (java.io.IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** After the longest timers nothing may be left. */
    private void end(int number) {
        try {
            for (int i = 0; i < 60; i++) {
                nowNs += 61_000_000_000L;
                while (engine.doWork() > 0) {
                    continue;
                }
            }
        } catch (java.io.IOException e) {
            throw new IllegalStateException(e);
        }
        require(engine.connectionCount() == 0, number, engine.connectionCount() + " connections never end", null);
        for (ServiceStatus service : engine.services()) {
            for (ServerStatus server : service.servers()) {
                boolean none = server.active() == 0 && server.inactive() == 0 && server.persistent() == 0;
                require(none, number, "connections counted at " + server.server() + " when there are none", null);
            }
        }
    }

    private void require(boolean holds, int number, String wrong, byte[] frame) {
        if (!holds) {
            throw new AssertionError(about(number, wrong, frame));
        }
    }

    private String about(int number, String wrong, byte[] frame) {
        return wrong + "\n  replay: -Dfuzz.seed=" + seed + ", frame " + number
                + (frame == null ? "" : ": " + HexFormat.of().formatHex(frame));
    }
}
