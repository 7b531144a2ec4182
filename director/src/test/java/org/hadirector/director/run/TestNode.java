package org.hadirector.director.run;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.hadirector.director.journal.EpochStore;
import org.hadirector.director.journal.Journal;
import org.hadirector.director.journal.JournalFile;
import org.hadirector.heartbeat.decide.CoreEvent;
import org.hadirector.heartbeat.decide.CoreSettings;
import org.hadirector.heartbeat.decide.CoreView;
import org.hadirector.heartbeat.decide.Input;
import org.hadirector.heartbeat.decide.PairCore;
import org.hadirector.lvs.path.PacketPath;
import org.hadirector.lvs.path.memory.MemoryPacketPath;
import org.hadirector.resource.ResourceAgent;
import org.hadirector.resource.ResourceException;

/** A node as the daemon puts it together, on a cable, a data path and a resource in memory. */
final class TestNode {
    static final String GROUP = "192.0.2.6";
    private static final String LAN = "eth0";
    private static final long MS = 1_000_000;

    final String name;
    final InetAddress vip;
    final Map<InetAddress, Long> leases = new ConcurrentHashMap<>();
    final PacketPath path = watched(new MemoryPacketPath(System::nanoTime));
    final Inbox inbox = new Inbox();
    final Answers answers = new Answers();
    final DutyLoop duty;
    final List<CoreEvent> events = java.util.Collections.synchronizedList(new ArrayList<>());
    final FakeGroup resources = new FakeGroup();
    final EffectRunner effects;
    final GroupRunner runner;
    private final ScheduledExecutorService groupThread = Executors.newSingleThreadScheduledExecutor();
    private final ScheduledExecutorService diskThread = Executors.newSingleThreadScheduledExecutor();
    private final Thread thread;

    TestNode(String name, int index, MemoryCable.End link, TestLan lan, Path state) throws IOException {
        this(name, index, 1, link, lan, state);
    }

    /** @param run how often this node was started */
    TestNode(String name, int index, int run, MemoryCable.End link, TestLan lan, Path state) throws IOException {
        this.name = name;
        vip = InetAddress.getByName(GROUP);
        path.guard(vip);
        String peer = index == 0 ? "ha2" : "ha1";
        CoreSettings settings = new CoreSettings(
                name,
                peer,
                index,
                7,
                2L * run + index << 32,
                1,
                new CoreSettings.Timing(50 * MS, 500 * MS, 1000 * MS, 2000 * MS, 400 * MS),
                List.of("cable"),
                List.of(new CoreSettings.Group(GROUP, 1, "ha1", LAN)),
                CoreSettings.Failback.OFF,
                CoreSettings.OnPartition.TAKE,
                new EpochStore(state).load().epoch());
        PairCore core = new PairCore(settings, System.nanoTime());
        Journal journal =
                new Journal(name, Clock.systemUTC(), System::nanoTime, new JournalFile(state, 1 << 20), trouble -> {});
        runner = new GroupRunner(resources, groupThread, inbox, journal);
        EffectRunner.World world = new EffectRunner.World(
                Map.of("cable", link),
                Map.of(GROUP, runner),
                path,
                group -> lan.probe(this),
                new EffectRunner.Disk(new EpochStore(state)::reserve, diskThread));
        effects = new EffectRunner(world, inbox, answers, events::add);
        duty = new DutyLoop(core, List.of(link), inbox, effects, () -> {}, System::nanoTime);
        link.open(duty::wakeUp);
        inbox.offer(new Input.CarrierChanged(GROUP, true));
        thread = new Thread(duty::run, name);
        thread.setDaemon(true);
    }

    /** The same path; what leases it accepted can be seen. */
    private PacketPath watched(PacketPath real) {
        return (PacketPath) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {PacketPath.class}, (proxy, method, arguments) -> {
                    try {
                        Object result = method.invoke(real, arguments);
                        if (method.getName().equals("lease")) {
                            leases.put((InetAddress) arguments[0], (Long) arguments[1]);
                        }
                        return result;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    void start() {
        thread.start();
    }

    CoreView view() throws Exception {
        return duty.view().get(10, TimeUnit.SECONDS);
    }

    String state() throws Exception {
        return view().groups().get(0).state().name();
    }

    /** Whether this node answers for the address: it is there, and the lease in the gate runs. */
    boolean serves() {
        return resources.running && leases.getOrDefault(vip, 0L) - System.nanoTime() > 0;
    }

    /** Stops deciding, as kill −9 does: no farewell, the gate stays. */
    void kill() throws InterruptedException {
        duty.stop();
        thread.join();
    }

    void close() throws InterruptedException {
        kill();
        groupThread.shutdownNow();
        diskThread.shutdownNow();
    }

    /** The LAN of the two nodes: a witness always answers, a node that serves answers for the address. */
    static final class TestLan {
        private final List<TestNode> nodes = new ArrayList<>();

        void add(TestNode node) {
            nodes.add(node);
        }

        void probe(TestNode asker) {
            asker.inbox.offer(new Input.LanAnswered(GROUP, "gateway", LAN));
            for (TestNode node : nodes) {
                if (node != asker && node.serves()) {
                    asker.inbox.offer(new Input.VipAnswered(GROUP, "02:00:00:00:00:01"));
                }
            }
        }
    }

    /** A group of one resource that keeps its state and fails when told to. */
    final class FakeGroup implements ManagedGroup, ResourceAgent {
        volatile boolean running;
        volatile String failStart = "";
        volatile int failStops;
        volatile long renewals;
        volatile boolean useful = true;

        @Override
        public String key() {
            return GROUP;
        }

        @Override
        public List<InetAddress> addresses() {
            return List.of(vip);
        }

        @Override
        public List<ResourceAgent> agents() {
            return List.of(this);
        }

        @Override
        public String name() {
            return "IPaddr::" + GROUP;
        }

        @Override
        public void prepare() {
            renewals = 0;
        }

        @Override
        public void start() throws ResourceException {
            if (!failStart.isEmpty()) {
                throw new ResourceException(failStart);
            }
            running = true;
        }

        @Override
        public void stop() throws ResourceException {
            if (failStops > 0) {
                failStops--;
                throw new ResourceException("does not stop");
            }
            running = false;
        }

        @Override
        public ResourceStatus monitor() {
            return running ? ResourceStatus.RUNNING : ResourceStatus.STOPPED;
        }

        @Override
        public boolean useful() {
            return useful;
        }

        @Override
        public void renew(long nowNs) {
            renewals++;
        }

        @Override
        public void close() {
            running = false;
        }

        @Override
        public void reannounce() {
            renewals++;
        }
    }
}
