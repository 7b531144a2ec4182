package org.hadirector.director.run;

import java.io.IOException;
import java.net.InetAddress;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.locks.LockSupport;
import org.hadirector.director.config.DirectorYaml;
import org.hadirector.linux.Breath;
import org.hadirector.lvs.engine.DefenceStatus;
import org.hadirector.lvs.engine.EngineOptions;
import org.hadirector.lvs.engine.HandOverStatus;
import org.hadirector.lvs.engine.LvsEngine;
import org.hadirector.lvs.engine.LvsException;
import org.hadirector.lvs.engine.PacketLoop;
import org.hadirector.lvs.path.PacketPath;
import org.hadirector.lvs.path.PathCounters;
import org.hadirector.lvs.path.gate.GatePath;
import org.hadirector.lvs.path.neigh.NetlinkNextHops;
import org.hadirector.lvs.setting.Setting;

/** Gate, next hops and engine with the threads that drive them. */
final class EngineRoom {
    private static final long IDLE_NS = 200_000_000;
    private static final long AFTER_ERROR_NS = 100_000_000;
    private static final long HOUSEKEEPING_NS = 20_000_000;
    private static final long KEEP_HOUSE_NS = 1_000_000_000;

    private static final String WITHOUT_FLOWS =
            "carrying connections that last without the engine: each of their packets goes through it; ";

    /** HotSpot's first compiler takes a method after 200 calls. */
    private static final int WARM = 300;

    private final GatePath path;
    private final NetlinkNextHops hops;
    private final LvsEngine engine;
    private volatile boolean running = true;
    private final Map<String, String> troubles = new ConcurrentSkipListMap<>();
    private Thread packets;
    private long keptNs = System.nanoTime() - KEEP_HOUSE_NS; // housekeeping

    private EngineRoom(GatePath path, NetlinkNextHops hops, EngineOptions options) {
        this.path = path;
        this.hops = hops;
        this.engine = new LvsEngine(path, hops, System::nanoTime, options);
    }

    /**
     * Attaches the gate, adopting that of a killed predecessor, with every address guarded and no lease running.
     *
     * @param keys say where the gate stands and how the engine is set
     */
    static EngineRoom open(DirectorYaml.Engine keys, Set<InetAddress> vips) throws IOException {
        GatePath gate = GatePath.open(keys.interfaces(), keys.receiveFrames());
        try {
            for (InetAddress vip : vips) {
                gate.guard(vip);
                // Over and over: the first lease that counts shall not be the first that is written.
                for (int i = 0; i < WARM; i++) {
                    gate.lease(vip, 0);
                }
            }
            Set<InetAddress> stale = new HashSet<>(gate.guarded());
            stale.removeAll(vips);
            LeftAddresses.remove(stale); // no longer in the files, and silent only as long as they are guarded
            for (InetAddress former : stale) {
                gate.unguard(former);
            }
            return furnish(gate, keys);
        } catch (IOException | RuntimeException e) {
            gate.close();
            throw e;
        }
    }

    /**
     * Attaches the gate for addresses that nobody leases.
     *
     * @param keys say where the gate stands and how the engine is set
     * @throws IOException also when a dead daemon's gate guards addresses here: they must stay silent
     */
    static EngineRoom openUnguarded(DirectorYaml.Engine keys) throws IOException {
        GatePath gate = GatePath.open(keys.interfaces(), keys.receiveFrames());
        try {
            if (!gate.guarded().isEmpty()) {
                throw new IOException("a daemon that died here left its gate to guard " + gate.guarded()
                        + ": run director clean first");
            }
            return furnish(gate, keys);
        } catch (IOException | RuntimeException e) {
            if (gate.guarded().isEmpty()) {
                gate.detach();
            }
            gate.close();
            throw e;
        }
    }

    private static EngineRoom furnish(GatePath gate, DirectorYaml.Engine keys) throws IOException {
        EngineRoom room = new EngineRoom(gate, NetlinkNextHops.open(), EngineOptions.of(keys.maxConnections()));
        try {
            room.engine.settings().reconfigure(Map.of(), keys.sysctl());
            room.engine.ftpPorts(keys.ftpPorts());
            room.engine.marks().replace(keys.marks());
            return room;
        } catch (LvsException e) {
            room.hops.close();
            throw new IOException("marks of director.yaml: " + e.getMessage(), e);
        } catch (IOException | RuntimeException e) {
            room.hops.close();
            throw e;
        }
    }

    PacketPath path() {
        return path;
    }

    LvsEngine engine() {
        return engine;
    }

