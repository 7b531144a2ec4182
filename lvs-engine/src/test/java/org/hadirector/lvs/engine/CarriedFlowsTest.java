package org.hadirector.lvs.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.List;
import org.hadirector.lvs.model.ForwardingMethod;
import org.hadirector.lvs.model.RealServer;
import org.hadirector.lvs.model.VirtualService;
import org.hadirector.lvs.path.NextHop;
import org.hadirector.lvs.path.ServiceKey;
import org.hadirector.lvs.path.memory.MemoryPacketPath.Sent;
import org.hadirector.lvs.setting.Setting;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Connections that the path carries by itself are to all who look at them what they would be otherwise. */
class CarriedFlowsTest {
    private static final InetAddress CLIENT = Segment.address("10.4.0.1");
    private static final InetAddress VIP = Segment.address("10.1.0.1");
    private static final InetAddress SERVER = Segment.address("192.168.0.11");
    private static final int AFTER = 3;
    private static final int FLOWS = 4;
    private static final long SUM_NS = 2_000_000_000L;

    private final EngineLab lab = new EngineLab(new EngineOptions(1 << 16, 7, SUM_NS, AFTER), FLOWS);
    private ServiceKey key;

    @BeforeEach
    void serve() throws LvsException {
        key = lab.serve("rr", "10.1.0.1", "192.168.0.11");
    }

    private byte[] packet(int port, int flags) {
        return Segment.tcp(CLIENT, port, VIP, 80, flags);
    }

    /** A connection that has lasted for so many packets that its next one is carried. */
    private void last(int port) {
        lab.send(packet(port, Segment.SYN));
        for (int i = 1; i < AFTER; i++) {
            assertFalse(isCarried(packet(port, Segment.ACK)), "packet " + i);
        }
    }

    /** Sends a frame; whether it left without the engine. */
    private boolean isCarried(byte[] frame) {
        long before = lab.path().counters().carried();
        List<Sent> sent = lab.send(frame);
        boolean carried = lab.path().counters().carried() > before;
        assertTrue(!carried || sent.size() == 1 && Segment.isIntact(sent.get(0).frame()));
        return carried;
    }

    private boolean isCarried(int port) {
        return isCarried(packet(port, Segment.ACK));
    }

    private ServerStatus server() {
        return lab.engine().service(key).orElseThrow().servers().get(0);
    }

    @Test
    void shouldCarryAConnectionThatLastsAndCountWhatItCarried() {
        last(1000);
        for (int i = 0; i < 5; i++) {
            assertTrue(isCarried(1000));
        }
        lab.pass(2);
        long bytes = packet(1000, Segment.ACK).length - 14;
        assertEquals(AFTER + 5, server().traffic().inPackets());
        assertEquals((AFTER + 5) * bytes, server().traffic().inBytes());
        Traffic service = lab.engine().service(key).orElseThrow().traffic();
        assertEquals(AFTER + 5, service.inPackets());
        assertEquals((AFTER + 5) * bytes, service.inBytes());
        assertEquals(AFTER + 5, lab.engine().total().inPackets());
        assertEquals(1, server().active());
    }

    @Test
    void shouldSendItWhereItWent() {
        lab.send(packet(1000, Segment.SYN));
        lab.send(packet(1000, Segment.ACK));
        byte[] before = lab.send(packet(1000, Segment.ACK)).get(0).frame();
        Sent carried = lab.send(packet(1000, Segment.ACK)).get(0);
        assertEquals(1, lab.path().counters().carried());
        assertEquals(EngineLab.SERVERS, carried.interfaceIndex());
        assertEquals(ByteBuffer.wrap(before), ByteBuffer.wrap(carried.frame()));
    }

    @Test
    void shouldHandUpWhatEndsIt() {
        last(1000);
        assertTrue(isCarried(1000));
        assertFalse(isCarried(packet(1000, Segment.FIN | Segment.ACK)));
        assertEquals("FIN_WAIT", lab.connections().get(0).state());
        assertFalse(isCarried(1000), "it is not what it was");
        lab.pass(2);
        assertEquals(AFTER + 3, server().traffic().inPackets());
    }

    @Test
    void shouldKeepItAliveByWhatIsCarriedAndEndItInItsTime() {
        last(1000);
        for (int minute = 0; minute < 60; minute++) {
            lab.pass(60);
            assertTrue(isCarried(1000));
        }
        lab.pass(899);
        assertEquals(1, lab.engine().connectionCount());
        lab.pass(2);
        assertEquals(0, lab.engine().connectionCount());
        assertFalse(isCarried(1000));
        assertEquals(AFTER + 60, server().traffic().inPackets());
    }

    @Test
    void shouldShowHowLongItHasYet() {
        last(1000);
        lab.pass(100);
        assertTrue(isCarried(1000));
        lab.pass(0.5);
        assertEquals(899, lab.connections().get(0).secondsLeft());
    }

    /** A timeout may end between two rounds of counting. */
    @Test
    void shouldLookOnceMoreBeforeItEndsOne() {
        lab.engine().setTimeouts(new LvsControl.Timeouts(1, 0, 0));
        lab.pass(0.13);
        last(1000);
        for (int i = 0; i < 50; i++) {
            for (int part = 0; part < 19; part++) {
                lab.pass(0.05);
            }
            isCarried(1000);
            assertEquals(1, lab.engine().connectionCount());
        }
        lab.pass(1.3);
        assertEquals(0, lab.engine().connectionCount());
    }

