package org.hadirector.lvs.engine;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.hadirector.lvs.mark.MarkRule;
import org.hadirector.lvs.mark.Network;
import org.hadirector.lvs.mark.Ports;
import org.hadirector.lvs.model.ForwardingMethod;
import org.hadirector.lvs.model.RealServer;
import org.hadirector.lvs.model.VirtualService;
import org.hadirector.lvs.packet.Addresses;
import org.hadirector.lvs.path.Frame;
import org.hadirector.lvs.path.NextHop;
import org.hadirector.lvs.path.Outlet;
import org.hadirector.lvs.path.PacketHandler;
import org.hadirector.lvs.path.ServiceKey;
import org.hadirector.lvs.path.SilentPath;
import org.hadirector.lvs.path.memory.MemoryNextHops;
import org.hadirector.lvs.setting.Setting;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The packet thread allocates nothing: no packet, no new connection, no expiry. */
class AllocationTest {
    private static final InetAddress VIP = Segment.address("10.1.0.1");
    private static final InetAddress CLIENT = Segment.address("10.4.0.1");
    private static final int PACKETS = 20_000;

    private long nowNs = 1_000_000_000L;
    private long idleNs = 130_000_000_000L;
    private boolean defences;
    private List<MarkRule> rules = List.of();

    @ParameterizedTest
    @CsvSource({
        "rr,DIRECT_ROUTE",
        "wrr,DIRECT_ROUTE",
        "wlc,MASQUERADE",
        "wlc,TUNNEL",
        "sh,DIRECT_ROUTE",
        "mh,DIRECT_ROUTE",
        "twos,DIRECT_ROUTE"
    })
    void shouldAllocateNothingPerPacket(String scheduler, ForwardingMethod method) throws Exception {
        measure(scheduler, method, new ServiceKey(6, VIP, 80), new Generator(1));
    }

    /** A thousand virtual addresses, remembered, forgotten after a day and remembered again. */
    @ParameterizedTest
    @ValueSource(strings = {"lblc", "lblcr"})
    void shouldAllocateNothingForRememberedAddresses(String scheduler) throws Exception {
        idleNs = 100_000_000_000_000L;
        measure(scheduler, ForwardingMethod.DIRECT_ROUTE, ServiceKey.ofMark(1, false), new Generator(1000));
    }

    @Test
    void shouldAllocateNothingForSctp() throws Exception {
        byte[] init = Segment.sctp(CLIENT, 1, VIP, 80, 1, new byte[16]);
        byte[] abort = Segment.sctp(CLIENT, 1, VIP, 80, 6, new byte[4]);
        Generator generator = new Generator(1, init, Arrays.copyOf(abort, init.length));
        measure("rr", ForwardingMethod.DIRECT_ROUTE, new ServiceKey(132, VIP, 80), generator);
    }

    /** Ever new calls, each twice, remembered by their Call-IDs and forgotten after a minute. */
    @Test
    void shouldAllocateNothingForCalls() throws Exception {
        byte[] message = "INVITE sip:a@b SIP/2.0\r\nVia: x\r\nCall-ID: 00000@10.4.0.1\r\n\r\n".getBytes(US_ASCII);
        byte[] frame = Segment.udp(CLIENT, 1, VIP, 5060, message.length);
        System.arraycopy(message, 0, frame, 42, message.length);
        Generator generator = new Generator(1, frame, frame);
        generator.digitsAt = 42 + new String(message, US_ASCII).indexOf("00000");
        ServiceKey key = new ServiceKey(17, VIP, 5060);
        VirtualService service = new VirtualService(key, "rr", Set.of(), 60, -1, "sip", true);
        measure(service, ForwardingMethod.DIRECT_ROUTE, generator, new EngineOptions(1 << 20, 7));
    }

    /** Packets that come without a mark are tried against rules, of which the first fits. */
    @Test
    void shouldAllocateNothingForMarks() throws Exception {
        Network vip = new Network(VIP, 32);
        rules = List.of(
                new MarkRule(vip, 6, List.of(new Ports(80, 80)), new Network(CLIENT, 0), "", 1),
                new MarkRule(vip, 6, List.of(new Ports(81, 99), new Ports(443, 443)), null, "", 1),
                new MarkRule(vip, 17, List.of(), null, "eth9", 2));
        byte[] syn = Segment.tcp(CLIENT, 1, VIP, 80, Segment.SYN);
        byte[] fin = Segment.tcp(CLIENT, 1, VIP, 80, Segment.FIN | Segment.ACK);
        Generator generator = new Generator(1, syn, fin);
        generator.mark = 0;
        measure("rr", ForwardingMethod.DIRECT_ROUTE, ServiceKey.ofMark(1, false), generator);
    }

