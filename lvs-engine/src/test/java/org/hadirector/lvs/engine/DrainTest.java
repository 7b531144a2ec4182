package org.hadirector.lvs.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.hadirector.lvs.model.ForwardingMethod;
import org.hadirector.lvs.model.RealServer;
import org.hadirector.lvs.model.VirtualService;
import org.hadirector.lvs.path.ServiceKey;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** For which connections an address waits that is about to leave the node, and for which it does not. */
class DrainTest {
    private static final InetAddress VIP = Segment.address("10.1.0.1");
    private static final InetAddress OTHER = Segment.address("10.1.0.2");
    private static final InetAddress NAT = Segment.address("10.1.0.3");
    private static final InetAddress CLIENT = Segment.address("10.4.0.1");
    private static final InetAddress SERVER = Segment.address("192.168.0.11");
    private static final int UDP = 17;
    private static final double YOUNG = RecentConnections.YOUNG_NS / 1e9;
    private static final double MOMENT = 0.0001;

    private final EngineLab lab = new EngineLab();

    @BeforeEach
    void serve() throws Exception {
        for (InetAddress vip : List.of(VIP, OTHER)) {
            lab.serve("rr", vip.getHostAddress(), SERVER.getHostAddress());
            lease(vip);
        }
    }

    private void lease(InetAddress vip) throws IOException {
        lab.path().guard(vip);
        lab.path().lease(vip, Long.MAX_VALUE);
    }

    private CountDownLatch drain(InetAddress... vips) {
        CountDownLatch drained = lab.engine().handOver().drain(Set.of(vips), lab.nowNs() + 50_000_000);
        lab.work();
        return drained;
    }

    private boolean isDrained() {
        CountDownLatch drained = drain(VIP);
        return drained.getCount() == 0;
    }

    private void client(int port, InetAddress vip, int flags) {
        assertEquals(1, lab.send(Segment.tcp(CLIENT, port, vip, 80, flags)).size(), "served");
    }

    private void open(int port, InetAddress vip) {
        client(port, vip, Segment.SYN);
        client(port, vip, Segment.ACK);
    }

    private ServiceKey masquerade(int protocol) throws Exception {
        ServiceKey key = new ServiceKey(protocol, NAT, 80);
        lab.engine().addService(new VirtualService(key, "rr"));
        lab.engine().addServer(key, new RealServer(SERVER, 80, ForwardingMethod.MASQUERADE, 1));
        lease(NAT);
        return key;
    }

    @Test
    void shouldWaitForNothingWhereNothingIsOpen() {
        assertTrue(isDrained());
    }

    @Test
    void shouldWaitForAConnectionUntilTheClientHasEndedIt() {
        open(1, VIP);
        CountDownLatch drained = drain(VIP);
        assertEquals(1, drained.getCount());
        client(1, VIP, Segment.PSH | Segment.ACK);
        assertEquals(1, drained.getCount(), "it goes on");
        client(1, VIP, Segment.FIN | Segment.ACK);
        assertEquals(0, drained.getCount());
    }

    @Test
    void shouldWaitForAConnectionThatIsBeingOpened() {
        client(1, VIP, Segment.SYN);
        assertFalse(isDrained());
    }

    @Test
    void shouldTakeAResetForAnEnd() {
        open(1, VIP);
        client(1, VIP, Segment.RST);
        assertTrue(isDrained());
    }

    @Test
    void shouldNotWaitForWhatHasLastedLong() {
        open(1, VIP);
        lab.pass(YOUNG + MOMENT);
        client(1, VIP, Segment.PSH | Segment.ACK);
        assertTrue(isDrained());
    }

    @Test
    void shouldSeeAConnectionGrowOldWithoutAnyPacket() {
        open(1, VIP);
        CountDownLatch drained = drain(VIP);
        assertTrue(lab.engine().handOver().mayWait(Long.MAX_VALUE) <= RecentConnections.YOUNG_NS, "it looks again");
        lab.pass(YOUNG + MOMENT);
        assertEquals(0, drained.getCount());
        assertEquals(Long.MAX_VALUE, lab.engine().handOver().mayWait(Long.MAX_VALUE));
    }

    @Test
    void shouldWaitForEachOfItsAddressesAndForNoOther() {
        open(1, OTHER);
        assertTrue(isDrained());
        CountDownLatch drained = drain(VIP, OTHER);
        assertEquals(1, drained.getCount());
        client(1, OTHER, Segment.FIN | Segment.ACK);
        assertEquals(0, drained.getCount());
    }

    @Test
    void shouldFindTheYoungestOfMore() {
        for (int i = 0; i < RecentConnections.MOST; i++) {
            open(1000 + i, VIP);
            client(1000 + i, VIP, Segment.FIN | Segment.ACK);
        }
        open(1, VIP);
        assertFalse(isDrained());
    }

    @Test
    void shouldWaitForBothEndsOfWhatComesBackThroughHere() throws Exception {
        masquerade(6);
        open(1, NAT);
        CountDownLatch drained = drain(NAT);
        client(1, NAT, Segment.FIN | Segment.ACK);
        assertEquals(1, drained.getCount(), "the server's last words pass through here");
        lab.send(EngineLab.SERVERS, 0, Segment.tcp(SERVER, 80, CLIENT, 1, Segment.FIN | Segment.ACK));
        assertEquals(0, drained.getCount());
    }

    @Test
    void shouldWaitForADatagramOnlyWhereItsAnswerComesBackThroughHere() throws Exception {
        ServiceKey direct = new ServiceKey(UDP, VIP, 80);
        lab.engine().addService(new VirtualService(direct, "rr"));
        lab.engine().addServer(direct, EngineLab.server(SERVER.getHostAddress(), 80, 1));
        masquerade(UDP);
        assertEquals(1, lab.send(Segment.udp(CLIENT, 1, VIP, 80, 8)).size());
        assertTrue(isDrained());
        assertEquals(1, lab.send(Segment.udp(CLIENT, 1, NAT, 80, 8)).size());
        assertEquals(1, drain(NAT).getCount());
    }
}
