package org.hadirector.heartbeat.jgroups;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.MulticastSocket;
import java.net.NetworkInterface;
import java.util.ArrayList;
import java.util.List;
import org.hadirector.heartbeat.config.Medium;
import org.hadirector.heartbeat.link.Beats;
import org.hadirector.heartbeat.link.HeartbeatLink;
import org.hadirector.heartbeat.link.StatusMessage;
import org.hadirector.heartbeat.tripwire.PortProbe;
import org.hadirector.linux.NetworkNamespace;
import org.hadirector.linux.testing.RequiresRoot;
import org.hadirector.linux.testing.TestNetwork;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every UDP link does: two hosts, joined by a cable, in namespaces. */
@RequiresRoot
abstract class UdpLinkContract extends HeartbeatLinkContract {
    static final int PORT = 694;

    protected final TestNetwork network = new TestNetwork();
    protected final NetworkNamespace[] hosts = new NetworkNamespace[2];

    /** The medium of a side. */
    protected abstract Medium medium(int side);

    /** Where a beat for side 1 goes. */
    protected abstract String destination();

    /** Where a beat of side 0 comes from. */
    protected String source() {
        return "10.77.1.5";
    }

    /** Puts service addresses on side 0's interface, or takes them away. */
    protected void serviceAddresses(String verb) throws IOException {
        String[] label = verb.equals("add") ? new String[] {"label", "eth1:0"} : new String[0];
        List<String> words = new ArrayList<>(List.of("addr", verb, "10.77.1.100/24", "dev", "eth1"));
        words.addAll(List.of(label));
        hosts[0].ip(words.toArray(String[]::new));
        hosts[0].ip("addr", verb, "10.77.1.101/32", "dev", "eth1");
    }

    @BeforeEach
    void cableUp() throws IOException {
        hosts[0] = network.host("ha1");
        hosts[1] = network.host("ha2");
        plugIn();
    }

    /** Joins the hosts by a cable with addresses on it. */
    protected void plugIn() throws IOException {
        network.cable(hosts[0], "eth1", "10.77.1.5/24", hosts[1], "eth1", "10.77.1.7/24");
        for (NetworkNamespace host : hosts) {
            // before that a new interface swallows what is sent
            soon().until(() -> host.ip("-o", "link", "show", "eth1").contains("state UP"));
        }
    }

    @AfterEach
    void tearDown() throws IOException {
        closeLinks();
        network.close();
    }

    @Override
    protected HeartbeatLink create(int side, LinkFactory factory) {
        return factory.create(List.of(medium(side))).get(0);
    }

    @Override
    protected void open(int side, HeartbeatLink link, Runnable wakeUp) throws Exception {
        hosts[side].call(() -> {
            link.open(wakeUp);
            return null;
        });
    }

    @Override
    protected void inject(byte[] payload) throws Exception {
        hosts[0].call(() -> {
            try (MulticastSocket socket = new MulticastSocket(new InetSocketAddress(source(), 0))) {
                socket.setNetworkInterface(NetworkInterface.getByName("eth1"));
                socket.setBroadcast(true);
                socket.send(new DatagramPacket(payload, payload.length, scoped(destination()), PORT));
            }
            return null;
        });
    }

    /** Names of interfaces in addresses mean those of the first thread's namespace to the JDK. */
    private static InetAddress scoped(String address) throws IOException {
        InetAddress parsed = InetAddress.getByName(address);
        return parsed instanceof Inet6Address six && (six.isMCLinkLocal() || six.isLinkLocalAddress())
                ? Inet6Address.getByAddress(
                        null,
                        six.getAddress(),
                        NetworkInterface.getByName("eth1").getIndex())
                : parsed;
    }

    @Test
    void shouldBeNamedAfterTheInterface() {
        assertEquals("eth1", closed(0, Beats.SHA256).name());
    }

