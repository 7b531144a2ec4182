package org.hadirector.takeover;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.awaitility.Awaitility;
import org.hadirector.linux.Errno;
import org.hadirector.linux.HardwareAddress;
import org.hadirector.linux.LinuxException;
import org.hadirector.linux.NetworkNamespace;
import org.hadirector.linux.PacketSocket;
import org.hadirector.linux.testing.OneProcessor;
import org.hadirector.linux.testing.RequiresRoot;
import org.hadirector.linux.testing.TestNetwork;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@RequiresRoot
@OneProcessor
final class PacketSocketArpAnnouncerTest {
    private static final int ETH_P_IPV6 = 0x86dd;

    private final TestNetwork network = new TestNetwork();
    private final List<AutoCloseable> opened = new ArrayList<>();
    private NetworkNamespace director;
    private NetworkNamespace client;
    private PacketSocketArpAnnouncer announcer;

    @BeforeEach
    void buildLan() throws Exception {
        director = network.host("dir");
        client = network.host("cli");
        network.cable(director, "eth0", "10.9.0.1/24", client, "eth0", "10.9.0.2/24");
        announcer = keep(director.call(PacketSocketArpAnnouncer::open));
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
    void shouldSendRequestAndReply() throws Exception {
        PacketSocket clientsSide = keep(client.call(() -> PacketSocket.open("eth0", PacketSocket.ETH_P_ARP, 256)));

        announcer.announce(AddressTableContract.VIP);

        Inet4Address vip = (Inet4Address) AddressTableContract.VIP.address();
        assertEquals(GratuitousArp.request(mac(director), vip), ArpFrame.parse(next(clientsSide)));
        assertEquals(GratuitousArp.reply(mac(director), vip), ArpFrame.parse(next(clientsSide)));
    }

    @Test
    void shouldMoveTheClientsEntry() throws Exception {
        client.ip("neigh", "add", "10.9.0.100", "lladdr", "02:00:00:00:00:99", "dev", "eth0", "nud", "stale");

        announcer.announce(AddressTableContract.VIP);

        Awaitility.await().until(() -> client.ip("neigh", "show", "10.9.0.100")
                .contains(mac(director).toString()));
    }

    @Test
    void shouldAnnounceTheMacOfTheMoment() throws Exception {
        PacketSocket clientsSide = keep(client.call(() -> PacketSocket.open("eth0", PacketSocket.ETH_P_ARP, 256)));
        announcer.announce(AddressTableContract.VIP);
        next(clientsSide);
        next(clientsSide);
        director.ip("link", "set", "eth0", "address", "02:00:00:00:00:55");

        announcer.announce(AddressTableContract.VIP);

        assertEquals(
                HardwareAddress.parse("02:00:00:00:00:55"),
                ArpFrame.parse(next(clientsSide)).senderMac());
    }

    @Test
    void shouldAdvertiseIpv6() throws Exception {
        client.ip("-6", "addr", "add", "fd00:9::2/64", "dev", "eth0", "nodad");
        client.ip("neigh", "add", "fd00:9::100", "lladdr", "02:00:00:00:00:99", "dev", "eth0", "nud", "stale");

        announcer.announce(AddressTableContract.VIP6);

        Awaitility.await().until(() -> client.ip("neigh", "show", "fd00:9::100")
                .contains(mac(director).toString()));
    }

    @Test
    void shouldNameTheMissingDevice() throws Exception {
        Vip lost = new Vip(InetAddress.getByName("10.9.0.100"), 32, null, "eth7", "eth7:0");

        LinuxException refused = assertThrows(LinuxException.class, () -> announcer.announce(lost));

        assertEquals(Errno.ENODEV, refused.errno());
        assertTrue(refused.getMessage().contains("eth7"), refused.getMessage());
    }

    @Test
    void shouldSayThatTheDeviceIsDown() throws Exception {
        director.ip("link", "set", "eth0", "down");

        LinuxException refused = assertThrows(LinuxException.class, () -> announcer.announce(AddressTableContract.VIP));

        assertEquals(Errno.ENETDOWN, refused.errno());
    }

    @Test
    void shouldCutAndCountLongFrames() throws Exception {
        PacketSocket narrow = keep(client.call(() -> PacketSocket.open("eth0", ETH_P_IPV6, 60)));
        byte[] frame = NeighbourDiscovery.announcement(
                        mac(director), (Inet6Address) AddressTableContract.VIP6.address())
                .octets();

        PacketSocket sender = keep(director.call(PacketSocket::forSending));
        sender.send(sender.index("eth0"), frame);

        Awaitility.await().until(() -> {
            ByteBuffer received = narrow.receive();
            if (received == null || received.getShort(20) != 0x3aff || received.get(54) != (byte) 0x88) {
                return false;
            }
            byte[] cut = new byte[received.remaining()];
            received.get(cut);
            assertArrayEquals(Arrays.copyOf(frame, 60), cut);
            return true;
        });
        assertTrue(narrow.truncated() > 0);
    }

    private ByteBuffer next(PacketSocket socket) {
        ByteBuffer[] received = {null};
        Awaitility.await().until(() -> {
            received[0] = socket.receive();
            return received[0] != null;
        });
        return received[0];
    }

    private static HardwareAddress mac(NetworkNamespace host) throws Exception {
        return HardwareAddress.parse(
                host.exec("cat", "/sys/class/net/eth0/address").strip());
    }

    private <T extends AutoCloseable> T keep(T resource) {
        opened.add(resource);
        return resource;
    }
}
