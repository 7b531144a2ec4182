package org.hadirector.lvs.path;

import static org.awaitility.Awaitility.await;
import static org.hadirector.lvs.packet.InternetSum.fold;
import static org.hadirector.lvs.packet.InternetSum.sum;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.hadirector.lvs.conn.ConnectionKey;
import org.hadirector.lvs.engine.Segment;
import org.hadirector.lvs.packet.Addresses;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every data path does with connections that it carries by itself; one that carries none does so never. */
public abstract class PathFlowContract extends PathHoldContract {
    private static final int TCP = 6;
    private static final int UDP = 17;
    private static final int PSH_ACK = 0x18;
    private static final int URG_ACK = 0x30;
    private static final int MTU = 600;
    private static final byte[] HOP = {2, 7, 7, 7, 7, 1};
    private static final byte[] OWN = {2, 7, 7, 7, 7, 2};

    private record Counted(long packets, long bytes, long lastNs) {}

    /** Takes what left through {@link #outInterface} since the last call (frames of others left out). */
    protected abstract List<byte[]> sent() throws IOException;

    /** The interface that sends. */
    protected abstract int outInterface();

    List<byte[]> awaitSent(int count) {
        List<byte[]> out = new ArrayList<>();
        await().until(() -> {
            out.addAll(sent());
            return out.size() >= count;
        });
        return out;
    }

    private ConnectionKey flow(boolean ipv6, int protocol, int clientPort) throws IOException {
        return new ConnectionKey()
                .protocol(protocol)
                .client(Addresses.high(client(ipv6)), Addresses.low(client(ipv6)), clientPort)
                .virtual(Addresses.high(vip(ipv6)), Addresses.low(vip(ipv6)), 80);
    }

    /** A served address, an engine that lives, and a connection from port 1000 that the path carries. */
    private int carried(boolean ipv6, int protocol) throws IOException {
        serve(ipv6);
        path().divert(new ServiceKey(UDP, vip(ipv6), 80));
        path().flows().trustUntil(later());
        return install(flow(ipv6, protocol, 1000));
    }

    private int install(ConnectionKey flow) throws IOException {
        return path().flows().install(flow, new NextHop(outInterface(), mac(OWN), mac(HOP), MTU, 0, 0));
    }

    private static long mac(byte[] octets) {
        return ByteBuffer.allocate(8).putShort((short) 0).put(octets).getLong(0);
    }

    private byte[] data(boolean ipv6, int flags) throws IOException {
        return Segment.tcp(client(ipv6), 1000, vip(ipv6), 80, flags);
    }

    private Counted counted(int number) throws IOException {
        List<Counted> read = new ArrayList<>();
        path().flows().read(number, number + 1, (which, packets, bytes, lastNs) -> {
            assertEquals(number, which);
            read.add(new Counted(packets, bytes, lastNs));
        });
        assertEquals(1, read.size());
        return read.get(0);
    }

