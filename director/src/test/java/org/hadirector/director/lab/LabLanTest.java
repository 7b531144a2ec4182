package org.hadirector.director.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.hadirector.director.drill.DrillException;
import org.hadirector.director.drill.DrillReport;
import org.hadirector.director.drill.Drills;
import org.hadirector.director.drill.Steadfast;
import org.hadirector.linux.HardwareAddress;
import org.hadirector.linux.NetworkNamespace;
import org.hadirector.linux.PacketSocket;
import org.hadirector.linux.testing.RequiresRoot;
import org.hadirector.takeover.ArpFrame;
import org.hadirector.takeover.GratuitousArp;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the directors see on their LAN, with real processes: cables, ping nodes, strangers. */
@RequiresRoot
@Timeout(value = 180, unit = TimeUnit.SECONDS)
class LabLanTest extends LabTest {
    /** The lease outlasts the pauses of a busy test machine. */
    private static final LabTiming CALM =
            LabTiming.fast().withKeepalive("400ms").withDeadtime("3s").withAutoFailback("off");

    private static final String CONFIRMED = LabPlan.VIP + ": takeover confirmed by ";

    private static final HardwareAddress STRANGER = HardwareAddress.parse("02:00:00:00:00:77");

    @Test
    void shouldHandOverWhenTheMastersLanCableIsPulled() throws Exception {
        pair("");
        DrillReport report = Drills.named("carrier").orElseThrow().run(bench);
        assertTrue(report.served());
        assertEquals("ha2", bench.master().name());
        assertFalse(event("ha2", "BEREAVED"), "it was granted, no deadtime passed");
    }

    /** The peer's answers are all that proves a LAN without gateway, servers and ping nodes: not once it is off. */
    @Test
    void shouldServeOnAfterEitherNodesEndWhereNobodyElseAnswers() throws Exception {
        LabTiming timing =
                LabTiming.fast().withKeepalive("200ms").withDeadtime("1s").withAutoFailback("off");
        build(timing);
        for (LabHost node : plan.hosts(LabHost.Role.DIRECTOR)) {
            Files.writeString(file(node.name(), "haresources"), "ha1 " + LabPlan.VIP + "\n");
            bench.lab().run(node, List.of("ip", "route", "del", "default"));
        }
        NetworkNamespace wires = NetworkNamespace.existing(plan.lanNamespace());
        wires.ip("addr", "flush", "dev", "br0");
        for (String other : List.of("rs1", "rs2", "client")) {
            bench.lab().lanCable(host(other), false);
        }
        bench.lab().startDirectors();
        bench.awaitMaster(host("ha1"));
        awaitReady("ha2");

        powerOff("ha2");
        bench.await("ha1 to call its peer dead", LIMIT, () -> event("ha1", "PEER_DEAD"));
        long deadNs = System.nanoTime();
        bench.await("four deadtimes to pass", LIMIT, () -> System.nanoTime() - deadNs > 4_000_000_000L);
        assertTrue(status("ha1").master(), () -> "its LAN is none the worse");

        bench.lab().lanCable(host("ha2"), true);
        bench.lab().startDirector(host("ha2"));
        awaitReady("ha2");
        powerOff("ha1");
        bench.awaitMaster(host("ha2"));
    }

    private void awaitReady(String standby) throws Exception {
        bench.await(
                standby + " to be ready",
                LIMIT,
                () -> bench.status(host(standby)).isPresent()
                        && statusText(standby).contains("peer owner, ready"));
    }

    private void powerOff(String node) throws IOException {
        bench.lab().lanCable(host(node), false);
        bench.lab().killDirector(host(node));
    }

