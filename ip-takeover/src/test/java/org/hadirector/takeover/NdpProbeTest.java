package org.hadirector.takeover;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import org.hadirector.linux.HardwareAddress;
import org.hadirector.linux.Interfaces;
import org.hadirector.linux.testing.OneProcessor;
import org.hadirector.linux.testing.RequiresRoot;
import org.junit.jupiter.api.Test;

/** A standby (fd00:9::2) on one cable with a station that may own the VIP (fd00:9::1, gateway too). */
@RequiresRoot
@OneProcessor
final class NdpProbeTest extends AddressProbeContract<NdpProbe> {
    private static final Inet6Address VIP = ip("fd00:9::100");

    @Override
    void plugIn() throws IOException {
        network.cable(standby, "eth0", null, owner, "eth0", null);
        standby.ip("addr", "add", "fd00:9::2/64", "dev", "eth0", "nodad");
        owner.ip("addr", "add", "fd00:9::1/64", "dev", "eth0", "nodad");
    }

    @Override
    NdpProbe open(Interfaces interfaces) throws IOException {
        return NdpProbe.open("eth0", interfaces);
    }

    @Override
    int protocol() {
        return 0x86dd;
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
        dropAtIngress(owner, "ether daddr 33:33:ff:00:01:00");
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

    private static Inet6Address ip(String text) {
        try {
            return (Inet6Address) InetAddress.getByName(text);
        } catch (IOException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
