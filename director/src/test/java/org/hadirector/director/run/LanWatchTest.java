package org.hadirector.director.run;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hadirector.heartbeat.decide.Input;
import org.hadirector.linux.NetlinkInterfaces;
import org.hadirector.linux.NetworkNamespace;
import org.hadirector.linux.testing.RequiresRoot;
import org.hadirector.linux.testing.TestNetwork;
import org.hadirector.takeover.LanProbe;
import org.hadirector.takeover.Vip;
import org.junit.jupiter.api.Test;

@RequiresRoot
class LanWatchTest {
    private static final String GROUP = "192.0.2.6";

    private final Inbox inbox = new Inbox();
    private final List<Input> heard = new ArrayList<>();

    private boolean hears(LanWatch watch, Class<? extends Input> kind) {
        watch.probe(GROUP);
        watch.poll(System.nanoTime());
        for (Input input = inbox.poll(); input != null; input = inbox.poll()) {
            if (!(input instanceof Input.OwnStations)) {
                heard.add(input);
            }
        }
        return heard.stream().anyMatch(kind::isInstance);
    }

    private static void probe(NetworkNamespace from, InetAddress vip) throws Exception {
        from.call(() -> {
            try (NetlinkInterfaces interfaces = NetlinkInterfaces.open();
                    LanProbe probe = LanProbe.open("eth0", interfaces)) {
                probe.probe(List.of(vip), List.of(), null);
            }
            return null;
        });
    }

    @Test
    void shouldHearWitnessesOwnersAndTheCable() throws Exception {
        try (TestNetwork network = new TestNetwork()) {
            NetworkNamespace director = network.host("dir");
            NetworkNamespace neighbour = network.host("lan");
            network.cable(director, "eth0", "192.0.2.11/24", neighbour, "eth0", "192.0.2.1/24");
            InetAddress vip = InetAddress.getByName(GROUP);
            director.call(() -> {
                try (NetlinkInterfaces interfaces = NetlinkInterfaces.open();
                        LanWatch watch = LanWatch.open(
                                Map.of(GROUP, List.of(new Vip(vip, 32, null, "eth0", "eth0:0"))),
                                Map.of("eth0", Set.of(InetAddress.getByName("192.0.2.1"))),
                                interfaces,
                                inbox)) {
                    watch.tellCarriers();
                    assertEquals(new Input.CarrierChanged(GROUP, true), inbox.poll());
                    await().until(() -> hears(watch, Input.LanAnswered.class));
                    assertEquals(new Input.LanAnswered(GROUP, "192.0.2.1", "eth0"), heard.get(0));
                    heard.clear();
                    probe(neighbour, vip);
                    await().until(() -> hears(watch, Input.VipProbed.class));
                    heard.clear();
                    neighbour.ip("addr", "add", GROUP + "/32", "dev", "eth0");
                    await().until(() -> hears(watch, Input.VipAnswered.class));
                    neighbour.ip("link", "set", "eth0", "down");
                    heard.clear();
                    await().until(() -> hears(watch, Input.CarrierChanged.class));
                    assertEquals(
                            new Input.CarrierChanged(GROUP, false),
                            heard.stream()
                                    .filter(Input.CarrierChanged.class::isInstance)
                                    .findFirst()
                                    .orElseThrow());
                }
                return null;
            });
        }
    }

    @Test
    void shouldAskForIpv6AddressesAndTakeAnyWitnessOfTheLan() throws Exception {
        try (TestNetwork network = new TestNetwork()) {
            NetworkNamespace director = network.host("dir");
            NetworkNamespace neighbour = network.host("lan");
            network.cable(director, "eth0", "192.0.2.11/24", neighbour, "eth0", "192.0.2.1/24");
            InetAddress vip = InetAddress.getByName("fd00:9::100");
            director.call(() -> {
                try (NetlinkInterfaces interfaces = NetlinkInterfaces.open();
                        LanWatch watch = LanWatch.open(
                                Map.of(GROUP, List.of(new Vip(vip, 128, null, "eth0", "eth0"))),
                                Map.of("eth0", Set.of(InetAddress.getByName("192.0.2.1"))),
                                interfaces,
                                inbox)) {
                    await().until(() -> hears(watch, Input.LanAnswered.class));
                    neighbour.ip("addr", "add", "fd00:9::100/128", "dev", "eth0", "nodad");
                    await().until(() -> hears(watch, Input.VipAnswered.class));
                }
                return null;
            });
        }
    }

    @Test
    void shouldNotTakeThePeerForAWitness() throws Exception {
        try (TestNetwork network = new TestNetwork()) {
            NetworkNamespace director = network.host("dir");
            NetworkNamespace peer = network.host("peer");
            network.cable(director, "eth0", "192.0.2.11/24", peer, "eth0", "192.0.2.12/24");
            InetAddress vip = InetAddress.getByName(GROUP);
            Set<InetAddress> peers = Set.of(InetAddress.getByName("192.0.2.12"));
            director.call(() -> {
                try (NetlinkInterfaces interfaces = NetlinkInterfaces.open();
                        LanWatch watch = LanWatch.open(
                                Map.of(GROUP, List.of(new Vip(vip, 32, null, "eth0", "eth0:0"))),
                                Map.of("eth0", Set.of()),
                                interfaces,
                                inbox)) {
                    watch.peers(() -> peers);
                    await().until(() -> hears(watch, Input.PeerAnswered.class));
                    assertEquals(Set.of(new Input.PeerAnswered(GROUP, "eth0")), Set.copyOf(heard));
                }
                return null;
            });
        }
    }

    /** Which LAN it was decides what it proves: the core asks for that of the group's first address. */
    @Test
    void shouldSayOnWhichLanAWitnessAnswered() throws Exception {
        try (TestNetwork network = new TestNetwork()) {
            NetworkNamespace director = network.host("dir");
            NetworkNamespace front = network.host("front");
            NetworkNamespace back = network.host("back");
            network.cable(director, "eth0", "192.0.2.11/24", front, "eth0", "192.0.2.1/24");
            network.cable(director, "eth1", "198.51.100.11/24", back, "eth0", "198.51.100.1/24");
            front.ip("link", "set", "eth0", "arp", "off");
            InetAddress vip = InetAddress.getByName(GROUP);
            InetAddress further = InetAddress.getByName("198.51.100.6");
            director.call(() -> {
                try (NetlinkInterfaces interfaces = NetlinkInterfaces.open();
                        LanWatch watch = LanWatch.open(
                                Map.of(
                                        GROUP,
                                        List.of(
                                                new Vip(vip, 32, null, "eth0", "eth0:0"),
                                                new Vip(further, 32, null, "eth1", "eth1:0"))),
                                Map.of(
                                        "eth0", Set.of(InetAddress.getByName("192.0.2.1")),
                                        "eth1", Set.of(InetAddress.getByName("198.51.100.1"))),
                                interfaces,
                                inbox)) {
                    await().until(() -> hears(watch, Input.LanAnswered.class));
                    assertEquals(new Input.LanAnswered(GROUP, "198.51.100.1", "eth1"), heard.get(0));
                    heard.clear();
                    front.ip("link", "set", "eth0", "arp", "on");
                    Input first = new Input.LanAnswered(GROUP, "192.0.2.1", "eth0");
                    await().until(() -> hears(watch, Input.LanAnswered.class) && heard.contains(first));
                }
                return null;
            });
        }
    }
}