    /** Two owners that hear no beat, and whose clients would see both. */
    @Test
    void shouldKeepOneOwnerOfTwoWhenADividedLanIsWholeBeforeAnyLinkWorks() throws Exception {
        pair("");
        Steadfast owner = Steadfast.now(bench);
        bench.lab().heartbeatCable(false);
        bench.lab().pullSerialCable();
        bench.lab().lanInTwo(true);
        bench.await("either half to be served", LIMIT, () -> status("ha2").master());
        long apartNs = System.nanoTime();
        bench.await("a deadtime to pass", LIMIT, () -> System.nanoTime() - apartNs > 3_000_000_000L);
        assertTrue(status("ha1").master(), "nothing tells it of the other one");

        bench.lab().lanInTwo(false);
        bench.await("the second node by name to give way", LIMIT, () -> !status("ha2")
                .master());
        String why = "no link works, but ha1 at " + mac("ha1") + " serves it on our LAN, and it is the first by name";
        assertTrue(statusText("ha2").contains(why), statusText("ha2"));
        bench.lab().heartbeatCable(true);
        bench.lab().plugSerialCable();
        bench.awaitHealthy();
        owner.checkOwner("divided LAN", "the other node gave way");
    }

    @Test
    void shouldMoveToTheNodeThatSeesThePingNode() throws Exception {
        pair("ping " + LabPlan.GATEWAY + "\nping_group servers 192.0.2.25 192.0.2.27\n"
                + "respawn hacluster /usr/lib/heartbeat/ipfail\n");
        assertEquals("ha1", bench.master().name());
        bench.await("both nodes to see both", bench.limit(), () -> statusText("ha1")
                .contains("ipfail: we see 2, the peer sees 2"));
        bench.lab().run(plan.host("ha1"), List.of("nft", "add table ip t"));
        bench.lab().run(plan.host("ha1"), List.of("nft", "add chain ip t o { type filter hook output priority 0; }"));
        bench.lab()
                .run(
                        plan.host("ha1"),
                        List.of("nft", "add rule ip t o ip daddr " + LabPlan.GATEWAY + " icmp type echo-request drop"));

        bench.awaitMaster(plan.host("ha2"));

        assertFalse(event("ha2", "BEREAVED"), "asked and granted");
        String last = "Giving up because we were told that we have less ping nodes.";
        bench.await("the log, written by a queue of its own", bench.limit(), () -> haLog("ha1")
                .contains(last));
        String log = haLog("ha1");
        for (String text : List.of(
                "Link 192.0.2.1:192.0.2.1 up.",
                "Status update for node servers: status ping",
                "WARN: node 192.0.2.1: is dead",
                "Link 192.0.2.1:192.0.2.1 dead.",
                "NS: We are still alive!")) {
            assertTrue(log.contains(text), text + "\n" + log);
        }
        bench.lab().run(plan.host("ha1"), List.of("nft", "delete table ip t"));
        bench.await("the ping node to be seen again", bench.limit(), () -> statusText("ha1")
                .contains("ipfail: we see 2, the peer sees 2"));
        assertEquals("ha2", bench.master().name());
    }

    @Test
    void shouldOnlyWatchPingNodesWithoutIpfail() throws Exception {
        pair("ping 192.0.2.99\ninitdead 3\n");
        bench.await("the ping node to be called dead", bench.limit(), () -> event("ha1", "PING_DEAD"));
        assertEquals("ha1", bench.master().name());
        assertTrue(statusText("ha1").contains("ping node 192.0.2.99: down"), statusText("ha1"));
    }