    @Test
    void shouldGiveUpThePlaceOfAConnectionThatIsDropped() throws Exception {
        lab.engine().settings().set(Setting.EXPIRE_NODEST_CONN, "1");
        for (int port = 1000; port < 1000 + FLOWS; port++) {
            last(port);
        }
        lab.engine().deleteServer(key, EngineLab.server("192.168.0.11", 80, 1));
        for (int port = 1000; port < 1000 + FLOWS; port++) {
            lab.send(packet(port, Segment.ACK));
        }
        assertEquals(0, lab.engine().connectionCount());
        lab.engine().addServer(key, EngineLab.server("192.168.0.11", 80, 1));
        lab.work();
        last(2000);
        assertTrue(isCarried(2000));
    }

    @Test
    void shouldDropWhatIsForAServerThatIsGoneAndCarryItAgainWhenItIsBack() throws LvsException {
        last(1000);
        assertTrue(isCarried(1000));
        lab.engine().deleteServer(key, EngineLab.server("192.168.0.11", 80, 1));
        lab.work();
        assertEquals(List.of(), lab.send(packet(1000, Segment.ACK)));
        lab.engine().addServer(key, EngineLab.server("192.168.0.11", 80, 1));
        lab.work();
        assertFalse(isCarried(1000));
        assertTrue(isCarried(1000));
    }

    @Test
    void shouldHandUpWhatIsForADeletedService() throws LvsException {
        last(1000);
        assertTrue(isCarried(1000));
        lab.engine().deleteService(key);
        lab.work();
        assertFalse(isCarried(1000));
    }

    @Test
    void shouldFollowAServerToAnotherCard() {
        last(1000);
        assertTrue(isCarried(1000));
        lab.hops().learn(SERVER, new NextHop(EngineLab.SERVERS, 0x0202_0202_0202L, 0x0200_0000_7777L));
        lab.work();
        for (int i = 0; i < 3; i++) {
            byte[] frame = lab.send(packet(1000, Segment.ACK)).get(0).frame();
            assertEquals(0x0200_0000_7777L, ByteBuffer.wrap(frame).getLong() >>> 16);
        }
        assertTrue(isCarried(1000));
    }

    @Test
    void shouldCarryNothingWhenTheEngineStandsStill() {
        last(1000);
        assertTrue(isCarried(1000));
        lab.stand(3);
        assertFalse(isCarried(1000), "it may be dead");
        lab.pass(1);
        assertTrue(isCarried(1000));
    }

    @Test
    void shouldHandUpMoreConnectionsThanThereIsRoomFor() {
        for (int port = 1000; port < 1000 + FLOWS; port++) {
            last(port);
        }
        last(2000);
        assertTrue(isCarried(1000));
        assertFalse(isCarried(2000));
        lab.send(packet(1000, Segment.RST));
        lab.pass(0.1);
        assertFalse(isCarried(2000), "now there is");
        assertTrue(isCarried(2000));
        lab.pass(2);
        assertEquals(AFTER * (FLOWS + 1) + 5, server().traffic().inPackets());
    }

    @Test
    void shouldGiveThePlaceOfAnIdleConnectionToABusyOne() {
        for (int port = 1000; port < 1000 + FLOWS; port++) {
            last(port);
        }
        last(2000);
        for (int second = 0; second < 5; second++) {
            lab.pass(1);
            assertTrue(isCarried(1000));
            assertFalse(isCarried(2000));
        }
        lab.pass(1);
        assertFalse(isCarried(2000), "now there is room");
        assertTrue(isCarried(2000));
        assertTrue(isCarried(1000), "it was not idle");
        assertFalse(isCarried(1001), "it was");
        assertEquals(FLOWS + 1, lab.engine().connectionCount());
    }

    @Test
    void shouldCarryMany() throws LvsException {
        EngineLab large = new EngineLab(new EngineOptions(1 << 16, 7, SUM_NS, 1), 200);
        ServiceKey many = large.serve("rr", "10.1.0.1", "192.168.0.11");
        for (int round = 0; round < 3; round++) {
            for (int port = 1001; port <= 1200; port++) {
                large.send(packet(port, round == 0 ? Segment.SYN : Segment.ACK));
            }
        }
        assertEquals(200, large.path().counters().carried());
        large.pass(2);
        assertEquals(600, large.engine().service(many).orElseThrow().traffic().inPackets());
    }

    @Test
    void shouldNotInstallAnewForWhatWasUnderwayNorForEver() {
        last(1000);
        lab.path().flows().forgetAll();
        assertFalse(isCarried(1000));
        assertFalse(isCarried(1000), "it was installed a moment ago");
        lab.pass(0.02);
        assertFalse(isCarried(1000));
        assertTrue(isCarried(1000));
    }

    @Test
    void shouldCarryDirectRoutingOnly() throws LvsException {
        for (ForwardingMethod method : List.of(ForwardingMethod.MASQUERADE, ForwardingMethod.TUNNEL)) {
            ServiceKey other = EngineLab.tcp("10.1.0.1", 8000 + method.ordinal());
            lab.engine().addService(new VirtualService(other, "rr"));
            lab.engine().addServer(other, new RealServer(SERVER, 80, method, 1));
            lab.work();
            lab.send(Segment.tcp(CLIENT, 1000, VIP, other.port(), Segment.SYN));
            for (int i = 0; i < 10; i++) {
                assertFalse(isCarried(Segment.tcp(CLIENT, 1000, VIP, other.port(), Segment.ACK)));
            }
        }
    }
}
