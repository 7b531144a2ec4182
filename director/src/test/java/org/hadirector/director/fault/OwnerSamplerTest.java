package org.hadirector.director.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.awaitility.Awaitility;
import org.hadirector.linux.HardwareAddress;
import org.hadirector.linux.NetworkNamespace;
import org.hadirector.linux.PacketSocket;
import org.hadirector.linux.testing.RequiresRoot;
import org.hadirector.linux.testing.TestNetwork;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A sampler that could not see two owners would prove nothing: here there are two, for real. */
@RequiresRoot
class OwnerSamplerTest {
    private static final String SERVICE = "192.0.2.6";
    private static final int KEPT_PORT = 45_000;

    private final TestNetwork network = new TestNetwork();
    private final Map<String, NetworkNamespace> directors = new LinkedHashMap<>();
    private final Map<String, HardwareAddress> addresses = new LinkedHashMap<>();
    private NetworkNamespace client;

    private NetworkNamespace wires;

    @BeforeEach
    void lan() throws Exception {
        wires = network.host("wires");
        wires.ip("link", "add", "br0", "type", "bridge");
        wires.ip("link", "set", "br0", "up");
        client = plug(wires, "client", "192.0.2.100/24");
        for (String name : List.of("ha1", "ha2")) {
            NetworkNamespace director = plug(wires, name, name.equals("ha1") ? "192.0.2.11/24" : "192.0.2.12/24");
            directors.put(name, director);
            addresses.put(name, station(director));
        }
    }

    private static HardwareAddress station(NetworkNamespace host) throws Exception {
        return host.call(() -> {
            try (PacketSocket socket = PacketSocket.forSending()) {
                return socket.hardwareAddress("eth0");
            }
        });
    }

    private NetworkNamespace plug(NetworkNamespace wires, String name, String cidr) throws IOException {
        NetworkNamespace host = network.host(name);
        network.cable(host, "eth0", cidr, wires, name, null);
        wires.ip("link", "set", name, "master", "br0");
        return host;
    }

    @AfterEach
    void down() throws IOException {
        network.close();
    }

    @Test
    void shouldSeeTwoOwners() throws Exception {
        own("ha1");
        own("ha2");
        try (ServerSocket one = serve("ha1");
                ServerSocket two = serve("ha2")) {
            assertTrue(one.isBound() && two.isBound());
            Ownership seen = look();
            assertTrue(seen.dualArpNs() > 0, seen.toString());
            assertTrue(seen.dualServiceNs() > 0, seen.toString());
        }
    }

    @Test
    void shouldSeeOneOwnerAlthoughTheOtherNodeListens() throws Exception {
        own("ha2");
        try (ServerSocket one = serve("ha1");
                ServerSocket two = serve("ha2")) {
            assertTrue(one.isBound() && two.isBound());
            Ownership seen = look();
            assertEquals(0, seen.dualArpNs(), seen.toString());
            assertEquals(0, seen.dualServiceNs(), seen.toString());
            assertEquals(List.of("ha2"), seen.servers());
        }
    }

    /** Every question is answered twice in a round, and yet there is one owner. */
    @Test
    void shouldSeeOneOwnerAlthoughTheOtherNodeHandsQuestionsOn() throws Exception {
        own("ha2");
        passOn("ha1", addresses.get("ha2"));
        try (ServerSocket two = serve("ha2")) {
            assertTrue(two.isBound());
            Ownership seen = look();
            assertEquals(0, seen.dualServiceNs(), seen.toString());
            assertEquals(List.of("ha2"), seen.servers());
            assertEquals(0, seen.unexplained());
        }
    }

    /** Two directors that send to a real server, which answers both in the same way. */
    @Test
    void shouldSeeAtARealServerWhoServes() throws Exception {
        NetworkNamespace server = realServer();
        HardwareAddress station = station(server);
        try (ServerSocket one = listen(server)) {
            assertTrue(one.isBound());
            passOn("ha1", station);
            Ownership seen = look(server);
            assertEquals(0, seen.dualServiceNs(), seen.toString());
            assertEquals(List.of("ha1"), seen.servers());
            assertEquals(0, seen.unexplained());
            passOn("ha2", station);
            assertTrue(look(server).dualServiceNs() > 0);
        }
    }

