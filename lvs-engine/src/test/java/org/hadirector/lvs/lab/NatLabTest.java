package org.hadirector.lvs.lab;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.DataOutputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.PortUnreachableException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.hadirector.linux.testing.RequiresRoot;
import org.hadirector.lvs.model.ForwardingMethod;
import org.hadirector.lvs.model.VirtualService;
import org.hadirector.lvs.path.PathCounters;
import org.hadirector.lvs.path.ServiceKey;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Masquerading with real stacks: both ways through the gate, and what must stay untouched beside it. */
@RequiresRoot
@Timeout(180)
class NatLabTest {
    private static final int TCP = 6;
    private static final int UDP = 17;
    private static final int REAL_PORT = 9000;

    private static RealLan lan;
    private static EchoServer server1;
    private static EchoServer server2;

    @BeforeAll
    static void build() throws Exception {
        lan = new RealLan();
        server1 = EchoServer.start(lan, lan.server1, REAL_PORT);
        server2 = EchoServer.start(lan, lan.server2, REAL_PORT);
    }

    @AfterAll
    static void tearDown() throws Exception {
        lan.close();
    }

    @BeforeEach
    void forget() {
        server1.forget();
        server2.forget();
    }

    @AfterEach
    void clear() throws Exception {
        lan.engine.clear();
    }

