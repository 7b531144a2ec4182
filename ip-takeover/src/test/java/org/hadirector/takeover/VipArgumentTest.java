package org.hadirector.takeover;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.hadirector.linux.DeviceAddress;
import org.hadirector.linux.Interfaces;
import org.hadirector.linux.NetworkDevice;
import org.hadirector.linux.Route;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class VipArgumentTest {
    private static InetAddress ip(String text) throws Exception {
        return InetAddress.getByName(text);
    }

    private static DeviceAddress held(String address, int prefix, String label) throws Exception {
        return new DeviceAddress(ip(address), prefix, null, label, DeviceAddress.FOREVER, true);
    }

    private static NetworkDevice device(int index, String name, DeviceAddress... addresses) {
        return new NetworkDevice(index, name, null, true, true, name.equals("lo"), 1500, List.of(addresses));
    }

    private static Interfaces machine(Map<InetAddress, Route> routes, NetworkDevice... devices) {
        return new Interfaces() {
            @Override
            public List<NetworkDevice> all() {
                return List.of(devices);
            }

            @Override
            public Optional<Route> routeTo(InetAddress destination) {
                return Optional.ofNullable(routes.get(destination));
            }

            @Override
            public Optional<InetAddress> defaultGateway(Family family, String through) {
                return Optional.empty();
            }
        };
    }

    @ParameterizedTest
    @CsvSource({
        "10.9.0.100, -1, , , ",
        "10.9.0.100/24, 24, , , ",
        "10.9.0.100/255.255.255.0, 24, , , ",
        "10.9.0.100/255.255.255.255, 32, , , ",
        "10.9.0.100/0.0.0.0, 0, , , ",
        "10.9.0.100/24/eth0, 24, , eth0, ",
        "10.9.0.100/24/eth0:0, 24, , eth0, eth0:0",
        "10.9.0.100/24/eth0:web/10.9.0.255, 24, 10.9.0.255, eth0, eth0:web",
        "10.9.0.100/24/10.9.0.255, 24, 10.9.0.255, , ",
        "10.9.0.100/24/eth0.100/10.9.0.255, 24, 10.9.0.255, eth0.100, ",
        "fd00:9::100/64/eth0, 64, , eth0, "
    })
    void shouldReadTheGrammar(String text, int prefix, String broadcast, String device, String label) throws Exception {
        VipArgument expected = new VipArgument(
                ip(text.split("/")[0]), prefix, broadcast == null ? null : ip(broadcast), device, label);

        assertEquals(expected, VipArgument.parse(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "www.example.com",
                "10.9.0",
                "10.9.0.256",
                "10.9.0.100.1",
                "10.9.0.100/33",
                "10.9.0.100/eth0",
                "10.9.0.100/255.0.255.0",
                "10.9.0.100/24/",
                "10.9.0.100/24/eth0:",
                "10.9.0.100/24/:0",
                "10.9.0.100/24/eth0/10.9.0.255/x",
                "10.9.0.100/24/10.9.0.255/eth0",
                "10.9.0.100/24/eth0/eth1",
                "10.9.0.100/24/a-very-long-name0:0",
                "fd00::1/129",
                "fd00::1/64/eth0/10.9.0.255",
                "::::"
            })
    void shouldRefuseWithARemedy(String text) {
        ConfigException refused = assertThrows(ConfigException.class, () -> VipArgument.parse(text));

        assertFalse(refused.text().isBlank());
        assertFalse(refused.remedy().isBlank());
        assertEquals(refused.text() + " — " + refused.remedy(), refused.getMessage());
    }

    @Test
    void shouldTakeTheRoutedDeviceAndTheLowestFreeLabel() throws Exception {
        Interfaces machine = machine(
                Map.of(ip("10.9.0.100"), new Route("eth0", null, null, false)),
                device(1, "lo"),
                device(
                        2,
                        "eth0",
                        held("10.9.0.1", 24, "eth0"),
                        held("10.9.0.7", 24, "eth0:0"),
                        held("10.9.0.8", 24, "eth0:2")));

        Vip first = VipArgument.parse("10.9.0.100").resolve(machine, Set.of());
        Vip second = VipArgument.parse("10.9.0.100/24").resolve(machine, Set.of(first.label()));

        assertEquals(new Vip(ip("10.9.0.100"), 32, null, "eth0", "eth0:1"), first);
        assertEquals(new Vip(ip("10.9.0.100"), 24, ip("10.9.0.255"), "eth0", "eth0:3"), second);
    }

    @Test
    void shouldKeepTheLabelOfALeftover() throws Exception {
        Interfaces machine = machine(
                Map.of(ip("10.9.0.100"), new Route("lo", null, null, true)),
                device(1, "lo"),
                device(2, "eth0", held("10.9.0.1", 24, "eth0"), held("10.9.0.100", 32, "eth0:4")));

        assertEquals(
                "eth0:4",
                VipArgument.parse("10.9.0.100").resolve(machine, Set.of()).label());
    }

    @Test
    void shouldFindTheSubnetWhenTheAddressStandsOnLoopback() throws Exception {
        Interfaces machine = machine(
                Map.of(ip("10.9.0.100"), new Route("lo", null, null, true)),
                device(1, "lo", held("10.9.0.100", 32, "lo:0")),
                device(2, "eth0", held("10.0.0.1", 8, "eth0")),
                device(3, "eth1", held("10.9.0.1", 24, "eth1")));

        assertEquals(
                "eth1:0",
                VipArgument.parse("10.9.0.100").resolve(machine, Set.of()).label());
    }

    @Test
    void shouldObeyTheArgument() throws Exception {
        Interfaces machine = machine(Map.of(), device(2, "eth0"));

        assertEquals(
                new Vip(ip("10.9.0.100"), 24, ip("10.9.0.127"), "eth0", "eth0:web"),
                VipArgument.parse("10.9.0.100/24/eth0:web/10.9.0.127").resolve(machine, Set.of()));
    }

    /** What IPaddr and IPaddr2 of resource-agents 4.12.0 put on eth0 (10.77.0.5/24) for the same arguments. */
    @Test
    void shouldSetMaskAndBroadcastAsTheOriginalAgents() throws Exception {
        Interfaces machine = machine(
                Map.of(ip("10.77.0.6"), new Route("eth0", null, null, false)),
                device(1, "lo"),
                device(2, "eth0", held("10.77.0.5", 24, "eth0")));
        Map<String, String> recorded = Map.of(
                "10.77.0.6/24", "10.77.0.6/24 10.77.0.255 eth0:0",
                "10.77.0.6/255.255.255.0", "10.77.0.6/24 10.77.0.255 eth0:0",
                "10.77.0.6/24/eth0", "10.77.0.6/24 10.77.0.255 eth0:0",
                "10.77.0.6/24/eth0:3", "10.77.0.6/24 10.77.0.255 eth0:3",
                "10.77.0.6/24/eth0/10.77.0.127", "10.77.0.6/24 10.77.0.127 eth0:0",
                "10.77.0.6/25/eth0:web/10.77.0.99", "10.77.0.6/25 10.77.0.99 eth0:web");
        for (Map.Entry<String, String> each : recorded.entrySet()) {
            Vip vip = VipArgument.parse(each.getKey()).resolve(machine, Set.of());
            String stands = vip.address().getHostAddress() + "/" + vip.prefixLength() + " "
                    + vip.broadcast().getHostAddress() + " " + vip.label();
            assertEquals(each.getValue(), stands, each.getKey());
        }
    }

    @Test
    void shouldNameWhatIsMissing() throws Exception {
        Interfaces machine = machine(Map.of(), device(1, "lo"), device(2, "eth0"));

        ConfigException noDevice = assertThrows(ConfigException.class, () -> VipArgument.parse("10.9.0.100/24/eth7")
                .resolve(machine, Set.of()));
        ConfigException noRoute = assertThrows(
                ConfigException.class, () -> VipArgument.parse("10.9.0.100").resolve(machine, Set.of()));

        assertEquals("there is no interface eth7 for 10.9.0.100 — name one of eth0", noDevice.getMessage());
        assertTrue(noRoute.getMessage().startsWith("no interface leads to 10.9.0.100"));
    }
}
