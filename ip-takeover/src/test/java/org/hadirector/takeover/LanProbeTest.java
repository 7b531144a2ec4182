package org.hadirector.takeover;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.hadirector.linux.Errno;
import org.hadirector.linux.HardwareAddress;
import org.hadirector.linux.Interfaces;
import org.hadirector.linux.LinuxException;
import org.hadirector.linux.PacketSocket;
import org.hadirector.linux.testing.OneProcessor;
import org.hadirector.linux.testing.RequiresRoot;
import org.junit.jupiter.api.Test;

/** A standby (10.9.0.2) on one cable with a station that may own the VIP (10.9.0.1, gateway too). */
@RequiresRoot
@OneProcessor
final class LanProbeTest extends AddressProbeContract<LanProbe> {
    @Override
    void plugIn() throws IOException {
        network.cable(standby, "eth0", "10.9.0.2/24", owner, "eth0", "10.9.0.1/24");
    }

    @Override
    LanProbe open(Interfaces interfaces) throws IOException {
        return LanProbe.open("eth0", interfaces);
    }

    @Override
    int protocol() {
        return PacketSocket.ETH_P_ARP;
    }

    @Test
    void shouldHearTheOwner() throws Exception {
        owner.ip("addr", "add", "10.9.0.100/32", "dev", "eth0");

        probe.probe(List.of(ip("10.9.0.100")), List.of(), null);
        awaitHeard(() -> heard.owners.containsKey(ip("10.9.0.100")));

        assertEquals(ownersSide.hardwareAddress("eth0"), heard.owners.get(ip("10.9.0.100")));
        assertEquals(List.of(), heard.witnesses);
    }

    @Test
    void shouldHearTheOwnerThroughItsMacAlone() throws Exception {
        owner.ip("addr", "add", "10.9.0.100/32", "dev", "eth0");
        dropAtIngress(owner, "ether daddr ff:ff:ff:ff:ff:ff");

        probe.probe(List.of(ip("10.9.0.100")), List.of(), ownersSide.hardwareAddress("eth0"));

        awaitHeard(() -> heard.owners.containsKey(ip("10.9.0.100")));
    }

    @Test
    void shouldProveTheLanWhileTheVipIsSilent() throws Exception {
        probe.probe(List.of(ip("10.9.0.100")), List.of(ip("10.9.0.1")), null);
        awaitHeard(() -> heard.witnesses.contains(ip("10.9.0.1")));

        assertEquals(Map.of(), heard.owners);
    }

    @Test
    void shouldAskFromItsOwnAddressAndNeverFromTheVip() throws Exception {
        standby.ip("addr", "flush", "dev", "eth0");
        standby.ip("addr", "add", "10.9.0.100/24", "dev", "eth0", "preferred_lft", "0");
        standby.ip("addr", "add", "10.8.0.2/24", "dev", "eth0");
        standby.ip("addr", "add", "10.9.0.2/24", "dev", "eth0");
        probe.refresh();

        probe.probe(List.of(ip("10.9.0.100")), List.of(ip("10.9.0.1")), null);
        ArpFrame question = awaitAtOwner(frame -> frame.targetIp().equals(ip("10.9.0.1")));

        assertEquals(ip("10.9.0.2"), question.senderIp());
        assertEquals(HardwareAddress.BROADCAST, question.destination());
    }

    @Test
    void shouldHearAForeignAnnouncement() throws Exception {
        probe.watch(List.of(ip("10.9.0.100")));

        say(GratuitousArp.request(STRANGER, ip("10.9.0.100")));
        awaitHeard(() -> heard.owners.containsKey(ip("10.9.0.100")));

        assertEquals(Map.of(ip("10.9.0.100"), STRANGER), heard.owners);
    }

    @Test
    void shouldHearForeignProbesForTheVipAlone() throws Exception {
        HardwareAddress own = HardwareAddress.parse(
                standby.exec("cat", "/sys/class/net/eth0/address").strip());
        probe.watch(List.of(ip("10.9.0.100")));

        say(GratuitousArp.probe(own, ip("10.9.0.100"), HardwareAddress.BROADCAST));
        say(GratuitousArp.probe(STRANGER, ip("10.9.0.44"), HardwareAddress.BROADCAST));
        say(GratuitousArp.question(STRANGER, ip("10.9.0.55"), ip("10.9.0.100"), HardwareAddress.BROADCAST));
        say(GratuitousArp.probe(STRANGER, ip("10.9.0.100"), HardwareAddress.BROADCAST));
        awaitHeard(() -> !heard.probers.isEmpty());

        assertEquals(List.of(ip("10.9.0.100") + " " + STRANGER), heard.probers);
    }