    /** A stranger says once that the address is its own: both nodes name it, the owner answers within a second. */
    @Test
    void shouldNameAStrangerAndDefendTheAddress() throws Exception {
        pair("");
        NetworkNamespace client = NetworkNamespace.existing(plan.namespace(plan.host("client")));
        HardwareAddress owner = HardwareAddress.parse(mac("ha1"));
        Inet4Address vip = (Inet4Address) InetAddress.getByName(LabPlan.VIP);
        bench.await(
                "the nodes to know each other",
                bench.limit(),
                () -> status("ha2").master() != status("ha1").master());
        try (PacketSocket wire = client.call(() -> PacketSocket.open("eth0", PacketSocket.ETH_P_ARP, 256))) {
            bench.quietTime();
            drain(wire);
            long claimedNs = System.nanoTime();
            wire.send(wire.index("eth0"), GratuitousArp.request(STRANGER, vip).octets());
            long[] defendedNs = {0};
            bench.await("the owner to defend the address", bench.limit(), () -> {
                for (ByteBuffer octets = wire.receive(); octets != null; octets = wire.receive()) {
                    ArpFrame frame = ArpFrame.parse(octets);
                    boolean gratuitous = frame != null
                            && frame.senderIp().equals(vip)
                            && frame.targetIp().equals(vip)
                            && frame.senderMac().equals(owner);
                    defendedNs[0] = gratuitous && defendedNs[0] == 0 ? System.nanoTime() : defendedNs[0];
                }
                return defendedNs[0] != 0;
            });
            assertTrue(
                    defendedNs[0] - claimedNs < 1_000_000_000L,
                    (defendedNs[0] - claimedNs) / 1_000_000 + " ms until the address was defended");
        }
        for (String node : List.of("ha1", "ha2")) {
            bench.await(node + " to name the stranger", bench.limit(), () -> event(node, "STRANGER"));
            String text = statusText(node);
            assertTrue(text.contains("STRANGER " + STRANGER + " speaks as owner of " + LabPlan.VIP), text);
        }
        bench.quietTime();
        assertEquals("ha1", bench.master().name());
    }

    /** The gateway's cache is stale when the address moves: the new owner asks from it until it is answered. */
    @Test
    void shouldConfirmThatTheLanAnswersTheNewOwner() throws Exception {
        pair("");
        bench.await("a confirmed start", bench.limit(), () -> statusText("ha1").contains(CONFIRMED));
        NetworkNamespace lan = NetworkNamespace.existing(plan.lanNamespace());
        String stale = mac("ha1");
        lan.ip("neigh", "replace", LabPlan.VIP, "lladdr", stale, "nud", "reachable", "dev", "br0");

        bench.command(plan.host("ha1"), "standby", "all");
        bench.awaitMaster(plan.host("ha2"));

        bench.await("the takeover to be confirmed", bench.limit(), () -> statusText("ha2")
                .contains(CONFIRMED));
        String learned = lan.ip("neigh", "show", LabPlan.VIP, "dev", "br0");
        assertTrue(learned.contains(mac("ha2")), learned);
        assertFalse(statusText("ha1").contains(CONFIRMED), "it holds nothing any more");
    }

    @Test
    void shouldSayThatNobodyAnswersTheNewOwnerAndGoOnAnnouncing() throws Exception {
        pair("");
        NetworkNamespace lan = NetworkNamespace.existing(plan.lanNamespace());
        lan.exec("nft", "add table bridge t");
        for (String hook : List.of("forward", "output")) {
            lan.exec("nft", "add chain bridge t " + hook + " { type filter hook " + hook + " priority 0; }");
            lan.exec(
                    "nft",
                    "add rule bridge t " + hook + " oifname ha2 arp operation reply arp daddr ip " + LabPlan.VIP
                            + " drop");
        }
        bench.command(plan.host("ha1"), "standby", "all");
        bench.awaitMaster(plan.host("ha2"));
        bench.await("ha2 to say that nobody answers", bench.limit(), () -> event("ha2", "UNCONFIRMED"));
        assertTrue(statusText("ha2").contains(LabPlan.VIP + ": takeover NOT YET CONFIRMED"), statusText("ha2"));
        NetworkNamespace client = NetworkNamespace.existing(plan.namespace(plan.host("client")));
        HardwareAddress heir = HardwareAddress.parse(mac("ha2"));
        Inet4Address vip = (Inet4Address) InetAddress.getByName(LabPlan.VIP);
        try (PacketSocket wire = client.call(() -> PacketSocket.open("eth0", PacketSocket.ETH_P_ARP, 256))) {
            Set<Integer> forms = new HashSet<>();
            bench.await("both forms of announcement", bench.limit(), () -> {
                for (ByteBuffer octets = wire.receive(); octets != null; octets = wire.receive()) {
                    ArpFrame frame = ArpFrame.parse(octets);
                    if (frame != null
                            && frame.equals(
                                    frame.operation() == ArpFrame.REQUEST
                                            ? GratuitousArp.request(heir, vip)
                                            : GratuitousArp.reply(heir, vip))) {
                        forms.add(frame.operation());
                    }
                }
                return forms.size() == 2;
            });
        }
        lan.exec("nft", "delete table bridge t");
        bench.await("the takeover to be confirmed", bench.limit(), () -> statusText("ha2")
                .contains(CONFIRMED));
    }

