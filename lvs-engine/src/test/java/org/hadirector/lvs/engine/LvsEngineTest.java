package org.hadirector.lvs.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.List;
import org.hadirector.lvs.forward.Drop;
import org.hadirector.lvs.model.ForwardingMethod;
import org.hadirector.lvs.model.RealServer;
import org.hadirector.lvs.model.VirtualService;
import org.hadirector.lvs.path.ServiceKey;
import org.hadirector.lvs.path.memory.MemoryPacketPath.Sent;
import org.junit.jupiter.api.Test;

class LvsEngineTest {
    private static final InetAddress CLIENT = Segment.address("10.4.0.1");
    private static final InetAddress VIP = Segment.address("10.1.0.1");

    private final EngineLab lab = new EngineLab();
    private final LvsEngine engine = lab.engine();

    private List<Sent> syn(int port) {
        return lab.send(Segment.tcp(CLIENT, port, VIP, 80, Segment.SYN));
    }

    private static long destination(Sent sent) {
        return ByteBuffer.wrap(sent.frame()).getLong() >>> 16;
    }

    @Test
    void shouldRouteDirectlyInTurnNewestFirst() throws LvsException {
        lab.serve("rr", "10.1.0.1", "192.168.0.11", "192.168.0.12");
        Sent first = syn(1000).get(0);
        assertEquals(EngineLab.SERVERS, first.interfaceIndex());
        assertEquals(EngineLab.mac(Segment.address("192.168.0.12")), destination(first));
        assertEquals(63, first.frame()[14 + 8]);
        assertTrue(Segment.isIntact(first.frame()));
        assertEquals(
                EngineLab.mac(Segment.address("192.168.0.11")),
                destination(syn(1001).get(0)));
        assertEquals(
                EngineLab.mac(Segment.address("192.168.0.12")),
                destination(syn(1000).get(0)),
                "a known connection stays");
        assertEquals(2, engine.connectionCount());
    }

    @Test
    void shouldCountActiveAndInactiveThroughALife() throws LvsException {
        ServiceKey key = lab.serve("rr", "10.1.0.1", "192.168.0.11");
        syn(1000);
        assertEquals(1, only(key).active());
        lab.send(Segment.tcp(CLIENT, 1000, VIP, 80, Segment.ACK));
        assertEquals("ESTABLISHED", lab.connections().get(0).state());
        lab.send(Segment.tcp(CLIENT, 1000, VIP, 80, Segment.FIN | Segment.ACK));
        assertEquals(0, only(key).active());
        assertEquals(1, only(key).inactive());
        lab.pass(119);
        assertEquals(1, engine.connectionCount());
        lab.pass(2);
        assertEquals(0, engine.connectionCount());
        assertEquals(0, only(key).inactive());
        assertEquals(1, only(key).traffic().connections());
        assertEquals(3, only(key).traffic().inPackets());
        assertEquals(120, only(key).traffic().inBytes());
    }

    private ServerStatus only(ServiceKey key) {
        return engine.service(key).orElseThrow().servers().get(0);
    }

    @Test
    void shouldAnswerPortUnreachableWhenNobodyServes() throws LvsException {
        lab.serve("rr", "10.1.0.1");
        Sent answer = syn(1000).get(0);
        assertEquals(EngineLab.CLIENTS, answer.interfaceIndex());
        ByteBuffer frame = ByteBuffer.wrap(answer.frame());
        assertEquals(14 + 68, answer.frame().length);
        assertEquals(0x0303, frame.getShort(34));
        assertEquals((byte) 0xc0, frame.get(15));
        assertTrue(Segment.isIntact(answer.frame()));
        assertEquals(0x0200_0000_0002L, destination(answer));
        assertEquals(0, engine.connectionCount());
    }

    @Test
    void shouldLeaveStrangersToTheStack() throws LvsException {
        lab.serve("rr", "10.1.0.1", "192.168.0.11");
        assertTrue(lab.send(Segment.tcp(CLIENT, 1000, VIP, 80, Segment.ACK)).isEmpty());
        assertTrue(lab.send(Segment.tcp(CLIENT, 1000, VIP, 80, Segment.SYN | Segment.RST))
                .isEmpty());
        assertEquals(2, lab.path().local().size());
        assertEquals(0, engine.connectionCount());
    }

