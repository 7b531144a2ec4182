package org.hadirector.heartbeat.jgroups;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.hadirector.heartbeat.config.Medium;
import org.hadirector.linux.NetworkNamespace;
import org.hadirector.linux.testing.RequiresRoot;
import org.hadirector.linux.testing.TestNetwork;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@RequiresRoot
class UdpPlanTest {
    private final TestNetwork network = new TestNetwork();
    private NetworkNamespace host;

    @BeforeEach
    void makeInterface() throws IOException {
        host = network.host("ha1");
        host.ip("link", "add", "eth1", "type", "veth", "peer", "name", "far");
        host.ip("link", "set", "eth1", "up");
    }

    @AfterEach
    void tearDown() throws IOException {
        network.close();
    }

    private void address(String... words) throws IOException {
        String[] command = new String[words.length + 4];
        System.arraycopy(new String[] {"addr", "add", "dev", "eth1"}, 0, command, 0, 4);
        System.arraycopy(words, 0, command, 4, words.length);
        host.ip(command);
    }

    private UdpPlan plan(Medium medium) throws Exception {
        return host.call(() -> UdpPlan.of(medium, null));
    }

    private String own(Medium medium) throws Exception {
        return plan(medium).bindAddress().getHostAddress();
    }

    private static final Medium BCAST = new Medium.Bcast("eth1", 694, 1);

    @Test
    void shouldSpeakFromTheFirstAddress() throws Exception {
        address("10.77.1.5/24");
        address("10.77.1.6/24");
        address("10.78.1.5/24");

        assertEquals("10.77.1.5", own(BCAST));
    }

    @Test
    void shouldSpeakOverIpv4ToAMappedAddress() throws Exception {
        address("10.77.1.5/24");

        UdpPlan plan = plan(new Medium.Ucast6("eth1", "::ffff:10.77.1.7", 694, 1));

        assertEquals("10.77.1.5", plan.bindAddress().getHostAddress());
        assertEquals("10.77.1.7", plan.destination().getHostAddress());
    }

    @Test
    void shouldNeverSpeakFromALabelledAddress() throws Exception {
        address("10.77.1.100/24", "label", "eth1:0");
        IOException e = assertThrows(IOException.class, () -> plan(BCAST));
        assertTrue(e.getMessage().contains("no IPv4 address"), e.getMessage());

        address("10.77.1.5/24");
        assertEquals("10.77.1.5", own(BCAST));
    }

    @Test
    void shouldPreferAnAddressWithANetwork() throws Exception {
        address("10.77.1.100/32");
        address("10.77.1.5/24");

        assertEquals("10.77.1.5", own(BCAST));
    }

    @Test
    void shouldSpeakFromThePeersNetwork() throws Exception {
        address("10.77.1.5/24");
        address("10.78.1.5/24");

        assertEquals("10.78.1.5", own(new Medium.Ucast("eth1", "10.78.1.7", 694, 1)));
        assertEquals("10.77.1.5", own(new Medium.Ucast("eth1", "10.99.1.7", 694, 1)));
    }

    @Test
    void shouldFindTheBroadcastAddressThatNobodyConfigured() throws Exception {
        address("10.77.1.5/20");

        assertEquals("10.77.15.255", plan(BCAST).destination().getHostAddress());
    }

    @Test
    void shouldRefuseToBroadcastWhereThatIsImpossible() throws Exception {
        address("10.77.1.5/31");

        assertThrows(IOException.class, () -> plan(BCAST));
    }
}
