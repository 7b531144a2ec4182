package org.hadirector.takeover;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.awaitility.Awaitility;
import org.hadirector.linux.NetlinkInterfaces;
import org.hadirector.linux.NetworkNamespace;
import org.hadirector.linux.testing.RequiresRoot;
import org.hadirector.linux.testing.TestNetwork;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two directors and a client on one switch: the whole way of a VIP, on the kernel. */
@RequiresRoot
final class TakeoverWalkTest {
    private final TestNetwork network = new TestNetwork();
    private final List<AutoCloseable> opened = new ArrayList<>();
    private NetworkNamespace lan;
    private NetworkNamespace client;
    private Director first;
    private Director second;
    private Vip vip;

    @BeforeEach
    void buildLan() throws Exception {
        lan = network.host("lan");
        lan.ip("link", "add", "br0", "type", "bridge");
        lan.ip("link", "set", "br0", "up");
        client = plug("cli", "10.9.0.9/24");
        first = new Director(plug("ha1", "10.9.0.1/24"), 60);
        second = new Director(plug("ha2", "10.9.0.2/24"), 60);
        vip = first.host.call(() -> VipArgument.parse("10.9.0.100").resolve(first.interfaces, Set.of()));
        assertEquals(new Vip(InetAddress.getByName("10.9.0.100"), 32, null, "eth0", "eth0:0"), vip);
    }

    @AfterEach
    void tearDown() throws Exception {
        try (network) {
            for (AutoCloseable each : opened) {
                each.close();
            }
        }
    }

    @Test
    void shouldMoveTheClientsWithTheVip() throws Exception {
        first.mover.acquire(vip);
        assertTrue(clientReaches(vip));
        assertEquals(first.mac(), clientsEntry());

        first.mover.release(vip);
        second.mover.acquire(vip);

        Awaitility.await().until(() -> clientsEntry().equals(second.mac()));
        assertTrue(clientReaches(vip));
        assertEquals(List.of(), first.table.onDevice("eth0"));
    }

    @Test
    void shouldLeaveNothingBehindWhenTheOwnerHangs() throws Exception {
        Director hanging = new Director(first.host, 1);
        hanging.mover.acquire(vip);

        Awaitility.await().until(() -> !hanging.table.contains(vip)); // nobody renews it
        List<VipMover.Trouble> troubles = hanging.mover.renew(System.nanoTime());

        assertTrue(troubles.get(0).lost());
        assertFalse(hanging.table.contains(vip));
        assertFalse(clientReaches(vip));
    }

    @Test
    void shouldClearWhatAKilledPredecessorLeft() throws Exception {
        first.host.ip("addr", "add", "10.9.0.100/24", "dev", "eth0", "label", "eth0:3");

        List<Vip> removed = first.mover.removeLeftovers("eth0", List.of(vip));

        assertEquals("eth0:3", removed.get(0).label());
        assertFalse(first.host.ip("addr").contains("10.9.0.100"));
        assertTrue(first.host.ip("addr").contains("10.9.0.1/24"));
    }

    private NetworkNamespace plug(String name, String cidr) throws IOException {
        NetworkNamespace host = network.host(name);
        network.cable(host, "eth0", cidr, lan, "p-" + name, null);
        lan.ip("link", "set", "p-" + name, "master", "br0");
        return host;
    }

    private boolean clientReaches(Vip target) {
        try {
            client.exec("ping", "-c", "1", "-W", "2", target.address().getHostAddress());
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private String clientsEntry() throws IOException {
        String shown = client.ip("neigh", "show", "10.9.0.100");
        return shown.contains("lladdr") ? shown.replaceFirst("(?s).*lladdr (\\S+).*", "$1") : "";
    }

    private final class Director {
        private final NetworkNamespace host;
        private final NetlinkAddressTable table;
        private final NetlinkInterfaces interfaces;
        private final VipMover mover;

        /** @param seconds that its addresses live without a renewal */
        Director(NetworkNamespace host, int seconds) throws Exception {
            this.host = host;
            table = keep(host.call(NetlinkAddressTable::open));
            interfaces = keep(host.call(NetlinkInterfaces::open));
            PacketSocketArpAnnouncer announcer = keep(host.call(PacketSocketArpAnnouncer::open));
            mover = new VipMover(
                    table,
                    announcer,
                    System::nanoTime,
                    new VipLease.Term(seconds, 250_000_000L),
                    AnnouncePlan.Rhythm.DEFAULT);
        }

        String mac() throws IOException {
            return host.exec("cat", "/sys/class/net/eth0/address").strip();
        }

        private <T extends AutoCloseable> T keep(T resource) {
            opened.add(resource);
            return resource;
        }
    }
}
