package org.hadirector.lvs.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.InetAddress;
import org.hadirector.lvs.model.RealServer;
import org.hadirector.lvs.model.VirtualService;
import org.hadirector.lvs.path.ServiceKey;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Servers that are deleted and added again: connections and counters, as long as the kernel remembers them. */
class TrashTest {
    private static final InetAddress CLIENT = Segment.address("10.4.0.1");
    private static final InetAddress VIP = Segment.address("10.1.0.1");
    private static final RealServer SERVER = EngineLab.server("192.168.0.11", 80, 1);

    private final EngineLab lab = new EngineLab();
    private final LvsEngine engine = lab.engine();
    private ServiceKey key;

    @BeforeEach
    void oneConnectionOfThreePackets() throws LvsException, IOException {
        key = lab.serve("rr", "10.1.0.1", "192.168.0.11");
        lab.send(Segment.tcp(CLIENT, 1000, VIP, 80, Segment.SYN));
        lab.send(Segment.tcp(CLIENT, 1000, VIP, 80, Segment.ACK));
        lab.send(Segment.tcp(CLIENT, 1000, VIP, 80, Segment.ACK));
        pass(2);
        engine.deleteServer(key, SERVER);
        pass(0);
    }

    private void pass(int seconds) throws IOException {
        lab.pass(seconds);
        engine.keepHouse();
    }

    private ServerStatus added() throws LvsException {
        engine.addServer(key, SERVER);
        lab.pass(2);
        return engine.service(key).orElseThrow().servers().get(0);
    }

    @Test
    void shouldBringConnectionsAndCountersBack() throws LvsException, IOException {
        pass(800);
        ServerStatus server = added();
        assertEquals(1, server.active());
        assertEquals(3, server.traffic().inPackets());
        assertEquals(
                1, lab.send(Segment.tcp(CLIENT, 1000, VIP, 80, Segment.ACK)).size());
    }

    @Test
    void shouldRememberAnIdleServerForTwoMinutes() throws LvsException, IOException {
        pass(897);
        pass(119);
        ServerStatus server = added();
        assertEquals(0, server.active());
        assertEquals(3, server.traffic().inPackets());
    }

    @Test
    void shouldForgetAServerIdleForLonger() throws LvsException, IOException {
        pass(897);
        pass(122);
        assertEquals(0, added().traffic().inPackets());
    }

    @Test
    void shouldCountAnewForAnotherServiceOfTheSameName() throws LvsException, IOException {
        engine.deleteService(key);
        engine.addService(new VirtualService(key, "rr"));
        ServerStatus server = added();
        assertEquals(1, server.active());
        assertEquals(0, server.traffic().inPackets());
    }
}
