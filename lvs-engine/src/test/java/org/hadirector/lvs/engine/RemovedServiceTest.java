package org.hadirector.lvs.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import org.hadirector.lvs.model.VirtualService;
import org.hadirector.lvs.path.ServiceKey;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A service that is removed under its connections, beside another one. */
class RemovedServiceTest {
    private static final InetAddress CLIENT = Segment.address("10.4.0.1");
    private static final InetAddress VIP = Segment.address("10.1.0.1");
    private static final byte[] DATA = Segment.tcp(CLIENT, 1000, VIP, 80, Segment.ACK);
    private static final byte[] OTHERS_SYN = Segment.tcp(Segment.address("10.4.0.2"), 1, VIP, 80, Segment.SYN);

    private final EngineLab lab = new EngineLab();
    private final LvsEngine engine = lab.engine();
    private ServiceKey key;

    @BeforeEach
    void oneConnection() throws LvsException {
        lab.serve("rr", "10.1.0.2", "192.168.0.12");
        key = lab.serve("rr", "10.1.0.1", "192.168.0.11");
        lab.send(Segment.tcp(CLIENT, 1000, VIP, 80, Segment.SYN));
        assertEquals(1, lab.send(DATA).size());
    }

    private void pass(int seconds) throws IOException {
        lab.pass(seconds);
        engine.keepHouse();
    }

    private int givenToTheStack(byte[] frame) {
        assertTrue(lab.send(frame).isEmpty());
        return lab.path().local().size();
    }

    @Test
    void shouldLetConnectionsRestUntilTheServiceComesBack() throws LvsException, IOException {
        engine.deleteService(key);
        for (int i = 0; i < 3; i++) {
            pass(100);
            assertEquals(0, givenToTheStack(DATA), "the stack would reset it");
            assertEquals(1, givenToTheStack(OTHERS_SYN), "nobody serves");
        }
        lab.serve("rr", "10.1.0.1", "192.168.0.11");
        assertEquals(1, lab.send(DATA).size());
    }

    @Test
    void shouldLetConnectionsRestWhoseServerWasDeletedBefore() throws LvsException, IOException {
        engine.deleteServer(key, EngineLab.server("192.168.0.11", 80, 1));
        engine.deleteService(key);
        pass(1);
        assertEquals(0, givenToTheStack(DATA));
    }

    @Test
    void shouldLetConnectionsRestOfAServiceThatCameBackWithoutTheirServer() throws LvsException, IOException {
        engine.deleteService(key);
        engine.addService(new VirtualService(key, "rr"));
        engine.deleteService(key);
        pass(1);
        assertEquals(0, givenToTheStack(DATA));
    }

    @Test
    void shouldGiveBackWhatNobodyNeedsWhenTheConnectionsHaveEnded() throws LvsException, IOException {
        engine.deleteService(key);
        pass(1000);
        long before = lab.path().counters().diverted();
        assertEquals(1, givenToTheStack(DATA));
        assertEquals(before, lab.path().counters().diverted());
    }

    @Test
    void shouldGiveBackAtOnceWhatHasNoConnections() throws LvsException {
        ServiceKey idle = EngineLab.tcp("10.1.0.3", 80);
        engine.addService(new VirtualService(idle, "rr"));
        engine.deleteService(idle);
        lab.work();
        long before = lab.path().counters().diverted();
        assertEquals(1, givenToTheStack(Segment.tcp(CLIENT, 1000, idle.address(), 80, Segment.SYN)));
        assertEquals(before, lab.path().counters().diverted());
    }

    @Test
    void shouldKeepTakingUpWhatCameBackInTime() throws LvsException, IOException {
        engine.deleteService(key);
        lab.serve("rr", "10.1.0.1", "192.168.0.11");
        pass(1000);
        assertEquals(1, lab.send(OTHERS_SYN).size());
    }
}
