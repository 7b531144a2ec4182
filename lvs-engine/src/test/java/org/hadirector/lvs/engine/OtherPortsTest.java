package org.hadirector.lvs.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.hadirector.lvs.model.ForwardingMethod;
import org.hadirector.lvs.model.RealServer;
import org.hadirector.lvs.model.VirtualService;
import org.hadirector.lvs.path.ServiceKey;
import org.hadirector.lvs.path.memory.MemoryNextHops;
import org.hadirector.lvs.path.memory.MemoryPacketPath;
import org.junit.jupiter.api.Test;

/** Ports that are taken up for data connections of FTP, and for other reasons too. */
class OtherPortsTest {
    private static final InetAddress CLIENT = Segment.address("10.4.0.1");
    private static final InetAddress VIP = Segment.address("10.1.0.1");
    private static final InetAddress SERVER = Segment.address("192.168.0.11");
    private static final ServiceKey ALL_PORTS = EngineLab.tcp("10.1.0.1", 0);
    private static final ServiceKey FTP = EngineLab.tcp("10.1.0.2", 21);
    private static final RealServer WHOLE = new RealServer(SERVER, 0, ForwardingMethod.MASQUERADE, 1);
    private static final RealServer OF_FTP = new RealServer(SERVER, 21, ForwardingMethod.MASQUERADE, 1);
    private static final int MANY = 100;
    private static final long TRASH_NS = 121_000_000_000L;
    private static final byte[] REPLY = Segment.tcp(SERVER, 8080, CLIENT, 1000, Segment.SYN | Segment.ACK);

    @Test
    void shouldLeaveRepliesOfAServerWhoseConnectionsLiveWhenFtpNeedsThemNoMore() throws Exception {
        EngineLab lab = new EngineLab().neighbour(SERVER);
        LvsEngine engine = lab.engine();
        serveBoth(engine);
        lab.work();
        assertEquals(
                1, lab.send(Segment.tcp(CLIENT, 1000, VIP, 8080, Segment.SYN)).size());
        engine.deleteServer(ALL_PORTS, WHOLE);
        engine.deleteService(FTP);
        engine.keepHouse();
        assertEquals(1, lab.send(EngineLab.SERVERS, 0, REPLY).size(), "the discarded server's connection lives");
        lab.pass(1000);
        engine.keepHouse();
        assertTrue(lab.send(EngineLab.SERVERS, 0, REPLY).isEmpty());
        assertEquals(1, lab.path().local().size(), "it is the stack's now");
    }

    @Test
    void shouldLeaveRepliesThatFtpNeedsWhenADiscardedServerIsForgotten() throws Exception {
        AtomicLong nowNs = new AtomicLong(1_000_000_000_000L);
        RefusingPath path = new RefusingPath(new MemoryPacketPath(nowNs::get));
        LvsEngine engine = new LvsEngine(path.path(), new MemoryNextHops(), nowNs::get);
        serveBoth(engine);
        String ofAll = "divertReplies " + new ServiceKey(6, SERVER, 0);
        engine.deleteService(ALL_PORTS);
        for (int i = 0; i < 3; i++) {
            passTrash(engine, nowNs);
            assertTrue(path.taken().contains(ofAll), path.taken()::toString);
        }
        engine.deleteService(FTP);
        passTrash(engine, nowNs);
        passTrash(engine, nowNs);
        assertEquals(Set.of(), path.taken());
    }

    /** Thousands of servers come in one restore: each new one must not cost a look at all of them. */
    @Test
    void shouldTakeUpForANewServerNothingButItsOwn() throws Exception {
        AtomicLong nowNs = new AtomicLong(1_000_000_000_000L);
        RefusingPath path = new RefusingPath(new MemoryPacketPath(nowNs::get));
        LvsEngine engine = new LvsEngine(path.path(), new MemoryNextHops(), nowNs::get);
        engine.addService(new VirtualService(FTP, "rr"));
        for (int i = 1; i <= MANY; i++) {
            engine.addServer(FTP, new RealServer(server(i), 21, ForwardingMethod.MASQUERADE, 1));
        }
        assertEquals(2 * MANY + 2, path.taken().size(), "port 21 and the others, of each server and of the service");
        assertTrue(path.changes() <= 3 * MANY, path.changes() + " changes for " + MANY + " servers");
        engine.clear();
        passTrash(engine, nowNs);
        passTrash(engine, nowNs);
        assertEquals(Set.of(), path.taken());
    }

    private static InetAddress server(int number) {
        return Segment.address("192.168.1." + number);
    }

    private static void passTrash(LvsEngine engine, AtomicLong nowNs) throws IOException {
        engine.doWork();
        nowNs.addAndGet(TRASH_NS);
        engine.keepHouse();
    }

    private static void serveBoth(LvsEngine engine) throws LvsException {
        engine.addService(new VirtualService(ALL_PORTS, "rr", 60, 32));
        engine.addServer(ALL_PORTS, WHOLE);
        engine.addService(new VirtualService(FTP, "rr"));
        engine.addServer(FTP, OF_FTP);
    }
}