    @Test
    void shouldHearAgainAfterTheInterfaceWasDown() throws Exception {
        HeartbeatLink ha1 = open(0, Beats.SHA256);
        HeartbeatLink ha2 = open(1, Beats.SHA256);
        deliver(ha1, 0, ha2);

        hosts[1].ip("link", "set", "eth1", "down");
        for (int i = 0; i < 20; i++) {
            ha2.send(Beats.beat(Beats.HA2, BOOT, i + 1));
        }
        hosts[1].ip("link", "set", "eth1", "up");

        deliver(ha1, 0, ha2);
        assertEquals(0, ha2.counters().reopened());
    }

    @Test
    void shouldReopenWhenTheInterfaceIsReplaced() throws Exception {
        HeartbeatLink ha1 = open(0, Beats.SHA256);
        HeartbeatLink ha2 = open(1, Beats.SHA256);
        deliver(ha1, 0, ha2);

        hosts[0].ip("link", "del", "eth1");
        soon().until(() -> ha1.fault() != null && ha2.fault() != null);
        assertTrue(ha1.fault().contains("eth1"), ha1.fault());
        plugIn();

        soon().until(() -> ha1.fault() == null && ha2.fault() == null);
        deliver(ha1, 0, ha2);
        deliver(ha2, 1, ha1);
        assertEquals(1, ha2.counters().reopened());
    }

    @Test
    void shouldSayThatTheInterfaceIsMissingAndOpenWhenItAppears() throws Exception {
        hosts[0].ip("link", "del", "eth1");
        HeartbeatLink ha1 = closed(0, Beats.SHA256);

        IOException e = assertThrows(IOException.class, () -> open(0, ha1, () -> {}));

        assertTrue(e.getMessage().contains("eth1"), e.getMessage());
        assertNotNull(ha1.fault());
        plugIn();
        HeartbeatLink ha2 = open(1, Beats.SHA256);
        deliver(ha1, 0, ha2);
        deliver(ha2, 1, ha1);
    }

    @Test
    void shouldNotDependOnServiceAddresses() throws Exception {
        serviceAddresses("add");
        HeartbeatLink ha1 = open(0, Beats.SHA256);
        HeartbeatLink ha2 = open(1, Beats.SHA256);
        deliver(ha1, 0, ha2);

        serviceAddresses("del");

        deliver(ha1, 0, ha2);
        deliver(ha2, 1, ha1);
        assertEquals(0, ha1.counters().reopened());
    }

    @Test
    void shouldDropDatagramsOfAnyLength() throws Exception {
        HeartbeatLink ha2 = open(1, Beats.SHA256);
        byte[] good = sealed(Beats.SHA256, Beats.beat(Beats.HA1, BOOT, 1));

        inject(new byte[0]);
        inject(new byte[1]);
        judge(ha2, new byte[1400]);
        judge(ha2, new byte[20_000]);
        judge(ha2, good);

        StatusMessage[] heard = new StatusMessage[1];
        soon().until(() -> (heard[0] = ha2.poll()) != null);
        assertEquals(1, heard[0].sequence());
        assertEquals(2, ha2.counters().malformed(), "one byte is a question, nothing at all is nothing");
    }

    /** What a sensor of death asks: the port from which beats came is open as long as their process has it. */
    @Test
    void shouldHaveThePortOfItsBeatsOpenAndTakeNoNoticeOfQuestions() throws Exception {
        HeartbeatLink ha1 = open(0, Beats.SHA256);
        HeartbeatLink ha2 = open(1, Beats.SHA256);
        ha1.send(Beats.beat(Beats.HA1, BOOT, 1));
        soon().until(() -> ha2.poll() != null);
        hosts[1].call(() -> {
            try (PortProbe probe = new PortProbe(ha2::peerSocket)) {
                for (int i = 0; i < 10; i++) {
                    assertFalse(probe.ask(0));
                }
                ha1.send(Beats.beat(Beats.HA1, BOOT, 2));
                soon().until(() -> ha2.poll() != null);
                assertEquals(0, ha1.counters().malformed());
                ha1.close();
                soon().until(() -> probe.ask(0));
            }
            return null;
        });
    }
}