    /** What it does without, in words for the log at the start; it serves all the same. */
    List<String> refused() {
        String obstacle = path.flows().obstacle();
        return obstacle.isEmpty() ? List.of() : List.of(WITHOUT_FLOWS + obstacle);
    }

    void start(Threads threads) {
        PacketLoop loop = new PacketLoop(engine, path);
        packets = threads.start(loop.roleName(), Threads.Kind.URGENT, () -> go("packets", () -> packets(loop)));
        threads.start("housekeeping", Threads.Kind.URGENT, () -> go("housekeeping", this::keepHouse));
        threads.start("interfaces", Threads.Kind.URGENT, () -> go("interfaces", () -> path.follow(IDLE_NS)));
    }

    /** One round of a duty. */
    @FunctionalInterface
    private interface Round {
        void run() throws IOException;
    }

    /** Goes round until the room is closed; what went wrong the last time is told in {@link #status}. */
    private void go(String duty, Round round) {
        boolean well = true;
        Breath breath = new Breath();
        while (running) {
            try {
                round.run();
                breath.take();
                if (!well) {
                    troubles.remove(duty);
                    well = true;
                }
            } catch (IOException e) {
                troubles.put(duty, e.toString());
                well = false;
                LockSupport.parkNanos(this, AFTER_ERROR_NS);
            }
        }
    }

    private static void packets(PacketLoop loop) throws IOException {
        if (loop.doWork() == 0) {
            loop.idle(IDLE_NS);
        } else {
            Thread.yield(); // in a flood the duty, of the same priority, must not wait for its end
        }
    }

    private void keepHouse() throws IOException {
        hops.poll(System.nanoTime());
        engine.nextHops().answer();
        if (System.nanoTime() - keptNs >= KEEP_HOUSE_NS) {
            keptNs = System.nanoTime();
            engine.keepHouse();
        }
        engine.nextHops().awaitQuestions(HOUSEKEEPING_NS);
    }

    /** For {@code status}. */
    Map<String, Object> status() {
        PathCounters counters = path.counters();
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("path", "gate");
        tree.put("services", engine.table().size());
        tree.put("connections", engine.connectionCount());
        tree.put("diverted", counters.diverted());
        tree.put("carried", counters.carried());
        tree.put("carriesNothing", path.flows().obstacle());
        tree.put("received", counters.received());
        tree.put("forwarded", counters.forwarded());
        tree.put("local", counters.local());
        tree.put("dropped", counters.dropped());
        tree.put("truncated", counters.truncated());
        tree.put("overruns", counters.overruns());
        tree.put("sendFailures", counters.sendFailures());
        tree.put("silenced", counters.silenced());
        tree.put("silencedArp", counters.silencedArp());
        Map<String, Object> drops = new LinkedHashMap<>();
        engine.drops().forEach((reason, count) -> drops.put(reason.toString(), count));
        tree.put("drops", drops);
        tree.put("unreachable", unreachable());
        tree.put("defence", defence());
        tree.put("handOver", handOver());
        tree.put("trouble", troubles.isEmpty() ? "" : troubles.toString());
        return tree;
    }

    /** The real servers with a weight whose neighbour, or gateway, does not answer. */
    private List<String> unreachable() {
        return engine.services().stream()
                .flatMap(service -> service.servers().stream())
                .filter(server -> !server.isReachable() && server.server().weight() > 0)
                .map(server -> server.server().address().getHostAddress())
                .distinct()
                .sorted()
                .toList();
    }

    private Map<String, Object> handOver() {
        HandOverStatus status = engine.handOver().status();
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("waited", status.waited());
        tree.put("sentOn", status.sentOn());
        tree.put("servedHere", status.servedHere());
        tree.put("redirected", status.redirected());
        tree.put("dropped", status.dropped());
        return tree;
    }

    private Map<String, Object> defence() {
        DefenceStatus status = engine.defence();
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("limit", status.limit());
        tree.put("memoryShort", status.memoryShort());
        tree.put("givenUp", status.givenUp());
        for (Setting mode : List.of(Setting.DROP_ENTRY, Setting.DROP_PACKET, Setting.SECURE_TCP)) {
            tree.put(mode.shortName(), engine.settings().get(mode));
        }
        return tree;
    }

    /**
     * Ends the threads and this process' part of the gate.
     *
     * @param detach remove the gate from the kernel too; otherwise it goes on guarding
     */
    void close(boolean detach) throws IOException {
        running = false;
        path.wakeUp();
        if (packets != null) {
            try {
                packets.join(2000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        try {
            if (detach) {
                path.detach();
            }
        } finally {
            path.close();
            hops.close();
        }
    }
}