    @Test
    void shouldTakeAForeignProbeForNoClaimAndIgnoreOwnMacs() throws Exception {
        HardwareAddress own = HardwareAddress.parse(
                standby.exec("cat", "/sys/class/net/eth0/address").strip());
        probe.watch(List.of(ip("10.9.0.100")));

        say(GratuitousArp.request(own, ip("10.9.0.100")));
        say(GratuitousArp.probe(STRANGER, ip("10.9.0.100"), HardwareAddress.BROADCAST));
        say(GratuitousArp.request(STRANGER, ip("10.9.0.55")));
        awaitHeard(() -> heard.neighbours.contains(ip("10.9.0.55")));

        assertEquals(Map.of(), heard.owners);
        assertEquals(List.of(ip("10.9.0.55")), heard.neighbours);
    }

    @Test
    void shouldAskANeighbourThatWasOnlyHeard() throws Exception {
        HardwareAddress mac = ownersSide.hardwareAddress("eth0");
        say(GratuitousArp.question(mac, ip("10.9.0.1"), ip("10.9.0.33"), HardwareAddress.BROADCAST));
        awaitHeard(() -> heard.neighbours.contains(ip("10.9.0.1")));
        assertEquals(List.of(), heard.witnesses);

        probe.probe(List.of(ip("10.9.0.100")), List.of(), null);

        awaitHeard(() -> heard.witnesses.contains(ip("10.9.0.1")));
    }

    @Test
    void shouldHearWhatAFilterAtTheIngressDrops() throws Exception {
        dropAtIngress(standby, "");
        probe.watch(List.of(ip("10.9.0.100")));

        say(GratuitousArp.reply(STRANGER, ip("10.9.0.100")));

        awaitHeard(() -> heard.owners.containsKey(ip("10.9.0.100")));
    }

    @Test
    void shouldSayWhenTheDeviceIsDownAndRecover() throws Exception {
        standby.ip("link", "set", "eth0", "down");
        LinuxException down = assertThrows(
                LinuxException.class, () -> probe.probe(List.of(ip("10.9.0.100")), List.of(ip("10.9.0.1")), null));
        assertEquals(Errno.ENETDOWN, down.errno());
        probe.poll(heard);

        standby.ip("link", "set", "eth0", "up");

        awaitHeard(() -> {
            probe.probe(List.of(ip("10.9.0.100")), List.of(ip("10.9.0.1")), null);
            return heard.witnesses.contains(ip("10.9.0.1"));
        });
    }

    @Test
    void shouldFollowADeviceThatWasMadeAnew() throws Exception {
        standby.ip("link", "delete", "eth0");
        assertThrows(IOException.class, () -> probe.probe(List.of(ip("10.9.0.100")), List.of(), null));

        network.cable(standby, "eth1", null, owner, "eth1", null); // takes the next index
        network.cable(standby, "eth0", "10.9.0.2/24", owner, "eth0", "10.9.0.1/24");

        awaitHeard(() -> {
            probe.probe(List.of(ip("10.9.0.100")), List.of(ip("10.9.0.1")), null);
            return heard.witnesses.contains(ip("10.9.0.1"));
        });
    }

    @Test
    void shouldRefuseIpv6() throws Exception {
        InetAddress vip6 = InetAddress.getByName("fd00:9::100");

        assertThrows(IOException.class, () -> probe.probe(List.of(vip6), List.of(), null));
    }

    private void say(ArpFrame frame) throws Exception {
        ownersSide.send(ownersSide.index("eth0"), frame.octets());
    }

    private ArpFrame awaitAtOwner(Predicate<ArpFrame> wanted) {
        ArpFrame[] found = {null};
        Awaitility.await().until(() -> {
            ByteBuffer octets = ownersSide.receive();
            ArpFrame frame = octets == null ? null : ArpFrame.parse(octets);
            found[0] = frame != null && wanted.test(frame) ? frame : null;
            return found[0] != null;
        });
        return found[0];
    }

    private static Inet4Address ip(String text) {
        try {
            return (Inet4Address) InetAddress.getByName(text);
        } catch (IOException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
