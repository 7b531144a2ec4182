package org.hadirector.lvs.path.gate;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.hadirector.linux.Libc;
import org.hadirector.linux.LinuxException;
import org.hadirector.lvs.path.FlowCache;
import org.hadirector.lvs.path.Outlet;
import org.hadirector.lvs.path.PacketHandler;
import org.hadirector.lvs.path.PacketPath;
import org.hadirector.lvs.path.PathCounters;
import org.hadirector.lvs.path.ServiceKey;
import org.hadirector.lvs.path.gate.GateRefusal.Step;

/**
 * The data path on a tc BPF program (src/main/bpf/gate.c): it hands the packets of diverted services up to a packet
 * ring and lets the stack ignore them; it drops traffic and ARP for a guarded address whose lease is over, and stays in
 * the kernel when this process is closed, hung or killed. A new path adopts the addresses of a dead predecessor before
 * it takes its place, so that they never answer in between.
 *
 * <p>Frames with verdict LOCAL come in again at the interface that received them, past the gate: routing, reverse-path
 * filter and firewall treat them as if they had never been up.
 *
 * <p>Lease ends are seen at the coarse clock's tick: silence begins up to one tick (4 ms at HZ=250) later. Nothing
 * leaves in the name of an address whose lease is over, and frames that wait in the ring meanwhile are forgotten.
 */
public final class GatePath implements PacketPath {
    /** Frames that wait when nobody chose: 4 MiB for IPv4, as much again once IPv6 is balanced. */
    public static final int DEFAULT_FRAMES = 2048;

    /** The least that is taken from an administrator: two batches. */
    public static final int LEAST_FRAMES = 128;

    /** The greatest: 128 MiB. */
    public static final int MOST_FRAMES = 1 << 16;

    private static final int ETH_P_IP = 0x0800;
    private static final int ETH_P_IPV6 = 0x86dd;

    private final GateProgram program;
    private final GateMaps maps;
    private final GateCounters counts;
    private final GateDevices devices;
    private final GateNews news;
    private final FrameRunner runner;
    private final Waiting waiting;
    private final GateFlows flows;

    /** Held while frames or descriptors are in use, so that close() never unmaps them under the path's thread. */
    private final ReentrantLock inUse;

    /** Not among the rings, and without memory, until an IPv6 service needs it. */
    private final ReceiveRing ipv6;

    private volatile ReceiveRing[] rings;
    private volatile boolean closed;
    private long overruns;
    private long[] counted = new long[GateCounters.COUNT];

    private GatePath(Parts parts) {
        this.program = parts.program;
        this.maps = parts.maps;
        this.counts = parts.counts;
        this.devices = parts.devices;
        this.news = parts.news;
        this.runner = parts.runner;
        this.waiting = parts.waiting;
        this.inUse = parts.inUse;
        this.flows = parts.flows;
        this.rings = new ReceiveRing[] {parts.ring};
        this.ipv6 = parts.ring6;
    }

    /**
     * Opens the path in the network namespace of the calling thread, with room for {@value #DEFAULT_FRAMES} frames.
     *
     * @param interfaces where packets of the virtual addresses come in; empty for every Ethernet-like interface, now
     *     and in future
     * @throws IOException naming the step that failed; nothing is left then, but a predecessor's guard
     */
    public static GatePath open(List<String> interfaces) throws IOException {
        return open(interfaces, DEFAULT_FRAMES);
    }

    /**
     * As {@link #open(List)}.
     *
     * @param frames of each IP version that may wait for the engine, 2 kB each, of this process from the first diverted
     *     service of that version on (IPv4: at once); longer ones wait in the kernel's memory as well
     */
    public static GatePath open(List<String> interfaces, int frames) throws IOException {
        Parts parts = new Parts();
        try {
            parts.open(interfaces, frames);
            return new GatePath(parts);
        } catch (IOException | RuntimeException e) {
            parts.close();
            throw e;
        }
    }

    /**
     * Removes every gate of the namespace of the calling thread, that of a dead process included.
     *
     * @return the interfaces that had one
     */
    public static List<String> clean() throws IOException {
        try (GateDevices devices = GateDevices.open(List.of())) {
            return devices.detach();
        }
    }

    /** What a path is made of, while it is being put together. */
    private static final class Parts {
        private final ReentrantLock inUse = new ReentrantLock();
        private GateProgram program;
        private GateMaps maps;
        private GateCounters counts;
        private GateDevices devices;
        private GateNews news;
        private ReceiveRing ring;
        private ReceiveRing ring6;
        private FrameRunner runner;
        private Waiting waiting;
        private GateFlows flows;

        void open(List<String> interfaces, int frames) throws IOException {
            devices = GateDevices.open(interfaces);
            program = GateRefusal.explained(Step.LOAD, GateProgram::load);
            maps = new GateMaps(program);
            counts = new GateCounters(program.map(GateProgram.COUNTERS));
            flows = GateFlows.open(program, inUse);
            news = GateNews.open(devices, maps);
            waiting = Waiting.open();
            GateRefusal.explained(Step.TAP, () -> tap(frames));
            devices.adopt(maps);
            try {
                devices.attach(program);
            } catch (IOException e) {
                if (maps.guarded().isEmpty()) {
                    devices.detach();
                }
                throw GateRefusal.explain(Step.ATTACH, e);
            }
        }

