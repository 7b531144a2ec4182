package org.hadirector.lvs.path.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import org.hadirector.linux.Libc;
import org.hadirector.linux.NetworkNamespace;
import org.hadirector.linux.testing.RequiresRoot;
import org.hadirector.linux.testing.TestNetwork;
import org.hadirector.lvs.conn.ConnectionKey;
import org.hadirector.lvs.engine.Segment;
import org.hadirector.lvs.path.FlowCache;
import org.hadirector.lvs.path.Frame;
import org.hadirector.lvs.path.NextHop;
import org.hadirector.lvs.path.PacketHandler;
import org.hadirector.lvs.path.ServiceKey;
import org.junit.jupiter.api.Test;

/** The gate's side of a packet allocates nothing, whatever becomes of it. */
@RequiresRoot
class GateAllocationTest {
    private static final int BURST = 60;
    private static final int BURSTS = 60;
    private static final int LONGER = 8_000; // than a slot of the ring holds
    private static final int FLOWS = 10_000;

    @Test
    void shouldAllocateNothingPerPacket() throws Exception {
        InetAddress vip = Segment.address("10.1.0.1");
        try (TestNetwork network = new TestNetwork()) {
            NetworkNamespace director = network.host("director");
            NetworkNamespace far = network.host("far");
            network.cable(director, "eth0", "10.1.0.2/16", far, "eth0", null);
            director.ip("link", "set", "eth0", "mtu", "9000");
            far.ip("link", "set", "eth0", "mtu", "9000");
            byte[] syn = Segment.tcp(Segment.address("10.4.0.1"), 1, vip, 80, Segment.SYN);
            byte[] longer = Segment.tcp(Segment.address("10.4.0.1"), 1, vip, 80, Segment.ACK, new byte[LONGER]);
            for (byte[] frame : List.of(syn, longer)) {
                System.arraycopy(Wire.mac(director, "eth0").octets(), 0, frame, 0, 6);
            }
            int eth0 = director.call(() -> Libc.if_nametoindex("eth0"));
            try (GatePath path = director.call(() -> GatePath.open(List.of("eth0")));
                    Wire wire = Wire.open(far, "eth0")) {
                path.guard(vip);
                path.lease(vip, System.nanoTime() + Duration.ofMinutes(5).toNanos());
                path.divert(new ServiceKey(6, vip, 80));
                PacketHandler handler = new EveryVerdict(path, eth0);
                play(path, wire, List.of(syn, longer), handler);
                long allocated = play(path, wire, List.of(syn, longer), handler);
                long handled = path.counters().received() / 2;
                assertEquals(BURST * BURSTS, handled);
                assertEquals(0, path.counters().sendFailures());
                assertTrue(allocated < handled, allocated + " bytes for " + handled + " packets");
            }
        }
    }

    @Test
    void shouldAllocateNothingPerFlow() throws Exception {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        try (TestNetwork network = new TestNetwork()) {
            NetworkNamespace director = network.host("director");
            network.cable(director, "eth0", "10.1.0.2/16", network.host("far"), "eth0", null);
            try (GatePath path = director.call(() -> GatePath.open(List.of("eth0")))) {
                long[] sum = new long[1];
                FlowCache.Reader reader = (number, packets, bytes, lastNs) -> sum[0] += packets;
                comeAndGo(path.flows(), reader);
                long before = threads.getCurrentThreadAllocatedBytes();
                comeAndGo(path.flows(), reader);
                long allocated = threads.getCurrentThreadAllocatedBytes() - before;
                assertTrue(allocated < FLOWS, allocated + " bytes for " + FLOWS + " flows");
            }
        }
    }

    private static void comeAndGo(FlowCache flows, FlowCache.Reader reader) {
        NextHop hop = new NextHop(1, 0x0200_0000_0001L, 0x0200_0000_0002L);
        ConnectionKey flow = new ConnectionKey().protocol(6).client(0, 1, 0).virtual(0, 2, 80);
        for (int port = 0; port < FLOWS; port++) {
            flow.client(0, 1, port);
            assertTrue(flows.install(flow, hop) >= 0);
        }
        flows.trustUntil(System.nanoTime());
        flows.read(0, FLOWS, reader);
        flows.forgetAll();
        for (int port = 0; port < FLOWS; port++) {
            flow.client(0, 1, port);
            assertTrue(flows.remove(flow) >= 0);
        }
    }

    /** The bytes that polling allocated, sending left out. */
    private static long play(GatePath path, Wire wire, List<byte[]> frames, PacketHandler handler) throws Exception {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long allocated = 0;
        for (int burst = 0; burst < BURSTS; burst++) {
            for (int i = 0; i < BURST; i++) {
                wire.send(frames.get(i % frames.size()));
            }
            long deadline = System.nanoTime() + Duration.ofMinutes(1).toNanos();
            long before = threads.getCurrentThreadAllocatedBytes();
            int handled = 0;
            while (handled < BURST && System.nanoTime() - deadline < 0) {
                handled += path.poll(handler, BURST - handled);
            }
            allocated += threads.getCurrentThreadAllocatedBytes() - before;
        }
        return allocated;
    }

    /** Forwards, gives back, sends further frames, grows, is encapsulated, drops: in turn. */
    private static final class EveryVerdict implements PacketHandler {
        private final GatePath path;
        private final int out;
        private int turn;

        EveryVerdict(GatePath path, int out) {
            this.path = path;
            this.out = out;
        }

        @Override
        public int handle(Frame frame) {
            return switch (turn++ % 6) {
                case 0 -> out;
                case 1 -> LOCAL;
                case 2 -> {
                    Frame further = path.outlet().frame(frame.length());
                    further.copy(0, frame, 0, frame.length());
                    path.outlet().send(out);
                    yield CONSUMED;
                }
                case 3 -> {
                    frame.grow(20);
                    frame.move(20, 0, 34);
                    yield out;
                }
                case 4 -> {
                    frame.checksumPartial(true).segmentSize(1_400).grow(20);
                    frame.move(20, 0, 34);
                    frame.u8(14 + 9, 4); // IP in IP
                    yield out;
                }
                default -> DROP;
            };
        }
    }
}
