package org.hadirector.lvs.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.util.Set;
import org.hadirector.lvs.model.ForwardingMethod;
import org.hadirector.lvs.model.RealServer;
import org.hadirector.lvs.model.VirtualService;
import org.hadirector.lvs.path.ServiceKey;
import org.hadirector.lvs.path.memory.MemoryNextHops;
import org.hadirector.lvs.path.memory.MemoryPacketPath;
import org.junit.jupiter.api.Test;

/** Servers that are reached by another method from now on: what the data path takes up for their sake. */
class FormerRepliesTest {
    private static final InetAddress CLIENT = Segment.address("10.4.0.1");
    private static final InetAddress VIP = Segment.address("10.1.0.1");
    private static final InetAddress SERVER = Segment.address("192.168.0.11");
    private static final ServiceKey SERVICE = EngineLab.tcp("10.1.0.1", 80);
    private static final ServiceKey OTHER = EngineLab.tcp("10.1.0.2", 80);

    private static RealServer server(ForwardingMethod method) {
        return new RealServer(SERVER, 80, method, 1);
    }

    @Test
    void shouldTakeRepliesUpUntilTheLastMasqueradedConnectionHasEnded() throws Exception {
        EngineLab lab = new EngineLab();
        LvsEngine engine = lab.neighbour(SERVER).engine();
        lab.serve("rr", "10.1.0.1");
        engine.addServer(SERVICE, server(ForwardingMethod.MASQUERADE));
        lab.send(Segment.tcp(CLIENT, 1000, VIP, 80, Segment.SYN));
        engine.editServer(SERVICE, server(ForwardingMethod.DIRECT_ROUTE));
        byte[] reply = Segment.tcp(SERVER, 80, CLIENT, 1000, Segment.SYN | Segment.ACK);
        for (int second = 0; second < 30; second++) {
            // others come all the time, by the new method
            lab.send(Segment.tcp(CLIENT, 2000 + second, VIP, 80, Segment.SYN));
            lab.pass(1);
            engine.keepHouse();
        }
        assertEquals(1, lab.send(EngineLab.SERVERS, 0, reply).size(), "the connection of before lives");
        for (int second = 0; second < 100; second++) {
            lab.send(Segment.tcp(CLIENT, 3000 + second, VIP, 80, Segment.SYN));
            lab.pass(1);
            engine.keepHouse();
        }
        assertTrue(engine.service(SERVICE).orElseThrow().servers().get(0).active() > 0);
        assertTrue(lab.send(EngineLab.SERVERS, 0, reply).isEmpty());
        assertEquals(1, lab.path().local().size(), "it is the stack's now");
    }

    @Test
    void shouldGiveRepliesBackOnceNoServerNeedsThem() throws Exception {
        RefusingPath path = new RefusingPath(new MemoryPacketPath(() -> 0));
        LvsEngine engine = new LvsEngine(path.path(), new MemoryNextHops(), () -> 0);
        engine.addService(new VirtualService(SERVICE, "rr"));
        engine.addService(new VirtualService(OTHER, "rr"));
        engine.addServer(SERVICE, server(ForwardingMethod.DIRECT_ROUTE));
        Set<String> plain = path.taken();
        engine.editServer(SERVICE, server(ForwardingMethod.MASQUERADE));
        Set<String> masqueraded = path.taken();
        assertFalse(plain.equals(masqueraded));
        settle(engine);
        assertEquals(masqueraded, path.taken());

        engine.addServer(OTHER, server(ForwardingMethod.MASQUERADE));
        engine.editServer(SERVICE, server(ForwardingMethod.TUNNEL));
        settle(engine);
        assertTrue(path.taken().containsAll(masqueraded), "the other service needs them");

        engine.editServer(OTHER, server(ForwardingMethod.DIRECT_ROUTE));
        engine.keepHouse();
        assertTrue(path.taken().containsAll(masqueraded), "the packet thread does not know yet");
        engine.editServer(SERVICE, server(ForwardingMethod.DIRECT_ROUTE));
        settle(engine);
        assertEquals(plain, path.taken());
    }

    /** All that a server sends would come up for nothing, which may be much where the director is its router. */
    @Test
    void shouldTakeUpAllPortsOfServersOfAMarkOnlyOnceItIsPersistent() throws Exception {
        RefusingPath path = new RefusingPath(new MemoryPacketPath(() -> 0));
        LvsEngine engine = new LvsEngine(path.path(), new MemoryNextHops(), () -> 0);
        ServiceKey mark = ServiceKey.ofMark(7, false);
        engine.addService(new VirtualService(mark, "rr"));
        Set<String> plain = path.taken();
        engine.addServer(mark, server(ForwardingMethod.MASQUERADE));
        String ofPort = "divertReplies " + new ServiceKey(6, SERVER, 80);
        String ofAll = "divertReplies " + new ServiceKey(6, SERVER, 0);
        assertTrue(path.taken().contains(ofPort), path.taken()::toString);
        assertFalse(path.taken().contains(ofAll), path.taken()::toString);

        engine.editService(new VirtualService(mark, "rr", 60, 32));
        assertTrue(path.taken().contains(ofAll), path.taken()::toString);
        engine.editService(new VirtualService(mark, "rr"));
        assertTrue(path.taken().contains(ofPort), "connections of before live on");
        assertTrue(path.taken().contains(ofAll), "connections of before live on");

        engine.editServer(mark, server(ForwardingMethod.DIRECT_ROUTE));
        settle(engine);
        assertEquals(plain, path.taken());
    }

    private static void settle(LvsEngine engine) throws IOException {
        engine.doWork();
        engine.keepHouse();
    }
}
