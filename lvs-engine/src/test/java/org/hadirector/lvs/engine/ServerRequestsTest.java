package org.hadirector.lvs.engine;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.hadirector.lvs.forward.Drop;
import org.hadirector.lvs.model.ForwardingMethod;
import org.hadirector.lvs.model.RealServer;
import org.hadirector.lvs.model.VirtualService;
import org.hadirector.lvs.path.Frame;
import org.hadirector.lvs.path.NextHop;
import org.hadirector.lvs.path.Outlet;
import org.hadirector.lvs.path.PacketHandler;
import org.hadirector.lvs.path.PacketPath;
import org.hadirector.lvs.path.ServiceKey;
import org.hadirector.lvs.path.SilentPath;
import org.hadirector.lvs.path.memory.MemoryPacketPath;
import org.hadirector.lvs.path.memory.MemoryPacketPath.Sent;
import org.junit.jupiter.api.Test;

/** Real servers that speak first, to clients of whom the engine knows nothing: the packet thread asks nobody. */
class ServerRequestsTest {
    private static final InetAddress VIP = Segment.address("10.1.0.1");
    private static final InetAddress SERVER = Segment.address("192.168.0.11");
    private static final InetAddress CLIENT = Segment.address("10.4.0.1");
    private static final ServiceKey KEY = new ServiceKey(17, VIP, 5060);
    private static final int CLIENTS = 1;
    private static final int SERVERS = 2;
    private static final long CLIENT_MAC = 0x0204_0000_0001L;
    private static final String INVITE = "INVITE sip:u@x SIP/2.0\r\nVia: h\r\nCall-ID: 00000@s\r\n\r\n";

    private final WatchedHops hops = new WatchedHops();
    private long nowNs = 1_000_000_000_000L;

    /** An engine with a SIP service of one masqueraded server. */
    private LvsEngine engine(PacketPath path) throws Exception {
        LvsEngine engine = new LvsEngine(path, hops, () -> nowNs, new EngineOptions(1 << 20, 7));
        engine.addService(new VirtualService(KEY, "rr", Set.of(), 60, -1, "sip", false));
        hops.memory().learn(SERVER, new NextHop(SERVERS, 0x0202_0202_0202L, 0x0200_0000_000bL));
        engine.addServer(KEY, new RealServer(SERVER, 5060, ForwardingMethod.MASQUERADE, 1));
        engine.doWork();
        return engine;
    }

    private static byte[] invite(InetAddress client) {
        byte[] message = INVITE.getBytes(US_ASCII);
        byte[] frame = Segment.udp(SERVER, 5060, client, 5060, message.length);
        System.arraycopy(message, 0, frame, 42, message.length);
        frame[40] = 0; // no checksum
        frame[41] = 0;
        return frame;
    }

    private static NextHop towardsClients() {
        return new NextHop(CLIENTS, 0x0201_0101_0101L, CLIENT_MAC);
    }

    @Test
    void shouldLetRequestsWaitForTheWayAndAskNobodyMeanwhile() throws Exception {
        MemoryPacketPath path = new MemoryPacketPath(() -> nowNs);
        LvsEngine engine = engine(path);
        hops.takeAsked();
        path.deliver(SERVERS, 0, invite(CLIENT));
        path.deliver(SERVERS, 0, invite(CLIENT));
        engine.doWork();
        assertEquals(0, hops.takeAsked(), "the packet thread does not ask");
        assertEquals(List.of(), path.sent());
        assertEquals(0, engine.nextHops().answer(), "nobody knows the client yet");
        assertTrue(hops.takeAsked() > 0);

        hops.memory().learn(CLIENT, towardsClients());
        assertEquals(0, engine.nextHops().answer(), "not yet again");
        nowNs += 20_000_000;
        assertEquals(1, engine.nextHops().answer());
        engine.doWork();
        engine.doWork();
        List<Sent> sent = path.sent();
        assertEquals(2, sent.size());
        for (Sent request : sent) {
            assertEquals(CLIENTS, request.interfaceIndex());
            ByteBuffer frame = ByteBuffer.wrap(request.frame());
            assertEquals(CLIENT_MAC, frame.getLong(0) >>> 16);
            assertEquals(ByteBuffer.wrap(VIP.getAddress()).getInt(), frame.getInt(26), "it speaks as the service");
        }
        assertEquals(2, engine.connectionCount(), "the connection and its template");
        assertEquals(0, engine.nextHops().answer(), "nothing is left to be asked");
    }

