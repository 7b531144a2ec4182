package org.hadirector.lvs.lab;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.hadirector.linux.NetworkNamespace;
import org.hadirector.linux.testing.RequiresRoot;
import org.hadirector.lvs.model.ForwardingMethod;
import org.hadirector.lvs.model.RealServer;
import org.hadirector.lvs.model.Tunnel;
import org.hadirector.lvs.path.PathCounters;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Direct routing and tunnelling with real stacks: the real servers have the virtual address and answer themselves. */
@RequiresRoot
@Timeout(180)
class OneWayLabTest {
    private static final int TCP = 6;
    private static final int UDP = 17;
    private static final int GUE_PORT = 6080;

    private static RealLan lan;
    private static final List<EchoServer> SERVERS = new ArrayList<>();
    private static final List<Decapsulator> ENDS = new ArrayList<>();

    @BeforeAll
    static void build() throws Exception {
        lan = new RealLan();
        lan.letServersAnswerThemselves();
        for (NetworkNamespace server : List.of(lan.server1, lan.server2)) {
            SERVERS.add(EchoServer.start(lan, server, RealLan.VIRTUAL_PORT, RealLan.vip(false), RealLan.vip(true)));
            ENDS.add(Decapsulator.open(lan, server)
                    .protocol(false, 4)
                    .protocol(false, 41)
                    .protocol(true, 4)
                    .protocol(true, 41)
                    .protocol(false, 47)
                    .protocol(true, 47)
                    .gue(GUE_PORT));
        }
    }

    @AfterAll
    static void tearDown() throws Exception {
        SERVERS.clear();
        ENDS.clear();
        lan.close();
    }

    @BeforeEach
    void forget() {
        SERVERS.forEach(EchoServer::forget);
    }

    @AfterEach
    void clear() throws Exception {
        lan.engine.clear();
    }

    @ParameterizedTest
    @CsvSource({"false, on", "false, off", "true, on", "true, off"})
    void shouldRouteDirectly(boolean ipv6, String offload) throws Exception {
        lan.offloads(offload);
        RealServer[] servers = new RealServer[2];
        for (int i = 0; i < 2; i++) {
            servers[i] = lan.real(i + 1, ipv6, RealLan.VIRTUAL_PORT, ForwardingMethod.DIRECT_ROUTE);
        }
        exchange(ipv6, servers);
    }

    @ParameterizedTest
    @CsvSource({
        "false, false, IPIP, NONE, on",
        "false, false, IPIP, NONE, off",
        "true, true, IPIP, NONE, on",
        "false, true, IPIP, NONE, off",
        "true, false, IPIP, NONE, off",
        "false, false, GRE, FULL, on",
        "true, true, GRE, NONE, off",
        "false, false, GUE, NONE, off",
        "true, true, GUE, FULL, on",
    })
    void shouldTunnel(boolean ipv6, boolean outerIpv6, Tunnel.Type type, Tunnel.Checksum checksum, String offload)
            throws Exception {
        lan.offloads(offload);
        Tunnel tunnel = new Tunnel(type, type == Tunnel.Type.GUE ? GUE_PORT : 0, checksum);
        RealServer[] servers = new RealServer[2];
        for (int i = 0; i < 2; i++) {
            servers[i] = new RealServer(
                    RealLan.server(i + 1, outerIpv6), RealLan.VIRTUAL_PORT, ForwardingMethod.TUNNEL, 1, 0, 0, tunnel);
        }
        int before = ENDS.stream().mapToInt(Decapsulator::unwrapped).sum();
        exchange(ipv6, servers);
        int unwrapped = ENDS.stream().mapToInt(Decapsulator::unwrapped).sum() - before;
        assertTrue(unwrapped > 4_000_000 / 1500, unwrapped + " packets came through the tunnels");
        ENDS.forEach(end -> assertEquals(List.of(), List.copyOf(end.faults())));
    }

    /** What the client sends as one frame of 64 kB leaves the engine as one; later, somebody segments inside. */
    @ParameterizedTest
    @CsvSource({
        "false, false, IPIP, on",
        "true, false, IPIP, on",
        "false, true, IPIP, off",
        "true, true, IPIP, off",
        "false, false, GRE, off",
        "true, false, GRE, on",
        "false, false, GUE, on",
        "false, true, GUE, off",
        "true, true, GUE, on",
    })
    void shouldSendASuperFrameThroughATunnelAsOne(boolean ipv6, boolean outerIpv6, Tunnel.Type type, String offload)
            throws Exception {
        lan.offloads(offload);
        Tunnel tunnel = new Tunnel(type, type == Tunnel.Type.GUE ? GUE_PORT : 0, Tunnel.Checksum.NONE);
        RealServer server = new RealServer(
                RealLan.server(1, outerIpv6), RealLan.VIRTUAL_PORT, ForwardingMethod.TUNNEL, 1, 0, 0, tunnel);
        lan.balance(TCP, ipv6, server);
        lan.balance(UDP, ipv6, server);
        PathCounters before = lan.path.counters();
        int bytes = 3_000_001;
        EchoClient.connection(lan.client, RealLan.vip(ipv6), RealLan.VIRTUAL_PORT, bytes);
        PathCounters after = lan.path.counters();
        long frames = after.forwarded() - before.forwarded();
        assertTrue(frames < bytes / 1_500 / 2, frames + " frames were not one for many packets");
        SuperDatagram.send(lan.client, RealLan.vip(ipv6), RealLan.VIRTUAL_PORT, 30, 1_001);
        EchoServer echo = SERVERS.get(0);
        await().untilAsserted(() -> assertEquals(30, echo.datagrams().size()));
        assertTrue(lan.path.counters().forwarded() - after.forwarded() < 30, "the datagrams and the connection's end");
        assertEquals(before.sendFailures(), lan.path.counters().sendFailures());
        assertEquals(List.of(), List.copyOf(ENDS.get(0).faults()));
    }

    /** Four connections of a megabyte, six UDP sockets: half of each for either server, from the client's address. */
    private void exchange(boolean ipv6, RealServer... servers) throws Exception {
        lan.balance(TCP, ipv6, servers);
        lan.balance(UDP, ipv6, servers);
        PathCounters before = lan.path.counters();
        for (int i = 0; i < 4; i++) {
            EchoClient.connection(lan.client, RealLan.vip(ipv6), RealLan.VIRTUAL_PORT, 1_000_000 + i);
            EchoClient.datagrams(lan.client, RealLan.vip(ipv6), RealLan.VIRTUAL_PORT, 5, 1_300);
        }
        for (int i = 0; i < 2; i++) {
            EchoClient.datagrams(lan.client, RealLan.vip(ipv6), RealLan.VIRTUAL_PORT, 2, 5_000); // in fragments
        }
        for (EchoServer server : SERVERS) {
            assertEquals(Collections.nCopies(2, RealLan.clientAddress(ipv6)), server.connections());
            assertEquals(Collections.nCopies(12, RealLan.clientAddress(ipv6)), server.datagrams());
        }
        PathCounters after = lan.path.counters();
        assertEquals(before.sendFailures(), after.sendFailures());
        assertEquals(before.truncated(), after.truncated());
    }
}