    @Test
    void shouldDropSilentlyForARemovedServerAndResumeWhenItReturns() throws LvsException {
        ServiceKey key = lab.serve("rr", "10.1.0.1", "192.168.0.11", "192.168.0.12");
        syn(1000);
        engine.deleteServer(key, EngineLab.server("192.168.0.12", 80, 1));
        assertTrue(lab.send(Segment.tcp(CLIENT, 1000, VIP, 80, Segment.ACK)).isEmpty());
        assertEquals(1, engine.drops().get(Drop.SERVER_GONE));
        assertTrue(lab.path().local().isEmpty());
        engine.addServer(key, EngineLab.server("192.168.0.12", 80, 5));
        assertEquals(
                1, lab.send(Segment.tcp(CLIENT, 1000, VIP, 80, Segment.ACK)).size());
        assertEquals(1, only(key).active());
    }

    @Test
    void shouldKeepConnectionsOfAQuiescentServer() throws LvsException {
        ServiceKey key = lab.serve("wlc", "10.1.0.1", "192.168.0.11");
        syn(1000);
        engine.editServer(key, EngineLab.server("192.168.0.11", 80, 0));
        assertEquals(EngineLab.SERVERS, syn(1000).get(0).interfaceIndex());
        assertEquals(EngineLab.CLIENTS, syn(1001).get(0).interfaceIndex(), "a new client is refused");
    }

    @Test
    void shouldDropAndAskWhileTheNextHopIsUnknownThenForward() throws LvsException {
        ServiceKey key = lab.serve("rr", "10.1.0.1");
        engine.addServer(key, EngineLab.server("192.168.0.77", 80, 1));
        assertTrue(syn(1000).isEmpty());
        assertEquals(1, engine.drops().get(Drop.NO_NEXT_HOP));
        assertTrue(lab.hops().wanted().contains(Segment.address("192.168.0.77")));
        lab.neighbour(Segment.address("192.168.0.77"));
        assertEquals(1, syn(1000).size());
    }

    @Test
    void shouldHandLocalServersToTheStack() throws LvsException {
        ServiceKey key = lab.serve("rr", "10.1.0.1");
        engine.addServer(key, EngineLab.server("127.0.0.1", 80, 1));
        byte[] frame = Segment.tcp(CLIENT, 1000, VIP, 80, Segment.SYN);
        assertTrue(lab.send(frame).isEmpty());
        org.junit.jupiter.api.Assertions.assertArrayEquals(
                frame, lab.path().local().get(0));
        assertEquals(1, only(key).active());
        assertTrue(only(key).isLocal());
    }

    @Test
    void shouldTranslateForAServerOfItsOwnAndBack() throws LvsException {
        lab.local(VIP);
        lab.local(Segment.address("10.9.1.1"));
        ServiceKey key = lab.serve("rr", "10.1.0.1");
        engine.addServer(key, new RealServer(Segment.address("10.9.1.1"), 8080, ForwardingMethod.MASQUERADE, 1));
        assertTrue(syn(1000).isEmpty());
        byte[] in = lab.path().local().get(0);
        assertEquals(0x0a090101, ByteBuffer.wrap(in).getInt(30));
        assertEquals(8080, ByteBuffer.wrap(in).getShort(36));
        assertTrue(Segment.isIntact(in));
        byte[] reset = Segment.tcp(Segment.address("10.9.1.1"), 8080, CLIENT, 1000, Segment.RST | Segment.ACK);
        Sent back = leave(reset);
        assertEquals(EngineLab.CLIENTS, back.interfaceIndex());
        assertEquals(0x0a010001, ByteBuffer.wrap(back.frame()).getInt(26));
        assertEquals(80, ByteBuffer.wrap(back.frame()).getShort(34));
        assertEquals(reset[22], back.frame()[22], "no hop was made");
        assertTrue(Segment.isIntact(back.frame()));
        assertEquals(0, only(key).active(), "the reset ended it");
        assertEquals(1, only(key).inactive());
    }

