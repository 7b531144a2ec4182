package org.hadirector.lvs.path.neigh;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.hadirector.linux.HardwareAddress;
import org.hadirector.linux.Libc;
import org.hadirector.linux.NetworkNamespace;
import org.hadirector.linux.testing.RequiresRoot;
import org.hadirector.linux.testing.TestNetwork;
import org.hadirector.lvs.packet.Addresses;
import org.hadirector.lvs.path.NextHop;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@RequiresRoot
class NetlinkNextHopsTest {
    private static final String DIRECTOR = "02:00:00:00:00:02";
    private static final String SERVER = "02:00:00:00:00:11";
    private static final String LAST = "02:00:00:00:00:88";

    private final TestNetwork network = new TestNetwork();
    private final AtomicInteger changes = new AtomicInteger();
    private NetworkNamespace director;
    private NetworkNamespace server;
    private NetlinkNextHops hops;

    @BeforeEach
    void open() throws Exception {
        director = network.host("director");
        server = network.host("server");
        network.cable(director, "eth0", "10.78.0.2/24", server, "eth0", "10.78.0.11/24");
        director.ip("link", "set", "eth0", "address", DIRECTOR);
        server.ip("link", "set", "eth0", "address", SERVER);
        hops = director.call(NetlinkNextHops::open);
        hops.onChange(changes::incrementAndGet);
    }

    @AfterEach
    void close() throws Exception {
        hops.close();
        network.close();
    }

    @Test
    void shouldResolveAServerThatNobodySpokeToBefore() throws Exception {
        assertEquals(hop(SERVER), resolved("10.78.0.11"));
        assertTrue(changes.get() > 0, "whoever asked in vain was told");
    }

    @Test
    void shouldGoThroughTheGatewayToADistantServer() throws Exception {
        director.ip("route", "add", "10.79.0.0/24", "via", "10.78.0.11");
        assertEquals(hop(SERVER), resolved("10.79.0.5"));
        director.ip("route", "del", "10.79.0.0/24");
        await().until(() -> hops.poll(System.nanoTime()));
        assertEquals(Optional.empty(), hops.lookup(address("10.79.0.5")));
    }

    @Test
    void shouldNoticeThatAServerGotAnotherCard() throws Exception {
        resolved("10.78.0.11");
        director.ip("neigh", "replace", "10.78.0.11", "lladdr", "02:00:00:00:00:77", "dev", "eth0");
        await().until(() -> hops.poll(System.nanoTime()));
        assertEquals(Optional.of(hop("02:00:00:00:00:77")), hops.lookup(address("10.78.0.11")));
    }

    @Test
    void shouldAskAgainForAServerThatComesLate() throws Exception {
        server.ip("link", "set", "eth0", "down");
        assertEquals(Optional.empty(), hops.lookup(address("10.78.0.11")));
        hops.poll(0);
        server.ip("link", "set", "eth0", "up");
        assertEquals(hop(SERVER), resolved("10.78.0.11"));
    }

    @Test
    void shouldUseTheNewMacOfItsOwnInterface() throws Exception {
        resolved("10.78.0.11");
        director.ip("link", "set", "eth0", "address", "02:00:00:00:00:22");
        await().until(() -> hops.poll(System.nanoTime()));
        assertEquals(mac("02:00:00:00:00:22"), resolved("10.78.0.11").source());
    }

    @Test
    void shouldKnowItsOwnAddressesAsTheyComeAndGo() throws Exception {
        assertTrue(hops.isLocal(address("10.78.0.2")));
        assertTrue(hops.isLocal(address("127.0.0.1")));
        assertFalse(hops.isLocal(address("10.78.0.11")));
        assertFalse(hops.isLocal(address("10.78.0.100")));
        assertEquals(Optional.empty(), hops.lookup(address("10.78.0.2")));
        director.ip("addr", "add", "10.78.0.100/32", "dev", "eth0");
        await().until(() -> hops.poll(System.nanoTime()));
        assertTrue(hops.isLocal(address("10.78.0.100")));
        director.ip("addr", "del", "10.78.0.100/32", "dev", "eth0");
        await().until(() -> hops.poll(System.nanoTime()));
        assertFalse(hops.isLocal(address("10.78.0.100")));
    }

    @Test
    void shouldKeepQuietAboutALeaseThatIsRenewed() throws Exception {
        resolved("10.78.0.11");
        director.ip("addr", "add", "10.78.0.100/32", "dev", "eth0", "valid_lft", "50", "preferred_lft", "0");
        hops.poll(System.nanoTime());
        int before = changes.get();
        director.ip("addr", "change", "10.78.0.100/32", "dev", "eth0", "valid_lft", "60", "preferred_lft", "0");
        assertFalse(hops.poll(System.nanoTime()));
        assertEquals(before, changes.get());
    }

