package org.hadirector.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.hadirector.linux.Interfaces.Family;
import org.hadirector.linux.testing.RequiresRoot;
import org.hadirector.linux.testing.TestNetwork;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@RequiresRoot
final class NetlinkInterfacesTest {
    private final TestNetwork network = new TestNetwork();
    private NetworkNamespace node;
    private NetlinkInterfaces interfaces;

    @BeforeEach
    void buildLan() throws Exception {
        node = network.host("node");
        NetworkNamespace peer = network.host("peer");
        network.cable(node, "eth0", "10.9.0.1/24", peer, "eth0", "10.9.0.2/24");
        network.cable(node, "eth1", "10.8.0.1/16", peer, "eth1", null);
        interfaces = node.call(NetlinkInterfaces::open);
    }

    @AfterEach
    void tearDown() throws Exception {
        try (network) {
            interfaces.close();
        }
    }

    private static InetAddress ip(String text) throws Exception {
        return InetAddress.getByName(text);
    }

    @Test
    void shouldListDevicesWithTheirAddresses() throws Exception {
        node.ip("addr", "add", "10.9.0.7/24", "brd", "10.9.0.255", "dev", "eth0", "label", "eth0:1");
        node.ip("-6", "addr", "add", "fd00:9::1/64", "dev", "eth0", "nodad", "valid_lft", "100", "preferred_lft", "0");

        List<NetworkDevice> all = interfaces.all();
        NetworkDevice eth0 = interfaces.find("eth0").orElseThrow();

        assertEquals(
                List.of("eth0", "eth1", "lo"),
                all.stream().map(NetworkDevice::name).sorted().toList());
        assertTrue(eth0.up() && eth0.carrier() && !eth0.loopback());
        assertEquals(1500, eth0.mtu());
        assertNotNull(eth0.hardwareAddress());
        assertEquals(interfaces.index("eth0"), eth0.index());
        assertEquals(0, interfaces.index("eth7"));
        NetworkDevice link = interfaces.link("eth0").orElseThrow();
        assertEquals(
                List.of(eth0.index(), "eth0", eth0.hardwareAddress(), 1500, List.of()),
                List.of(link.index(), link.name(), link.hardwareAddress(), link.mtu(), link.addresses()));
        assertTrue(link.up() && link.carrier());
        assertEquals(Optional.empty(), interfaces.link("eth7"));
        assertTrue(interfaces.find("lo").orElseThrow().loopback());
        assertEquals(
                new DeviceAddress(ip("10.9.0.1"), 24, null, "eth0", DeviceAddress.FOREVER, true),
                eth0.addresses().get(0));
        assertEquals(
                new DeviceAddress(ip("10.9.0.7"), 24, ip("10.9.0.255"), "eth0:1", DeviceAddress.FOREVER, true),
                eth0.addresses().get(1));
        DeviceAddress six = eth0.addresses().stream()
                .filter(held -> held.prefixLength() == 64 && held.leased())
                .findFirst()
                .orElseThrow();
        assertEquals("eth0", six.label());
        assertFalse(six.preferred());
        assertTrue(six.validSeconds() <= 100);
    }

    @Test
    void shouldSeeADeviceThatIsDown() throws Exception {
        node.ip("link", "set", "eth0", "down");

        NetworkDevice eth0 = interfaces.find("eth0").orElseThrow();

        assertFalse(eth0.up() || eth0.carrier());
    }

    @Test
    void shouldFindTheWay() throws Exception {
        node.ip("route", "add", "default", "via", "10.9.0.254");

        assertEquals(
                new Route("eth0", null, ip("10.9.0.1"), false),
                interfaces.routeTo(ip("10.9.0.100")).orElseThrow());
        assertEquals(
                new Route("eth0", ip("10.9.0.254"), ip("10.9.0.1"), false),
                interfaces.routeTo(ip("192.0.2.1")).orElseThrow());
        assertTrue(interfaces.routeTo(ip("10.8.0.1")).orElseThrow().local());
    }

    @Test
    void shouldKnowWhenThereIsNoWay() throws Exception {
        assertEquals(Optional.empty(), interfaces.routeTo(ip("192.0.2.1")));
        assertEquals(Optional.empty(), interfaces.defaultGateway(Family.IPV4, null));
    }

    @Test
    void shouldPreferTheLowestMetric() throws Exception {
        node.ip("route", "add", "default", "via", "10.9.0.254", "metric", "200");
        node.ip("route", "add", "default", "via", "10.8.0.254", "metric", "100");
        node.ip("route", "add", "192.0.2.0/24", "via", "10.9.0.253");

        assertEquals(Optional.of(ip("10.8.0.254")), interfaces.defaultGateway(Family.IPV4, null));
        assertEquals(Optional.of(ip("10.9.0.254")), interfaces.defaultGateway(Family.IPV4, "eth0"));
        assertEquals(Optional.empty(), interfaces.defaultGateway(Family.IPV4, "eth7"));
        assertEquals(Optional.empty(), interfaces.defaultGateway(Family.IPV6, null));
    }

    @Test
    void shouldFindTheHolderLoopbackLast() throws Exception {
        node.ip("addr", "add", "10.9.0.100/32", "dev", "lo");
        assertEquals("lo", interfaces.holding(ip("10.9.0.100")).orElseThrow().name());

        node.ip("addr", "add", "10.9.0.100/32", "dev", "eth1");
        assertEquals("eth1", interfaces.holding(ip("10.9.0.100")).orElseThrow().name());
        assertEquals(Optional.empty(), interfaces.holding(ip("10.9.0.200")));
    }

    @Test
    void shouldAnswerAfterARefusal() throws Exception {
        assertEquals(Optional.empty(), interfaces.routeTo(ip("198.51.100.9")), "the kernel refuses: unreachable");

        assertEquals(1, interfaces.find("lo").orElseThrow().index());
    }

    @Test
    void shouldKnowNoIndexOfADeviceThatCannotBe() throws Exception {
        assertEquals(1, interfaces.index("lo"));
        assertEquals(0, interfaces.index("a-name-longer-than-the-kernel-has"));
        assertEquals(0, interfaces.index("eth7"));
        assertEquals(0, interfaces.index(""));
    }

    @Test
    void shouldListTheAddressesOfOneFamilyAndDeviceOnly() throws Exception {
        node.ip("addr", "add", "10.9.0.100/32", "dev", "eth1", "label", "eth1:7");
        node.ip("addr", "add", "fd00::100/128", "dev", "eth1", "nodad");

        assertTrue(texts("eth1", Family.IPV4).contains("10.9.0.100/32 eth1:7"));
        assertTrue(texts("eth1", Family.IPV6).contains("fd00:0:0:0:0:0:0:100/128 eth1"));
        assertFalse(texts("eth0", Family.IPV4).contains("10.9.0.100/32 eth1:7"));
        assertFalse(texts("eth1", Family.IPV4).stream().anyMatch(text -> text.contains("fd00")));
        assertEquals(List.of(), texts("eth7", Family.IPV4));
    }

    private List<String> texts(String device, Family family) throws LinuxException {
        return interfaces.addresses(device, family).stream()
                .map(held -> held.address().getHostAddress() + "/" + held.prefixLength() + " " + held.label())
                .toList();
    }
}
