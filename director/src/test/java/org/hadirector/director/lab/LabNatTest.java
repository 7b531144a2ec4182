package org.hadirector.director.lab;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URL;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.hadirector.director.control.ControlClient;
import org.hadirector.director.control.ControlReply;
import org.hadirector.director.control.ControlRequest;
import org.hadirector.linux.NetworkNamespace;
import org.hadirector.linux.testing.RequiresRoot;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A pair with masqueraded and tunnelled real servers, IPv4, IPv6 and by firewall mark: the gateway moves along. */
@RequiresRoot
@Tag("lab")
class LabNatTest extends LabTest {
    private static final LabTiming TIMING = LabTiming.fast()
            .withKeepalive("200ms")
            .withDeadtime("1s")
            .withInitdead("2s")
            .withAutoFailback("off");

    /** Longer than TCP waits before it says again what was lost while the machine, and the lease, stood still. */
    private static final int PATIENCE_MS = 4_000;

    private LanEar ear;

    @Override
    protected void beforeDown() throws Exception {
        if (ear != null) {
            ear.close();
        }
    }

    private LabHost owner;
    private LabHost other;

    private void up() throws Exception {
        LabInside.build(build(TIMING));
        startBoth();
        owner = bench.master();
        other = plan.peerOf(owner);
    }

    @Test
    void shouldCheckAndServeMasqueradedAndTunnelledServersThroughDeathAndMoveBackAndLeaveNothing() throws Exception {
        up();
        bench.lab().killWeb(host("rs1"));
        bench.await("its removal", bench.limit(), () -> !serves(owner) && !serves(other));
        await().atMost(LIMIT).until(() -> served(80).equals(Set.of("rs2")));
        bench.lab().startWeb(host("rs1"), WebServer.installed());
        bench.await("its return", bench.limit(), () -> serves(owner) && serves(other));
        assertAllServed();
        bench.lab().killDirector(owner);
        bench.awaitMaster(other);
        assertAllServed();
        bench.lab().startDirector(owner);
        bench.awaitHealthy();
        assertGatewayOnlyOn(other);
        bench.command(other, "standby");
        bench.awaitMaster(owner);
        assertAllServed();
        assertGatewayOnlyOn(owner);
        for (LabHost node : List.of(other, owner)) {
            bench.lab().stopDirector(node, LIMIT);
        }
        for (LabHost node : List.of(owner, other)) {
            String left =
                    shell(node, "ip addr; tc qdisc; tc filter show dev eth2 egress; tc filter show dev lo egress");
            for (String word : List.of(LabPlan.VIP + "/", LabInside.GATEWAY + "/", LabInside.VIP6, "clsact", "bpf")) {
                assertFalse(left.contains(word), node.name() + ": " + left);
            }
        }
    }

    @Test
    void shouldSayNothingInTheNameOfTheAddressWhenItWasStoppedAndGoesOn() throws Exception {
        up();
        String before = owner.name();
        String after = other.name();
        NetworkNamespace lan = NetworkNamespace.existing(plan.lanNamespace());
        ear = LanEar.open(lan, Map.of(before, LabPlan.VIP, after, LabPlan.VIP));
        try (LabLoad load = LabLoad.start(NetworkNamespace.existing(plan.namespace(host("client"))), 8)) {
            await().atMost(LIMIT).until(() -> ear.heard(before) > 200 && load.answered() > 50);
            long pid = bench.lab().directorProcess(owner).orElseThrow().pid();
            bench.lab().freezeDirector(owner);
            bench.awaitMaster(other);
            await().atMost(LIMIT).until(() -> ear.heard(after) > 200);
            long said = ear.heard(before);
            shell(owner, "kill -CONT " + pid);
            bench.await("the former owner to be standby", bench.limit(), () -> bench.status(owner)
                    .map(status -> !status.master() && status.peerState().equals("up"))
                    .orElse(false));
            long now = ear.heard(after);
            await().atMost(LIMIT).until(() -> ear.heard(after) > now + 200);
            assertEquals(said, ear.heard(before), "frames in the name of the address from its former owner");
        }
        Map<?, ?> engine = (Map<?, ?>) status(before).tree().get("engine");
        assertTrue(((Number) engine.get("silenced")).longValue() > 0, engine.toString());
    }

    private void assertAllServed() throws Exception {
        await().atMost(LIMIT).until(() -> served(80).equals(Set.of("rs1", "rs2")));
        await().atMost(LIMIT).until(() -> served(8081).equals(Set.of("rs1")));
        await().atMost(LIMIT)
                .until(() -> get("http://[" + LabInside.VIP6 + "]/").contains("rs1"));
    }

    /** Who answered four requests. */
    private Set<String> served(int port) {
        Set<String> servers = new TreeSet<>();
        for (int i = 0; i < 4; i++) {
            String page = get("http://" + LabPlan.VIP + ":" + port + "/");
            servers.add(page.replaceAll("(?s).*Test Page of (\\w+).*", "$1"));
        }
        return servers;
    }

    private String get(String url) {
        try {
            return NetworkNamespace.existing(plan.namespace(host("client"))).call(() -> {
                URLConnection connection = new URL(url).openConnection();
                connection.setRequestProperty("Connection", "close");
                connection.setConnectTimeout(PATIENCE_MS);
                connection.setReadTimeout(PATIENCE_MS);
                return new String(connection.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            });
        } catch (Exception e) {
            return e.toString();
        }
    }

    /** Whether the masqueraded server is in a node's table. */
    private boolean serves(LabHost node) throws IOException {
        ControlReply reply = ControlClient.call(plan.runDir(node), new ControlRequest("lvs", "-L", "-n"));
        return reply.out().contains(LabInside.MASQUERADED + ":80 ");
    }

    private void assertGatewayOnlyOn(LabHost node) throws IOException {
        for (LabHost director : plan.hosts(LabHost.Role.DIRECTOR)) {
            String addresses = shell(director, "ip addr");
            assertEquals(director.equals(node), addresses.contains(LabInside.GATEWAY + "/"), addresses);
        }
    }

    private String shell(LabHost node, String command) throws IOException {
        return bench.lab().run(node, List.of("sh", "-c", command));
    }
}