    @Test
    void shouldKnowTheWayFromThenOn() throws Exception {
        MemoryPacketPath path = new MemoryPacketPath(() -> nowNs);
        LvsEngine engine = engine(path);
        hops.memory().learn(CLIENT, towardsClients());
        path.deliver(SERVERS, 0, invite(CLIENT));
        engine.doWork();
        engine.nextHops().answer();
        engine.doWork();
        assertEquals(1, path.sent().size());
        nowNs += 60_000_000_000L; // long ago: asked for again, but nothing waits
        byte[] other = invite(CLIENT);
        other[37] = 77; // from another port of the client: no connection knows it
        path.deliver(SERVERS, 0, other);
        hops.takeAsked();
        engine.doWork();
        assertEquals(1, path.sent().size());
        assertEquals(0, hops.takeAsked());
        assertEquals(1, engine.nextHops().answer());
    }

    @Test
    void shouldKeepTheConnectionsOfAllServersAndSendTheClientsToTheNewest() throws Exception {
        MemoryPacketPath path = new MemoryPacketPath(() -> nowNs);
        LvsEngine engine = engine(path);
        InetAddress other = Segment.address("192.168.0.12");
        hops.memory().learn(other, new NextHop(SERVERS, 0x0202_0202_0202L, 0x0200_0000_000cL));
        engine.addServer(KEY, new RealServer(other, 5060, ForwardingMethod.MASQUERADE, 1));
        hops.memory().learn(CLIENT, towardsClients());
        byte[] first = invite(CLIENT);
        byte[] second = Arrays.copyOf(first, first.length);
        second[29] = 12;
        second[25] -= 1; // the header's checksum
        path.deliver(SERVERS, 0, first);
        engine.doWork();
        engine.nextHops().answer();
        engine.doWork();
        path.deliver(SERVERS, 0, second);
        path.deliver(SERVERS, 0, first);
        path.deliver(CLIENTS, 0, Segment.udp(CLIENT, 5060, VIP, 5060, 20));
        engine.doWork();
        List<Sent> sent = path.sent();
        assertEquals(4, sent.size());
        assertEquals(12, sent.get(3).frame()[33], "the client's answer goes to the newest");
        assertEquals(
                2,
                engine.services().get(0).servers().stream()
                        .mapToInt(s -> s.inactive())
                        .sum());
    }

    @Test
    void shouldDropAndCountWhatWaitsForNothing() throws Exception {
        MemoryPacketPath path = new MemoryPacketPath(() -> nowNs);
        LvsEngine engine = engine(path);
        path.deliver(SERVERS, 0, invite(CLIENT));
        engine.doWork();
        engine.nextHops().answer();
        nowNs += WaitingRequests.LONGEST_WAIT_NS;
        assertEquals(1, engine.nextHops().answer(), "given up");
        engine.doWork();
        assertEquals(List.of(), path.sent());
        assertEquals(1, engine.drops().get(Drop.NO_NEXT_HOP));

        path.deliver(SERVERS, 0, invite(CLIENT));
        engine.doWork();
        hops.memory().learn(CLIENT, towardsClients());
        engine.nextHops().answer();
        engine.doWork();
        engine.doWork();
        assertEquals(1, path.sent().size(), "asked for anew");
        assertEquals(1, engine.drops().get(Drop.NO_NEXT_HOP));
    }

    @Test
    void shouldLetFewClientsAndFewPacketsWait() throws Exception {
        MemoryPacketPath path = new MemoryPacketPath(() -> nowNs);
        LvsEngine engine = engine(path);
        for (int i = 0; i < 100; i++) {
            path.deliver(SERVERS, 0, invite(CLIENT));
        }
        engine.doWork();
        assertEquals(36, engine.drops().get(Drop.NO_NEXT_HOP), "64 wait");
        for (int i = 2; i <= HopQuestions.AT_ONCE + 5; i++) {
            nowNs += 1_000_000;
            path.deliver(SERVERS, 0, invite(Segment.address("10.4.0." + i)));
            engine.doWork();
        }
        hops.memory().learn(CLIENT, towardsClients());
        assertEquals(1, engine.nextHops().answer());
        nowNs += WaitingRequests.LONGEST_WAIT_NS;
        assertEquals(HopQuestions.AT_ONCE - 1, engine.nextHops().answer());
    }