    private void masquerade(int protocol, boolean ipv6) throws Exception {
        lan.balance(
                protocol,
                ipv6,
                lan.real(1, ipv6, REAL_PORT, ForwardingMethod.MASQUERADE),
                lan.real(2, ipv6, REAL_PORT, ForwardingMethod.MASQUERADE));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldCarryConnectionsBothWays(boolean ipv6) throws Exception {
        masquerade(TCP, ipv6);
        masquerade(UDP, ipv6);
        PathCounters before = lan.path.counters();
        // Once with 64 kB frames and unfinished checksums, once as from cards that know no offloads.
        for (String offload : new String[] {"on", "off"}) {
            lan.offloads(offload);
            for (int i = 0; i < 4; i++) {
                EchoClient.connection(lan.client, RealLan.vip(ipv6), RealLan.VIRTUAL_PORT, 1_500_000 + i);
                EchoClient.datagrams(lan.client, RealLan.vip(ipv6), RealLan.VIRTUAL_PORT, 5, 1_400);
            }
        }
        for (EchoServer server : new EchoServer[] {server1, server2}) {
            assertEquals(Collections.nCopies(4, RealLan.clientAddress(ipv6)), server.connections());
            assertEquals(Collections.nCopies(20, RealLan.clientAddress(ipv6)), server.datagrams());
        }
        PathCounters after = lan.path.counters();
        assertEquals(before.sendFailures(), after.sendFailures());
        assertEquals(before.truncated(), after.truncated());
        assertTrue(after.forwarded() - before.forwarded() > 100);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldNotTouchTheDirectorsOwnConnectionsToTheServers(boolean ipv6) throws Exception {
        masquerade(TCP, ipv6);
        masquerade(UDP, ipv6);
        long diverted = lan.path.counters().diverted();
        EchoClient.connection(lan.director, RealLan.server(1, ipv6), REAL_PORT, 500_000);
        EchoClient.datagrams(lan.director, RealLan.server(1, ipv6), REAL_PORT, 3, 1_000);
        assertEquals(diverted, lan.path.counters().diverted(), "the gate knows the director's addresses");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldRouteOnWhatIsNoReply(boolean ipv6) throws Exception {
        masquerade(TCP, ipv6);
        masquerade(UDP, ipv6);
        PathCounters before = lan.path.counters();
        EchoClient.connection(lan.client, RealLan.server(1, ipv6), REAL_PORT, 500_000);
        EchoClient.datagrams(lan.client, RealLan.server(1, ipv6), REAL_PORT, 3, 1_000);
        assertTrue(lan.path.counters().local() - before.local() > 3, "they went up, and back");
        assertEquals(before.sendFailures(), lan.path.counters().sendFailures());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldCarryDatagramsThatCameAsOneFrame(boolean ipv6) throws Exception {
        masquerade(UDP, ipv6);
        for (String offload : new String[] {"on", "off"}) {
            lan.offloads(offload);
            long received = lan.path.counters().received();
            SuperDatagram.send(lan.client, RealLan.vip(ipv6), RealLan.VIRTUAL_PORT, 30, 1_000);
            SuperDatagram.send(lan.client, RealLan.vip(ipv6), RealLan.VIRTUAL_PORT, 30, 1_000);
            await().until(() -> server1.datagrams().size() == 30
                    && server2.datagrams().size() == 30
                    && lan.path.counters().received() >= received + 2 + 60);
            forget();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldCarryFragmentedDatagramsBothWays(boolean ipv6) throws Exception {
        masquerade(UDP, ipv6);
        for (String offload : new String[] {"on", "off"}) {
            lan.offloads(offload);
            EchoClient.datagrams(lan.client, RealLan.vip(ipv6), RealLan.VIRTUAL_PORT, 4, 5_000);
            EchoClient.datagrams(lan.client, RealLan.vip(ipv6), RealLan.VIRTUAL_PORT, 4, 30_000);
        }
        assertEquals(Collections.nCopies(8, RealLan.clientAddress(ipv6)), server1.datagrams());
        assertEquals(Collections.nCopies(8, RealLan.clientAddress(ipv6)), server2.datagrams());
    }

    /**
     * A call from a server to a client that the director has never seen: its first datagram waits for the neighbour.
     */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldLetServersCallClientsThatNobodyKnows(boolean ipv6) throws Exception {
        ServiceKey key = new ServiceKey(UDP, RealLan.vip(ipv6), 5060);
        lan.engine.addService(new VirtualService(key, "rr", Set.of(), 60, ipv6 ? 128 : -1, "sip", false));
        lan.engine.addServer(key, lan.real(1, ipv6, 5060, ForwardingMethod.MASQUERADE));
        lan.director.ip("neigh", "flush", "dev", "eth0");
        byte[] invite = "INVITE sip:u@x SIP/2.0\r\nCall-ID: first@s\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
        try (DatagramSocket phone = lan.client.call(() -> new DatagramSocket(5061));
                DatagramSocket server = lan.server1.call(() -> new DatagramSocket(5060))) {
            phone.setSoTimeout(500); // then SIP calls again, as after a machine that stood still for so long
            DatagramPacket call = new DatagramPacket(new byte[200], 200);
            await().ignoreExceptions().pollDelay(Duration.ZERO).until(() -> {
                server.send(new DatagramPacket(invite, invite.length, RealLan.clientAddress(ipv6), 5061));
                phone.receive(call);
                return true;
            });
            assertEquals(RealLan.vip(ipv6), call.getAddress());
            assertEquals(5060, call.getPort());
            assertEquals(invite.length, call.getLength());
            server.setSoTimeout(5_000);
            phone.send(call);
            server.receive(new DatagramPacket(new byte[200], 200));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldTellTheClientWhatTheServersSideSays(boolean ipv6) throws Exception {
        masquerade(UDP, ipv6);
        lan.balance(TCP, ipv6, lan.real(1, ipv6, 9999, ForwardingMethod.MASQUERADE));
        // Nobody listens there: RST for TCP comes back translated, and so does the ICMP error for UDP.
        assertThrows(
                ConnectException.class,
                () -> EchoClient.connection(lan.client, RealLan.vip(ipv6), RealLan.VIRTUAL_PORT, 10));
        lan.engine.clear();
        lan.balance(UDP, ipv6, lan.real(1, ipv6, 9999, ForwardingMethod.MASQUERADE));
        assertThrows(
                PortUnreachableException.class,
                () -> EchoClient.datagrams(lan.client, RealLan.vip(ipv6), RealLan.VIRTUAL_PORT, 1, 100));
    }

    @Test
    void shouldCountFramesThatNoSlotHolds() throws Exception {
        masquerade(TCP, true);
        lan.client.ip("link", "set", "eth0", "gso_max_size", "200000");
        try (Socket socket = lan.client.call(() -> new Socket(RealLan.vip(true), RealLan.VIRTUAL_PORT))) {
            socket.setSendBufferSize(2_000_000);
            socket.setSoLinger(true, 0); // what did not get through is given up at the end
            byte[] lot = new byte[1_000_000];
            long truncated = lan.path.counters().truncated();
            Thread writer = new Thread(() -> {
                try {
                    new DataOutputStream(socket.getOutputStream()).writeInt(Integer.MAX_VALUE);
                    while (true) {
                        socket.getOutputStream().write(lot);
                    }
                } catch (IOException e) {
                    // closed: enough was counted
                }
            });
            writer.start();
            await().until(() -> lan.path.counters().truncated() > truncated);
        } finally {
            lan.client.ip("link", "set", "eth0", "gso_max_size", "65536");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldServeClientsOnTheDirector(boolean ipv6) throws Exception {
        masquerade(TCP, ipv6);
        for (int i = 0; i < 2; i++) {
            EchoClient.connection(lan.director, RealLan.vip(ipv6), RealLan.VIRTUAL_PORT, 500_000);
        }
        for (EchoServer server : new EchoServer[] {server1, server2}) {
            assertEquals(List.of(RealLan.vip(ipv6)), server.connections(), "such a client speaks from the address");
        }
    }

    @Test
    void shouldNotNeedTheKernelToRoute() throws Exception {
        masquerade(TCP, false);
        lan.director.exec("sysctl", "-qw", "net.ipv4.ip_forward=0");
        try {
            EchoClient.connection(lan.client, RealLan.vip(false), RealLan.VIRTUAL_PORT, 100_000);
        } finally {
            lan.director.exec("sysctl", "-qw", "net.ipv4.ip_forward=1");
        }
    }

    @Test
    void shouldLearnNewAddressesOfTheDirector() throws Exception {
        masquerade(TCP, false);
        InetAddress fresh = InetAddress.getByName("10.77.0.99");
        lan.director.ip("addr", "add", fresh.getHostAddress() + "/24", "dev", "eth1");
        await().pollDelay(Duration.ZERO).until(() -> {
            long diverted = lan.path.counters().diverted();
            EchoClient.connection(lan.director, fresh, RealLan.server(1, false), REAL_PORT, 10);
            return diverted == lan.path.counters().diverted();
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldLeaveTheRestOfTheVirtualAddressToTheDirector(boolean ipv6) throws Exception {
        masquerade(TCP, ipv6);
        long diverted = lan.path.counters().diverted();
        int port = ipv6 ? 2226 : 2224;
        EchoServer own = EchoServer.start(lan, lan.director, port);
        EchoClient.connection(lan.client, RealLan.vip(ipv6), port, 500_000);
        assertEquals(1, own.connections().size());
        assertTrue(RealLan.succeeds(
                lan.client, "ping", "-c1", "-W1", RealLan.vip(ipv6).getHostAddress()));
        assertThrows(ConnectException.class, () -> EchoClient.connection(lan.client, RealLan.vip(ipv6), 2223, 10));
        assertEquals(diverted, lan.path.counters().diverted());
    }

    @Test
    void shouldGiveRepliesBackAfterTheLastConnection() throws Exception {
        ServiceKey key = lan.balance(TCP, false, lan.real(1, false, REAL_PORT, ForwardingMethod.MASQUERADE));
        EchoClient.connection(lan.client, RealLan.vip(false), RealLan.VIRTUAL_PORT, 1000);
        lan.engine.deleteService(key);
        lan.path.undivertReplies(new ServiceKey(TCP, RealLan.server(1, false), REAL_PORT));
        long diverted = lan.path.counters().diverted();
        EchoClient.connection(lan.client, RealLan.server(1, false), REAL_PORT, 1000);
        assertEquals(diverted, lan.path.counters().diverted());
    }
}