    /** Written without "::", which separates arguments in haresources. */
    @Test
    void shouldMoveAnIpv6AddressThatIsNeverASource() throws Exception {
        String vip = "fd00:9:0:0:0:0:0:6";
        pair("", vip + "/128/eth0");
        String client = plan.namespace(plan.host("client"));
        NetworkNamespace clients = NetworkNamespace.existing(client);
        clients.ip("addr", "add", "fd00:9::100/64", "dev", "eth0", "nodad");
        for (String node : List.of("ha1", "ha2")) {
            NetworkNamespace.existing(plan.namespace(plan.host(node)))
                    .ip("addr", "add", "fd00:9::" + node.charAt(2) + "/64", "dev", "eth0", "nodad");
        }
        bench.await(
                "ha1 to answer", bench.limit(), () -> neighbour(clients, vip).contains(mac("ha1")));
        String stands =
                NetworkNamespace.existing(plan.namespace(plan.host("ha1"))).ip("-6", "addr", "show", "dev", "eth0");
        assertTrue(stands.contains("inet6 fd00:9::6/128 scope global nodad deprecated"), stands);

        bench.lab().killDirector(plan.host("ha1"));
        bench.awaitMaster(plan.host("ha2"));

        bench.await(
                "ha2 to answer", bench.limit(), () -> neighbour(clients, vip).contains(mac("ha2")));
        bench.await("the takeover to be confirmed", bench.limit(), () -> statusText("ha2")
                .contains("fd00:9:0:0:0:0:0:6: takeover confirmed by "));
        bench.lab().startDirector(plan.host("ha1"));
        bench.awaitHealthy();
        assertEquals("ha2", bench.master().name());
    }

    /** Who the client thinks has the address, after asking. */
    private static String neighbour(NetworkNamespace clients, String vip) throws IOException {
        clients.exec("sh", "-c", "ping -6 -c1 -W1 " + vip + " || true");
        return clients.ip("-6", "neigh", "show", vip, "dev", "eth0");
    }

    private String mac(String node) throws IOException {
        return bench.lab()
                .run(plan.host(node), List.of("cat", "/sys/class/net/eth0/address"))
                .strip();
    }

    private static void drain(PacketSocket wire) throws IOException {
        while (wire.receive() != null) {
            continue;
        }
    }

    private void pair(String more) throws IOException, DrillException {
        pair(more, "");
    }

    /**
     * @param more lines of ha.cf on both nodes
     * @param address a further resource of the group, before what needs it
     */
    private void pair(String more, String address) throws IOException, DrillException {
        Lab lab = build(CALM);
        for (LabHost host : plan.hosts(LabHost.Role.DIRECTOR)) {
            Files.writeString(plan.configDir(host).resolve("ha.cf"), more, StandardOpenOption.APPEND);
            Path haresources = plan.configDir(host).resolve("haresources");
            if (!address.isEmpty()) {
                String text = Files.readString(haresources);
                Files.writeString(haresources, text.replace(LabPlan.VIP, LabPlan.VIP + " IPaddr2::" + address));
            }
            lab.startDirector(host);
        }
        bench.start();
    }
}