    @Test
    void shouldFollowTheMtuOfTheLinkAndOfTheRoute() throws Exception {
        assertEquals(1500, resolved("10.78.0.11").mtu());
        int eth0 = director.call(() -> Libc.if_nametoindex("eth0"));
        assertEquals(1500, hops.mtus().get(eth0));
        director.ip("link", "set", "eth0", "mtu", "1400");
        await().until(() -> {
            hops.poll(System.nanoTime());
            return resolved("10.78.0.11").mtu() == 1400;
        });
        assertEquals(1400, hops.mtus().get(eth0));
        director.ip("route", "add", "10.80.0.0/24", "via", "10.78.0.11", "mtu", "1300");
        assertEquals(1300, resolved("10.80.0.5").mtu());
    }

    @Test
    void shouldGoByWhatTheKernelKnowsNowWhenNewsWereLost() throws Exception {
        resolved("10.78.0.11");
        storm(
                "neigh replace 10.78.0.11 dev eth0 lladdr 02:00:00:00:00:7",
                "neigh replace 10.78.0.11 lladdr " + LAST + " dev eth0");
        assertTrue(hops.poll(System.nanoTime()), "a full queue is news");
        assertEquals(Optional.of(hop(LAST)), hops.lookup(address("10.78.0.11")));
        // What waited in the queue is older than what was asked for after it.
        hops.poll(System.nanoTime());
        assertEquals(Optional.of(hop(LAST)), hops.lookup(address("10.78.0.11")));
    }

    @Test
    void shouldHearAtOnceAgainAfterNewsWereLost() throws Exception {
        resolved("10.78.0.11");
        storm(
                "neigh replace 10.78.0.11 dev eth0 lladdr 02:00:00:00:00:7",
                "neigh replace 10.78.0.11 lladdr " + LAST + " dev eth0");
        hops.poll(System.nanoTime());
        hops.lookup(address("10.78.0.11"));
        // The kernel drops what comes to a queue that was full until it has been emptied, without another word.
        director.ip("neigh", "replace", "10.78.0.11", "lladdr", "02:00:00:00:00:99", "dev", "eth0");
        await().until(() -> hops.poll(System.nanoTime()));
        assertEquals(Optional.of(hop("02:00:00:00:00:99")), hops.lookup(address("10.78.0.11")));
    }

    @Test
    void shouldFollowARouteWhoseNewsWereLost() throws Exception {
        director.ip("neigh", "replace", "10.78.0.12", "lladdr", LAST, "dev", "eth0");
        director.ip("route", "add", "10.79.0.0/24", "via", "10.78.0.11");
        assertEquals(hop(SERVER), resolved("10.79.0.5"));
        storm("route replace 10.81.0.0/24 via 10.78.0.2", "route replace 10.79.0.0/24 via 10.78.0.12");
        hops.poll(System.nanoTime());
        assertEquals(hop(LAST), resolved("10.79.0.5"));
        hops.poll(System.nanoTime());
        assertEquals(hop(LAST), resolved("10.79.0.5"));
    }

    /**
     * More news than a queue takes, of some 200 kB, then one more.
     *
     * @param change of {@code ip}, to which 0 or 1 is added
     */
    private void storm(String change, String last) throws Exception {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 4000; i++) {
            lines.add(change + i % 2);
        }
        lines.add(last);
        Path batch = Files.createTempFile("next-hops", ".batch");
        try {
            Files.write(batch, lines);
            director.exec("ip", "-batch", batch.toString());
        } finally {
            Files.delete(batch);
        }
    }

    private NextHop resolved(String server) throws Exception {
        long[] nowNs = {System.nanoTime()};
        await().until(() -> {
            hops.poll(nowNs[0] += Neighbours.RETRY_NS);
            return hops.lookup(address(server)).isPresent();
        });
        return hops.lookup(address(server)).orElseThrow();
    }

    private NextHop hop(String destination) throws Exception {
        int eth0 = director.call(() -> Libc.if_nametoindex("eth0"));
        InetAddress own = address("10.78.0.2");
        return new NextHop(eth0, mac(DIRECTOR), mac(destination), 1500, Addresses.high(own), Addresses.low(own));
    }

    private static long mac(String text) {
        return HardwareAddress.parse(text).toLong();
    }

    private static InetAddress address(String text) throws Exception {
        return InetAddress.getByName(text);
    }
}