    @Test
    void shouldLeaveAloneWhatItsOwnServerSaysToOthers() throws LvsException {
        lab.local(Segment.address("10.9.1.1"));
        ServiceKey key = lab.serve("rr", "10.1.0.1");
        engine.addServer(key, new RealServer(Segment.address("10.9.1.1"), 8080, ForwardingMethod.MASQUERADE, 1));
        byte[] other = Segment.tcp(Segment.address("10.9.1.1"), 8080, CLIENT, 7, Segment.ACK);
        org.junit.jupiter.api.Assertions.assertArrayEquals(other, leave(other).frame());
        assertEquals(EngineLab.CLIENTS, leave(other).interfaceIndex());
        assertTrue(lab.send(other).isEmpty(), "forged: it comes in instead of leaving");
        assertEquals(1, lab.path().local().size());
    }

    /** This machine's own stack sends a frame to the clients. */
    private Sent leave(byte[] frame) {
        lab.path().leave(EngineLab.CLIENTS, frame);
        lab.work();
        List<Sent> sent = lab.path().sent();
        assertEquals(1, sent.size());
        return sent.get(0);
    }

    @Test
    void shouldMasqueradeBothWays() throws LvsException {
        ServiceKey key = lab.serve("rr", "10.1.0.1");
        lab.neighbour(Segment.address("192.168.0.11"));
        engine.addServer(key, new RealServer(Segment.address("192.168.0.11"), 8080, ForwardingMethod.MASQUERADE, 1));
        byte[] in = syn(1000).get(0).frame();
        assertEquals(8080, ByteBuffer.wrap(in).getShort(36));
        assertTrue(Segment.isIntact(in));
        Sent back = lab.send(
                        EngineLab.SERVERS,
                        0,
                        Segment.tcp(Segment.address("192.168.0.11"), 8080, CLIENT, 1000, Segment.SYN | Segment.ACK))
                .get(0);
        assertEquals(EngineLab.CLIENTS, back.interfaceIndex());
        assertEquals(0x0200_0000_0002L, destination(back));
        assertEquals(80, ByteBuffer.wrap(back.frame()).getShort(34));
        assertEquals(0x0a010001, ByteBuffer.wrap(back.frame()).getInt(26));
        assertTrue(Segment.isIntact(back.frame()));
    }

    @Test
    void shouldRefuseWhatItCannotDo() throws LvsException {
        ServiceKey key = lab.serve("rr", "10.1.0.1", "192.168.0.11");
        assertEquals(
                LvsException.Reason.SERVICE_EXISTS,
                assertThrows(LvsException.class, () -> engine.addService(new VirtualService(key, "rr")))
                        .reason());
        assertEquals(
                LvsException.Reason.NO_SCHEDULER,
                assertThrows(
                                LvsException.class,
                                () -> engine.addService(new VirtualService(EngineLab.tcp("10.1.0.1", 81), "no")))
                        .reason());
        RealServer otherFamily = new RealServer(Segment.address("fd00::12"), 80, ForwardingMethod.DIRECT_ROUTE, 1);
        assertEquals(
                LvsException.Reason.INVALID,
                assertThrows(LvsException.class, () -> engine.addServer(key, otherFamily))
                        .reason());
        assertEquals(1, engine.table().get(0).servers().size());
    }

    @Test
    void shouldGiveTheServiceBackToTheStackWhenItIsDeleted() throws LvsException {
        ServiceKey key = lab.serve("rr", "10.1.0.1", "192.168.0.11");
        syn(1000);
        engine.deleteService(key);
        assertTrue(syn(1001).isEmpty());
        assertEquals(1, lab.path().local().size());
        assertFalse(engine.service(key).isPresent());
    }

