package org.hadirector.takeover;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;
import org.hadirector.linux.HardwareAddress;
import org.hadirector.linux.NetlinkInterfaces;
import org.hadirector.linux.NetworkNamespace;
import org.hadirector.linux.PacketSocket;
import org.hadirector.linux.testing.RequiresRoot;
import org.hadirector.linux.testing.TestNetwork;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A standby (fd00:9::2) on one cable with a station that may own the VIP (fd00:9::1, gateway too). */
@RequiresRoot
final class NdpProbeTest {
    private static final HardwareAddress STRANGER = HardwareAddress.parse("02:00:00:00:00:77");
    private static final Inet6Address VIP = ip("fd00:9::100");

    private final TestNetwork network = new TestNetwork();
    private final List<AutoCloseable> opened = new ArrayList<>();
    private final Heard heard = new Heard();
    private NetworkNamespace standby;
    private NetworkNamespace owner;
    private NdpProbe probe;
    private PacketSocket ownersSide;

    @BeforeEach
    void buildLan() throws Exception {
        standby = network.host("stb");
        owner = network.host("own");
        network.cable(standby, "eth0", null, owner, "eth0", null);
        standby.ip("addr", "add", "fd00:9::2/64", "dev", "eth0", "nodad");
        owner.ip("addr", "add", "fd00:9::1/64", "dev", "eth0", "nodad");
        probe = keep(standby.call(() -> NdpProbe.open("eth0", keep(NetlinkInterfaces.open()))));
        ownersSide = keep(owner.call(() -> PacketSocket.open("eth0", 0x86dd, 256)));
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
    void shouldHearTheOwner() throws Exception {
        owner.ip("addr", "add", "fd00:9::100/128", "dev", "eth0", "nodad", "preferred_lft", "0");

        awaitHeard(() -> {
            probe.probe(List.of(VIP), List.of(), null);
            return heard.owners.containsKey(VIP);
        });

        assertEquals(ownersSide.hardwareAddress("eth0"), heard.owners.get(VIP));
        assertEquals(List.of(), heard.confirmed);
    }

    @Test
    void shouldHearTheOwnerThroughItsMacAlone() throws Exception {
        owner.ip("addr", "add", "fd00:9::100/128", "dev", "eth0", "nodad");
        owner.exec("nft", "add table netdev t");
        owner.exec("nft", "add chain netdev t in { type filter hook ingress device eth0 priority 0; }");
        owner.exec("nft", "add rule netdev t in ether daddr 33:33:ff:00:01:00 drop");
        HardwareAddress mac = ownersSide.hardwareAddress("eth0");

        awaitHeard(() -> {
            probe.probe(List.of(VIP), List.of(), mac);
            return heard.owners.containsKey(VIP);
        });
    }

    @Test
    void shouldProveTheLanWhileTheVipIsSilent() throws Exception {
        awaitHeard(() -> {
            probe.probe(List.of(VIP), List.of(ip("fd00:9::1")), null);
            return heard.witnesses.contains(ip("fd00:9::1"));
        });

        assertEquals(Map.of(), heard.owners);
    }

    @Test
    void shouldHearForeignProbesAndClaimsOfTheVip() throws Exception {
        probe.watch(List.of(VIP));

        say(NeighbourDiscovery.probe(STRANGER, VIP));
        say(NeighbourDiscovery.probe(STRANGER, ip("fd00:9::55")));
        awaitHeard(() -> !heard.probers.isEmpty());
        assertEquals(Map.of(), heard.owners);
        say(NeighbourDiscovery.announcement(STRANGER, VIP));
        awaitHeard(() -> heard.owners.containsKey(VIP));

        assertEquals(List.of(VIP + " " + STRANGER), heard.probers);
        assertEquals(Map.of(VIP, STRANGER), heard.owners);
    }

    @Test
    void shouldConfirmThatAnswersToTheVipComeHere() throws Exception {
        probe.watch(List.of(VIP));
        standby.ip("addr", "add", "fd00:9::100/128", "dev", "eth0", "nodad", "preferred_lft", "0");

        awaitHeard(() -> {
            probe.confirm(VIP, List.of(ip("fd00:9::1")), 1);
            return !heard.confirmed.isEmpty();
        });

        assertEquals(VIP + " by " + ip("fd00:9::1"), heard.confirmed.get(0));
        String learned = owner.ip("-6", "neigh", "show", "fd00:9::100", "dev", "eth0");
        assertEquals(
                true,
                learned.contains(
                        standby.exec("cat", "/sys/class/net/eth0/address").strip()),
                learned);
    }

    @Test
    void shouldRefuseIpv4() {
        assertThrows(
                IOException.class, () -> probe.probe(List.of(InetAddress.getByName("10.9.0.100")), List.of(), null));
    }

    private void say(NdpFrame frame) throws Exception {
        ownersSide.send(ownersSide.index("eth0"), frame.octets());
    }

    private void awaitHeard(Callable<Boolean> condition) {
        Awaitility.await().until(() -> {
            probe.poll(heard);
            return condition.call();
        });
    }

    private <T extends AutoCloseable> T keep(T resource) {
        opened.add(resource);
        return resource;
    }

    private static Inet6Address ip(String text) {
        try {
            return (Inet6Address) InetAddress.getByName(text);
        } catch (IOException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static final class Heard implements AddressProbe.Listener {
        private final Map<InetAddress, HardwareAddress> owners = new HashMap<>();
        private final List<InetAddress> witnesses = new ArrayList<>();
        private final List<String> probers = new ArrayList<>();
        private final List<String> confirmed = new ArrayList<>();

        @Override
        public void vipAnswered(InetAddress vip, HardwareAddress mac) {
            owners.put(vip, mac);
        }

        @Override
        public void vipProbed(InetAddress vip, HardwareAddress mac) {
            probers.add(vip + " " + mac);
        }

        @Override
        public void witnessAnswered(InetAddress witness) {
            witnesses.add(witness);
        }

        @Override
        public void vipConfirmed(InetAddress vip, InetAddress by) {
            confirmed.add(vip + " by " + by);
        }
    }
}