    @Test
    void shouldNotLetAClientThatIsSlowHoldUpTheOthers() throws Exception {
        MemoryPacketPath path = new MemoryPacketPath(() -> nowNs);
        LvsEngine engine = engine(path);
        InetAddress slow = Segment.address("10.4.9.9");
        for (int i = 0; i < 200; i++) {
            nowNs += 1_000_000;
            hops.memory().learn(Talker.client(i), towardsClients());
            path.deliver(SERVERS, 0, invite(Talker.client(i)));
            if (i == 30) {
                path.deliver(SERVERS, 0, invite(slow)); // behind another one
            }
            engine.doWork();
            engine.nextHops().answer();
        }
        engine.doWork();
        engine.doWork();
        assertEquals(200, path.sent().size(), () -> "drops " + engine.drops());
        hops.memory().learn(slow, towardsClients());
        nowNs += 80_000_000;
        engine.nextHops().answer();
        engine.doWork();
        engine.doWork();
        List<Sent> last = path.sent();
        assertEquals(1, last.size());
        assertArrayEquals(slow.getAddress(), Arrays.copyOfRange(last.get(0).frame(), 30, 34));
    }

    @Test
    void shouldLeaveServersWithoutNextHopToOthersToo() throws Exception {
        MemoryPacketPath path = new MemoryPacketPath(() -> nowNs);
        LvsEngine engine = engine(path);
        hops.memory().forget(SERVER);
        byte[] message = INVITE.getBytes(US_ASCII);
        byte[] frame = Segment.udp(CLIENT, 5060, VIP, 5060, message.length);
        System.arraycopy(message, 0, frame, 42, message.length);
        hops.takeAsked();
        path.deliver(CLIENTS, 0, frame);
        engine.doWork();
        assertEquals(1, engine.drops().get(Drop.NO_NEXT_HOP));
        assertEquals(0, hops.takeAsked());
        engine.nextHops().answer();
        assertTrue(hops.takeAsked() > 0);
        engine.nextHops().answer();
        assertEquals(0, hops.takeAsked(), "once for all");
    }

    /** Ever new clients, eight at a time, each spoken to twice. */
    @Test
    void shouldAllocateNothing() throws Exception {
        int clients = 1000;
        int rounds = 9;
        for (int i = 0; i < clients * rounds; i++) {
            hops.memory().learn(Talker.client(i), towardsClients());
        }
        Talker path = new Talker();
        LvsEngine engine = engine(path);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long id = Thread.currentThread().getId();
        long least = Long.MAX_VALUE;
        for (int round = 0; round < rounds; round++) {
            long bytes = 0;
            path.silent = false;
            for (int i = 0; i < clients / Talker.AT_ONCE; i++) {
                long before = threads.getThreadAllocatedBytes(id);
                engine.doWork();
                bytes += threads.getThreadAllocatedBytes(id) - before;
                engine.nextHops().answer(); // another thread's
                nowNs += Talker.AT_ONCE * 1_000_000L;
            }
            path.silent = true;
            for (int i = 0; i < 100; i++) { // all connections end, and their memory serves again
                engine.doWork();
                nowNs += 5_000_000_000L;
            }
            least = Math.min(least, bytes);
        }
        assertEquals(0, least, "bytes for " + 2 * clients + " packets");
        assertEquals(2L * clients * rounds, path.sent, () -> "drops " + engine.drops());
    }

    /** A path on which the server speaks to new clients at each poll. */
    private static final class Talker extends SilentPath implements Outlet {
        static final int AT_ONCE = 8;

        private final ByteBuffer slot = ByteBuffer.allocate(64 + 256);
        private final ByteBuffer further = ByteBuffer.allocate(256);
        private final Frame frame = new Frame();
        private final Frame given = new Frame();
        private final byte[][] requests = new byte[9000][];
        private int client;
        private boolean silent = true;
        private long sent;

        Talker() {
            Arrays.setAll(requests, i -> {
                byte[] request = invite(client(i));
                byte[] number = String.format("%05d", i).getBytes(US_ASCII);
                System.arraycopy(number, 0, request, 42 + INVITE.indexOf("00000"), number.length);
                return request;
            });
        }

        static InetAddress client(int number) {
            return Segment.address("10.4." + number / 250 + "." + (1 + number % 250));
        }

        @Override
        public int poll(PacketHandler handler, int limit) {
            for (int i = 0; i < 2 * AT_ONCE && !silent; i++) {
                byte[] request = requests[client + i / 2];
                slot.put(64, request);
                frame.wrap(slot, 64, request.length, 256, SERVERS).headroom(64);
                int verdict = handler.handle(frame);
                sent += verdict > 0 ? 1 : 0;
            }
            client += silent ? 0 : AT_ONCE;
            return 1;
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
            sent += interfaceIndex == CLIENTS ? 1 : 0;
        }
    }
}