        private FrameRunner tap(int frames) throws IOException {
            LongFrames longFrames = new LongFrames();
            ring = ReceiveRing.open(ETH_P_IP, frames, longFrames);
            ring6 = ReceiveRing.open(ETH_P_IPV6, frames, longFrames);
            ring.start();
            runner = new FrameRunner(
                    TransmitBatch.open(), Libc.if_nametoindex("lo"), new LeaseWatch(maps.leases(), System::nanoTime));
            return runner;
        }

        void close() {
            for (AutoCloseable part : Arrays.asList(runner, ring, ring6, waiting, news, flows, program, devices)) {
                closeQuietly(part);
            }
        }
    }

    @Override
    public void guard(InetAddress vip) throws IOException {
        maps.guard(vip);
    }

    @Override
    public void unguard(InetAddress vip) throws IOException {
        maps.unguard(vip);
    }

    @Override
    public Set<InetAddress> guarded() {
        return maps.guarded();
    }

    @Override
    public void lease(InetAddress vip, long untilNs) throws IOException {
        maps.lease(vip, untilNs);
    }

    @Override
    public void hold(InetAddress vip, long untilNs) throws IOException {
        maps.hold(vip, untilNs);
    }

    @Override
    public void divert(ServiceKey service) throws IOException {
        divert(service, GateKeys.End.DESTINATION);
    }

    @Override
    public void undivert(ServiceKey service) throws IOException {
        maps.undivert(service, GateKeys.End.DESTINATION);
    }

    @Override
    public void divertReplies(ServiceKey realServer) throws IOException {
        divert(realServer, GateKeys.End.SOURCE);
    }

    @Override
    public void undivertReplies(ServiceKey realServer) throws IOException {
        maps.undivert(realServer, GateKeys.End.SOURCE);
    }

    private void divert(ServiceKey service, GateKeys.End end) throws IOException {
        if (service.isIpv6()) {
            startIpv6();
        }
        maps.divert(service, end);
    }

    private synchronized void startIpv6() throws IOException {
        checkOpen();
        if (rings.length == 1) {
            rings = new ReceiveRing[] {rings[0], ipv6.start()};
            wakeUp();
        }
    }

    @Override
    public Outlet outlet() {
        return runner.outlet();
    }

    @Override
    public FlowCache flows() {
        return flows;
    }

    @Override
    public int poll(PacketHandler handler, int limit) throws IOException {
        inUse.lock();
        try {
            checkOpen();
            int handled = 0;
            for (ReceiveRing ring : rings) {
                handled += runner.run(ring, handler, limit - handled);
            }
            return handled;
        } finally {
            inUse.unlock();
        }
    }

    @Override
    public void await(long timeoutNs) throws IOException {
        inUse.lock();
        try {
            checkOpen();
            ReceiveRing[] present = rings;
            int count = waiting.start();
            int first = count;
            for (ReceiveRing ring : present) {
                count = waiting.add(count, ring.fd());
            }
            waiting.await(count, timeoutNs);
            for (int i = 0; i < present.length; i++) {
                waiting.checkError(first + i, present[i].fd());
            }
        } finally {
            inUse.unlock();
        }
    }

    /**
     * Waits until interfaces or addresses of this machine change, or the time is over, and keeps up with them. One
     * thread calls it over and over, another one than that of {@link #poll}: no packet shall wait for the kernel's
     * tables.
     *
     * @throws IOException when an interface did not take its gate, or after {@link #close}; the next call tries again
     */
    public void follow(long timeoutNs) throws IOException {
        news.follow(timeoutNs);
    }

    @Override
    public int interfaceIndex(String name) {
        return Libc.if_nametoindex(name);
    }

    @Override
    public void wakeUp() {
        waiting.wakeUp();
    }

    @Override
    public synchronized PathCounters counters() {
        if (!closed) {
            for (ReceiveRing ring : rings) {
                overruns += ring.takeOverruns();
            }
            try {
                counted = counts.read();
            } catch (LinuxException e) {
                throw new UncheckedIOException(e); // an array map always has its entries
            }
        }
        return runner.counters(overruns, counted);
    }

    @Override
    public void detach() throws IOException {
        devices.detach();
    }

    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        maps.close();
        news.close();
        wakeUp();
        inUse.lock();
        try {
            release();
        } finally {
            inUse.unlock();
        }
    }

    private synchronized void release() {
        rings[0].close();
        ipv6.close();
        rings = new ReceiveRing[0];
        runner.close();
        waiting.close();
        flows.close();
        devices.close();
        program.close();
    }

    private void checkOpen() throws IOException {
        if (closed) {
            throw new IOException("the gate is closed");
        }
    }

    private static void closeQuietly(AutoCloseable part) {
        if (part != null) {
            try {
                part.close();
            } catch (Exception e) {
                throw new IllegalStateException("closing " + part, e);
            }
        }
    }
}