    /** Control connections of FTP that say nothing about data connections. */
    @Test
    void shouldAllocateNothingForFtp() throws Exception {
        idleNs = 1_000_000_000_000L; // longer than an established connection lasts
        byte[] syn = Arrays.copyOf(Segment.tcp(CLIENT, 1, VIP, 21, Segment.SYN), 60);
        byte[] says = Segment.tcp(CLIENT, 1, VIP, 21, Segment.ACK | Segment.PSH, "NOOP\r\n".getBytes(US_ASCII));
        Generator generator = new Generator(1, syn, says);
        generator.partial = true;
        measure("rr", ForwardingMethod.MASQUERADE, new ServiceKey(6, VIP, 21), generator);
    }

    /** Frames that stand for several packets: wrapped as they are. */
    @Test
    void shouldAllocateNothingForTunnelledSuperFrames() throws Exception {
        idleNs = 1_000_000_000_000L;
        byte[] syn = Arrays.copyOf(Segment.tcp(CLIENT, 1, VIP, 80, Segment.SYN), 154);
        byte[] data = Segment.tcp(CLIENT, 1, VIP, 80, Segment.ACK | Segment.PSH, new byte[100]);
        Generator generator = new Generator(1, syn, data);
        generator.partial = true;
        generator.segmentSize = 30;
        measure("rr", ForwardingMethod.TUNNEL, new ServiceKey(6, VIP, 80), generator);
    }

    /** A table of 4,096 that is always full: every new connection makes room for itself. */
    @Test
    void shouldAllocateNothingInAFlood() throws Exception {
        defences = true;
        byte[] syn = Segment.tcp(CLIENT, 1, VIP, 80, Segment.SYN);
        VirtualService service = new VirtualService(new ServiceKey(6, VIP, 80), "rr");
        measure(service, ForwardingMethod.DIRECT_ROUTE, new Generator(1, syn, syn), new EngineOptions(4096, 7));
    }

    /** An address that was handed to another node: everything goes there. What waits first waits in one piece. */
    @Test
    void shouldAllocateNothingForWhatIsHandedOn() throws Exception {
        Generator generator = new Generator(1);
        generator.held = true;
        LvsEngine engine = new LvsEngine(generator, new MemoryNextHops(), () -> nowNs);
        List<InetAddress> vips = List.of(VIP);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long id = Thread.currentThread().getId();
        long least = Long.MAX_VALUE;
        for (int round = 0; round < 9; round++) {
            engine.handOver().hold(vips, Long.MAX_VALUE);
            engine.doWork();
            engine.handOver().handOn(vips, 2, Long.MAX_VALUE);
            engine.doWork();
            engine.handOver().hold(vips, Long.MAX_VALUE);
            engine.doWork();
            long before = threads.getThreadAllocatedBytes(id);
            run(engine);
            long handedOn = threads.getThreadAllocatedBytes(id) - before;
            engine.handOver().handOn(vips, 2, Long.MAX_VALUE);
            engine.doWork();
            before = threads.getThreadAllocatedBytes(id);
            run(engine);
            least = Math.min(least, handedOn + threads.getThreadAllocatedBytes(id) - before);
        }
        assertEquals(0, least, "bytes for " + 2 * PACKETS + " packets");
        assertEquals(
                9 * (200 + HandOverFrames.MOST_WAITING),
                engine.handOver().status().waited());
        assertTrue(engine.handOver().status().redirected() >= 9L * PACKETS);
    }

    private void measure(String scheduler, ForwardingMethod method, ServiceKey key, Generator generator)
            throws Exception {
        measure(new VirtualService(key, scheduler), method, generator, new EngineOptions(1 << 20, 7));
    }

    private void measure(VirtualService service, ForwardingMethod method, Generator generator, EngineOptions options)
            throws Exception {
        ServiceKey key = service.key();
        MemoryNextHops hops = new MemoryNextHops();
        LvsEngine engine = new LvsEngine(generator, hops, () -> nowNs, options);
        if (defences) {
            engine.settings().set(Setting.DROP_ENTRY, "3");
            engine.settings().set(Setting.SECURE_TCP, "3");
        }
        engine.addService(service);
        engine.marks().replace(rules);
        for (int i = 1; i <= 3; i++) {
            InetAddress server = Segment.address("192.168.0." + i);
            hops.learn(server, new NextHop(2, 1, i, 1500, Addresses.high(server), Addresses.low(server)));
            engine.addServer(key, new RealServer(server, key.isMark() ? 80 : key.port(), method, i));
        }
        // Warm: classes, compiled code, chunks of the connection table; every connection ends before the next round.
        for (int round = 0; round < 6; round++) {
            run(engine);
        }
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long id = Thread.currentThread().getId();
        long least = Long.MAX_VALUE;
        for (int round = 0; round < 3; round++) {
            long before = threads.getThreadAllocatedBytes(id);
            run(engine);
            least = Math.min(least, threads.getThreadAllocatedBytes(id) - before);
        }
        long itself = threads.getThreadAllocatedBytes(id);
        itself = threads.getThreadAllocatedBytes(id) - itself;
        assertEquals(0, least - itself, "bytes for " + PACKETS + " packets");
        assertEquals(9L * PACKETS, generator.forwarded, () -> "drops " + engine.drops());
    }

