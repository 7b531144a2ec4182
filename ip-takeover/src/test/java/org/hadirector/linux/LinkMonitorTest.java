package org.hadirector.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.awaitility.Awaitility;
import org.hadirector.linux.testing.RequiresRoot;
import org.hadirector.linux.testing.TestNetwork;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@RequiresRoot
final class LinkMonitorTest {
    private final TestNetwork network = new TestNetwork();
    private final List<String> changes = new ArrayList<>();
    private NetworkNamespace node;
    private NetworkNamespace peer;
    private LinkMonitor monitor;

    @BeforeEach
    void buildLan() throws Exception {
        node = network.host("node");
        peer = network.host("peer");
        network.cable(node, "eth0", null, peer, "eth0", null);
        monitor = node.call(() -> LinkMonitor.open(Set.of("eth0", "eth1")));
    }

    @AfterEach
    void tearDown() throws Exception {
        try (network) {
            monitor.close();
        }
    }

    @Test
    void shouldKnowTheInitialState() {
        assertTrue(monitor.carrier("eth0"));
        assertFalse(monitor.carrier("eth1"));
        assertThrows(IllegalArgumentException.class, () -> monitor.carrier("lo"));
    }

    @Test
    void shouldSeeThePulledCableAndItsReturn() throws Exception {
        peer.ip("link", "set", "eth0", "down");
        awaitChanges("eth0 down");
        assertFalse(monitor.carrier("eth0"));

        peer.ip("link", "set", "eth0", "up");
        awaitChanges("eth0 down", "eth0 up");
    }

    @Test
    void shouldSeeTheDeviceGoAndAnotherCome() throws Exception {
        node.ip("link", "delete", "eth0");
        awaitChanges("eth0 down");

        network.cable(node, "eth1", null, peer, "eth1", null);
        awaitChanges("eth0 down", "eth1 up");
    }

    @Test
    void shouldFollowNames() throws Exception {
        node.ip("link", "set", "eth0", "down");
        awaitChanges("eth0 down");
        node.ip("link", "set", "eth0", "name", "eth1");
        node.ip("link", "set", "eth1", "up");

        awaitChanges("eth0 down", "eth1 up");
        assertFalse(monitor.carrier("eth0"));
    }

    @Test
    void shouldNotTakeAPortLeavingABridgeForALostDevice() throws Exception {
        node.ip("link", "add", "br0", "type", "bridge");
        node.ip("link", "set", "eth0", "master", "br0");
        node.ip("link", "set", "eth0", "nomaster");
        network.cable(node, "eth1", null, peer, "eth1", null);

        awaitChanges("eth1 up");

        assertTrue(monitor.carrier("eth0"));
    }

    @Test
    void shouldAskAnewWhenTheKernelDroppedNews() throws Exception {
        List<String> storm = new ArrayList<>();
        for (int mtu = 0; mtu < 4000; mtu++) {
            storm.add("link set eth0 mtu " + (1300 + mtu % 2));
        }
        Path batch = Files.createTempFile("link-monitor", ".batch");
        try {
            Files.write(batch, storm);
            node.exec("ip", "-batch", batch.toString());
            peer.ip("link", "set", "eth0", "down");
            Awaitility.await().until(() -> node.ip("link", "show", "eth0").contains("NO-CARRIER"));
        } finally {
            Files.delete(batch);
        }

        awaitChanges("eth0 down");
        // What waited when news were lost says that the cable is there.
        assertEquals(0, monitor.poll((device, up) -> changes.add(device + (up ? " up" : " down"))), changes::toString);
        assertFalse(monitor.carrier("eth0"));
    }

    private void awaitChanges(String... expected) {
        Awaitility.await().until(() -> {
            monitor.poll((device, up) -> changes.add(device + (up ? " up" : " down")));
            return changes.size() >= expected.length;
        });
        assertEquals(List.of(expected), changes);
    }
}