    /** One that opens no connection any more, and sends on what it had. */
    @Test
    void shouldSeeAnOwnerThatOnlyGoesOnWithConnectionsThatLast() throws Exception {
        NetworkNamespace server = realServer();
        HardwareAddress station = station(server);
        try (ServerSocket one = listen(server)) {
            assertTrue(one.isBound());
            passOn("ha1", station);
            passOn("ha2", station, "tcp flags & syn == 0 ip ttl set 1");
            assertEquals(0, look(server).dualServiceNs(), "nobody says anything on such a connection");
            Ownership seen = look(way -> KEPT_PORT, server);
            assertTrue(seen.dualServiceNs() > 0, seen.toString());
            assertEquals(List.of("ha1"), seen.servers(), "who opens connections");
            assertEquals(0, look(way -> 0, server).dualServiceNs());
        }
    }

    @Test
    void shouldSayThatItIsBlind() throws Exception {
        NetworkNamespace server = realServer();
        try (ServerSocket one = listen(server)) {
            assertTrue(one.isBound());
            passOn("ha1", station(server));
            assertTrue(look().unexplained() > 0, "nobody looks at the real server");
        }
    }

    private NetworkNamespace realServer() throws IOException {
        NetworkNamespace server = plug(wires, "rs1", "192.0.2.25/24");
        server.ip("addr", "add", SERVICE + "/32", "dev", "lo");
        return server;
    }

    /**
     * As a balancer by direct routing does, and a director that hands an address on: another MAC address, a hop less.
     */
    private void passOn(String name, HardwareAddress to) throws IOException {
        passOn(name, to, "");
    }

    /** @param what of it, and what else is done to it */
    private void passOn(String name, HardwareAddress to, String what) throws IOException {
        NetworkNamespace director = directors.get(name);
        director.exec("nft", "add", "table", "netdev", "on");
        director.exec("nft", "add chain netdev on in { type filter hook ingress device eth0 priority 0; }");
        director.exec(
                "nft",
                "add rule netdev on in ip daddr %s tcp dport 80 %s ether saddr set %s ether daddr set %s fwd to eth0"
                        .formatted(SERVICE, what, addresses.get(name), to));
    }

    private void own(String name) throws IOException {
        directors.get(name).ip("addr", "add", SERVICE + "/32", "dev", "eth0");
    }

    private ServerSocket serve(String name) throws Exception {
        return listen(directors.get(name));
    }

    private static ServerSocket listen(NetworkNamespace host) throws Exception {
        return host.call(() -> {
            ServerSocket socket = new ServerSocket();
            socket.bind(new InetSocketAddress(80), 512);
            return socket;
        });
    }

    /** Nothing is shut. */
    private final class NoGates implements Gates {
        @Override
        public Set<String> open() {
            return addresses.keySet();
        }

        @Override
        public void follow() {}

        @Override
        public void close() {}
    }

    private Ownership look(NetworkNamespace... servers) throws IOException {
        return look(OwnerSampler.Kept.NONE, servers);
    }

    private Ownership look(OwnerSampler.Kept kept, NetworkNamespace... servers) throws IOException {
        OwnerSampler.Target target = new OwnerSampler.Target(
                "eth0",
                (Inet4Address) InetAddress.getByName("192.0.2.100"),
                (Inet4Address) InetAddress.getByName(SERVICE),
                80,
                addresses,
                List.of(servers),
                new NoGates(),
                kept);
        try (OwnerSampler sampler = new OwnerSampler(client, target, Duration.ofMillis(5)).start()) {
            Awaitility.await().until(() -> sampler.served() >= 20);
            Map<String, String> names = new LinkedHashMap<>();
            addresses.forEach((name, mac) -> names.put(mac.toString(), name));
            return Ownership.of(sampler.stop(), names, Apart.NEVER);
        }
    }
}