    private void run(LvsEngine engine) throws IOException {
        for (int i = 0; i < PACKETS / 200; i++) {
            engine.doWork();
        }
        nowNs += idleNs;
        for (int i = 0; i < PACKETS / 200; i++) {
            engine.awaitWork(0);
            nowNs += 1_000_000;
        }
    }

    /** Datagrams in two fragments: put together, decided about, sent in two fragments. */
    @Test
    void shouldAllocateNothingForFragments() throws Exception {
        idleNs = 330_000_000_000L;
        byte[] whole = Segment.udp(CLIENT, 1, VIP, 53, 88);
        byte[] first = fragment(Arrays.copyOf(whole, 34 + 48), 0x2000);
        System.arraycopy(whole, 34 + 48, whole, 34, 48);
        Generator generator = new Generator(1, first, fragment(Arrays.copyOf(whole, 34 + 48), 6));
        measure("rr", ForwardingMethod.DIRECT_ROUTE, new ServiceKey(17, VIP, 53), generator);
    }

    private static byte[] fragment(byte[] frame, int field) {
        ByteBuffer ip = ByteBuffer.wrap(frame);
        ip.putShort(16, (short) (frame.length - 14)).putShort(20, (short) field).putShort(24, (short) 0);
        int sum = 0;
        for (int at = 14; at < 34; at += 2) {
            sum += ip.getShort(at) & 0xffff;
        }
        ip.putShort(24, (short) ~((sum & 0xffff) + (sum >>> 16)));
        return frame;
    }

    /** A path that makes up its packets: two, such as SYN and FIN, of ever new clients. */
    private static final class Generator extends SilentPath implements Outlet {
        private static final int HEADROOM = 64;

        private final ByteBuffer slot = ByteBuffer.allocate(HEADROOM + 256);
        private final ByteBuffer buffer = slot.slice(HEADROOM, 256);
        private final ByteBuffer further = ByteBuffer.allocate(256);
        private final Frame given = new Frame();
        private final byte[] first;
        private final byte[] second;
        private final Frame frame = new Frame();
        private final int addresses;
        private int digitsAt;
        private int mark = 1;
        private boolean held;
        private boolean partial;
        private int segmentSize;
        private int client;
        private long forwarded;

        Generator(int addresses) {
            this(
                    addresses,
                    Segment.tcp(CLIENT, 1, VIP, 80, Segment.SYN),
                    Segment.tcp(CLIENT, 1, VIP, 80, Segment.FIN | Segment.ACK));
        }

        /** Two packets of one length for each client. */
        Generator(int addresses, byte[] first, byte[] second) {
            this.addresses = addresses;
            this.first = first;
            this.second = second;
        }

        @Override
        public int poll(PacketHandler handler, int limit) {
            for (int i = 0; i < 200; i++) {
                buffer.put(0, i % 2 == 0 ? first : second);
                client += 1 - i % 2;
                boolean ftpData = (client & 0xffff) == 20; // opens no connection
                buffer.putShort(34, (short) (ftpData ? 21 : client));
                int more = client % addresses;
                buffer.putShort(32, (short) (buffer.getShort(32) + more));
                // RFC 1624: the header's sum is as much less as the address is more.
                int sum = (~buffer.getShort(24) & 0xffff) + more;
                buffer.putShort(24, (short) ~(sum + (sum >>> 16)));
                for (int digit = 0, rest = client; digitsAt > 0 && digit < 5; digit++, rest /= 10) {
                    buffer.put(digitsAt + digit, (byte) ('0' + rest % 10));
                }
                frame.wrap(slot, HEADROOM, first.length, 256, 1)
                        .headroom(HEADROOM)
                        .mark(mark)
                        .checksumPartial(partial)
                        .segmentSize(i % 2 == 0 ? 0 : segmentSize);
                int verdict = held ? handler.held(frame) : handler.handle(frame);
                forwarded += verdict == 2 ? 1 : 0;
            }
            return 200;
        }

        @Override
        public Outlet outlet() {
            return this;
        }

        @Override
        public Frame frame(int length) {
            return given.wrap(further, 0, length, 0);
        }

        @Override
        public void send(int interfaceIndex) {
            forwarded += interfaceIndex == 2 ? 1 : 0;
        }
    }
}