    @Test
    void shouldDropMartiansAndGroupFrames() throws LvsException {
        lab.serve("rr", "10.1.0.1", "192.168.0.11");
        for (String source : List.of("127.0.0.1", "0.0.0.0", "224.0.0.1", "255.255.255.255")) {
            assertTrue(lab.send(Segment.tcp(Segment.address(source), 1000, VIP, 80, Segment.SYN))
                    .isEmpty());
        }
        byte[] group = Segment.tcp(CLIENT, 1000, VIP, 80, Segment.SYN);
        group[0] |= 1;
        assertTrue(lab.send(group).isEmpty());
        group[0] ^= 1;
        group[6] |= 1;
        assertTrue(lab.send(group).isEmpty(), "a reply would go to the group");
        assertEquals(6, engine.drops().get(Drop.MARTIAN));
        assertTrue(lab.path().local().isEmpty());
    }

    @Test
    void shouldServeByFirewallMark() throws LvsException {
        ServiceKey mark = ServiceKey.ofMark(7, false);
        engine.addService(new VirtualService(mark, "rr"));
        lab.neighbour(Segment.address("192.168.0.11"));
        engine.addServer(mark, EngineLab.server("192.168.0.11", 0, 1));
        byte[] syn = Segment.tcp(CLIENT, 1000, Segment.address("10.3.4.5"), 443, Segment.SYN);
        assertEquals(1, lab.send(EngineLab.CLIENTS, 7, syn).size());
        assertTrue(lab.send(EngineLab.CLIENTS, 8, syn).isEmpty());
    }

    @Test
    void shouldChangeNothingWhenTheDataPathRefuses() {
        lab.path().close();
        LvsException refused = assertThrows(
                LvsException.class, () -> engine.addService(new VirtualService(EngineLab.tcp("10.1.0.1", 80), "rr")));
        assertEquals(LvsException.Reason.DATA_PATH, refused.reason());
        assertTrue(engine.table().isEmpty());
    }

    @Test
    void shouldGiveRepliesBackWhenTheLastConnectionOfADeletedServerHasEnded() throws Exception {
        ServiceKey key = lab.serve("rr", "10.1.0.1");
        RealServer server = new RealServer(Segment.address("192.168.0.11"), 8080, ForwardingMethod.MASQUERADE, 1);
        lab.neighbour(server.address());
        engine.addServer(key, server);
        syn(1000);
        engine.deleteServer(key, server);
        byte[] reply = Segment.tcp(server.address(), 8080, CLIENT, 1000, Segment.ACK);
        engine.keepHouse();
        assertEquals(1, lab.send(EngineLab.SERVERS, 0, reply).size());
        lab.pass(1000);
        engine.keepHouse();
        assertTrue(lab.send(EngineLab.SERVERS, 0, reply).isEmpty());
        assertEquals(1, lab.path().local().size());
    }

    @Test
    void shouldTakeCommandsFromOtherThreadsWhilePacketsPass() throws Exception {
        ServiceKey key = lab.serve("rr", "10.1.0.1", "192.168.0.11");
        Thread admin = new Thread(() -> {
            try {
                for (int i = 0; i < 500; i++) {
                    engine.addServer(key, EngineLab.server("192.168.0.12", 80, 1));
                    engine.services();
                    engine.connections(0, 1000, connection -> {});
                    engine.deleteServer(key, EngineLab.server("192.168.0.12", 80, 1));
                }
            } catch (LvsException e) {
                throw new IllegalStateException(e);
            }
        });
        lab.neighbour(Segment.address("192.168.0.12"));
        admin.start();
        int forwarded = 0;
        int sent = 0;
        while (admin.isAlive() || sent < 1000) {
            forwarded += syn(1024 + sent++ % 60_000).size();
        }
        admin.join();
        lab.work();
        long gone = engine.drops().get(Drop.SERVER_GONE);
        assertEquals(sent, forwarded + gone);
        assertEquals(1, engine.table().get(0).servers().size());
    }

    @Test
    void shouldDropAndCountWhenTheTableIsFull() throws LvsException {
        EngineLab small = new EngineLab(2);
        small.serve("rr", "10.1.0.1", "192.168.0.11");
        for (int port = 1; port <= 3; port++) {
            small.send(Segment.tcp(CLIENT, port, VIP, 80, Segment.SYN));
        }
        assertEquals(2, small.engine().connectionCount());
        assertEquals(1, small.engine().drops().get(Drop.TABLE_FULL));
    }
}