    private void assertCarried(byte[] frame) throws IOException {
        assertFalse(goesUp(frame));
        byte[] out = awaitSent(1).get(0);
        boolean ipv6 = frame[12] != 8;
        int hops = ipv6 ? 14 + 7 : 14 + 8;
        assertArrayEquals(HOP, Arrays.copyOf(out, 6));
        assertArrayEquals(OWN, Arrays.copyOfRange(out, 6, 12));
        assertEquals(frame[hops] - 1, out[hops]);
        assertTrue(Segment.isIntact(out));
        out[hops] = frame[hops];
        if (!ipv6) {
            System.arraycopy(frame, 24, out, 24, 2); // its sum
        }
        assertArrayEquals(Arrays.copyOfRange(frame, 12, frame.length), Arrays.copyOfRange(out, 12, frame.length));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldCarryWhatCannotChangeAConnection(boolean ipv6) throws IOException {
        int number = carried(ipv6, TCP);
        assertEquals(new Counted(0, 0, 0), counted(number));
        byte[] acknowledged = data(ipv6, Segment.ACK);
        assertCarried(acknowledged);
        Counted first = counted(number);
        assertEquals(1, first.packets());
        assertEquals(acknowledged.length - 14, first.bytes());
        assertTrue(first.lastNs() != 0 && later() - first.lastNs() > 0);
        assertCarried(data(ipv6, PSH_ACK));
        assertCarried(Segment.ip(TCP, client(ipv6), vip(ipv6), payload(acknowledged, ipv6, MTU), 16));
        assertEquals(3, counted(number).packets());
        assertEquals(3, path().counters().carried());
    }

    /** The transport's part of a frame, as long as fits into a packet of that length, without its sum. */
    private static byte[] payload(byte[] frame, boolean ipv6, int packetLength) {
        int header = ipv6 ? 40 : 20;
        byte[] transport = Arrays.copyOf(Arrays.copyOfRange(frame, 14 + header, frame.length), packetLength - header);
        Arrays.fill(transport, 16, 18, (byte) 0);
        return transport;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldHandUpWhatMayChangeIt(boolean ipv6) throws IOException {
        carried(ipv6, TCP);
        for (int flags : new int[] {
            0,
            Segment.SYN,
            Segment.SYN | Segment.ACK,
            Segment.FIN | Segment.ACK,
            Segment.RST,
            Segment.RST | Segment.ACK,
            Segment.PSH,
            URG_ACK
        }) {
            assertTrue(goesUp(data(ipv6, flags)), "flags " + flags);
        }
        byte[] plain = data(ipv6, Segment.ACK);
        byte[] dying = plain.clone();
        dying[ipv6 ? 14 + 7 : 14 + 8] = 1;
        assertTrue(goesUp(ipv6 ? dying : summed(dying)), "its last hop");
        assertTrue(
                goesUp(Segment.ip(TCP, client(ipv6), vip(ipv6), payload(plain, ipv6, MTU + 1), 16)),
                "longer than its way");
        byte[] trailed = Arrays.copyOf(plain, Math.max(plain.length, 60) + 1);
        assertTrue(goesUp(trailed), "something follows it");
        byte[] cut = Segment.ip(TCP, client(ipv6), vip(ipv6), Arrays.copyOf(payload(plain, ipv6, 80), 16), -1);
        assertTrue(goesUp(cut), "without its whole header");
        byte[] shortHeader = plain.clone();
        shortHeader[(ipv6 ? 54 : 34) + 12] = 0x40;
        assertTrue(goesUp(shortHeader), "a header of 16 bytes");
        assertTrue(goesUp(Segment.tcp(client(ipv6), 1001, vip(ipv6), 80, Segment.ACK)), "another connection");
        assertTrue(goesUp(Segment.tcp(router(ipv6), 1000, vip(ipv6), 80, Segment.ACK)), "another client");
        assertTrue(goesUp(Segment.udp(client(ipv6), 1000, vip(ipv6), 80, 8)), "another protocol");
        assertEquals(0, path().counters().carried());
        assertCarried(plain);
    }

    @Test
    void shouldHandUpFragmentsAndWhatIsWrong() throws IOException {
        carried(false, TCP);
        byte[] plain = data(false, Segment.ACK);
        assertTrue(goesUp(piece(plain, 0x2000)));
        byte[] damaged = plain.clone();
        damaged[24] ^= 1;
        assertTrue(goesUp(damaged), "a wrong sum of its header");
        assertCarried(Arrays.copyOf(plain, 60));
    }

    @Test
    void shouldHandUpExtensionHeaders() throws IOException {
        carried(true, TCP);
        assertTrue(goesUp(Segment.ip(60, client(true), vip(true), new byte[60], 2)));
        assertEquals(0, path().counters().carried());
    }

    /** The IPv4 header's sum made right. */
    private static byte[] summed(byte[] frame) {
        ByteBuffer ip = ByteBuffer.wrap(frame).putShort(24, (short) 0);
        return ip.putShort(24, (short) ~fold(sum(ip, 14, 20))).array();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldCarryDatagrams(boolean ipv6) throws IOException {
        int number = carried(ipv6, UDP);
        assertCarried(Segment.udp(client(ipv6), 1000, vip(ipv6), 80, 40));
        assertEquals(1, counted(number).packets());
        assertTrue(goesUp(data(ipv6, Segment.ACK)));
    }

    @Test
    void shouldCarryNothingForAnEngineThatIsNotKnownToLive() throws IOException {
        carried(false, TCP);
        path().flows().trustUntil(later());
        assertCarried(data(false, Segment.ACK));
        path().flows().trustUntil(0);
        assertTrue(goesUp(data(false, Segment.ACK)));
    }

    @Test
    void shouldForgetOneOrAll() throws IOException {
        int number = carried(false, TCP);
        assertCarried(data(false, Segment.ACK));
        path().flows().forgetAll();
        assertTrue(goesUp(data(false, Segment.ACK)));
        assertEquals(number, path().flows().remove(flow(false, TCP, 1000)));
        assertEquals(1, counted(number).packets(), "what it carried can still be read");
        assertEquals(FlowCache.NONE, path().flows().remove(flow(false, TCP, 1000)));
        number = install(flow(false, TCP, 1000));
        assertEquals(0, counted(number).packets());
        assertCarried(data(false, Segment.ACK));
        path().flows().remove(flow(false, TCP, 1000));
        assertTrue(goesUp(data(false, Segment.ACK)));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldBeAsSilentAsTheLeaseWantsIt(boolean ipv6) throws IOException {
        carried(ipv6, TCP);
        path().lease(vip(ipv6), 0);
        deliver(data(ipv6, Segment.ACK));
        await().until(() -> path().counters().silenced() == 1);
        assertEquals(0, path().counters().carried());
        path().lease(vip(ipv6), later());
        assertCarried(data(ipv6, Segment.ACK));
    }

    @Test
    void shouldHaveRoomForSoMany() throws IOException {
        int capacity = path().flows().capacity();
        assertEquals("", path().flows().obstacle());
        boolean[] taken = new boolean[capacity];
        for (int port = 1; port <= capacity; port++) {
            int number = install(flow(false, TCP, port));
            assertFalse(taken[number]);
            taken[number] = true;
        }
        assertEquals(FlowCache.NONE, install(flow(false, UDP, 1)));
        int given = path().flows().remove(flow(false, TCP, 1));
        assertNotEquals(FlowCache.NONE, given);
        assertEquals(given, install(flow(false, UDP, 1)));
    }
}
