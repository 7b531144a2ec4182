package org.hadirector.lvs.path.gate;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import org.awaitility.core.ConditionTimeoutException;
import org.hadirector.linux.testing.OneProcessor;
import org.hadirector.linux.testing.RequiresRoot;
import org.hadirector.lvs.engine.Segment;
import org.hadirector.lvs.path.PacketHandler;
import org.hadirector.lvs.path.PathCounters;
import org.hadirector.lvs.path.ServiceKey;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Frames with VLAN tags at the device below (IEEE 802.1Q): a VLAN is another network, whatever addresses it has; a
 * priority tag (VLAN 0) is none. On a veth the kernel takes tags into the frame's description as a card would.
 */
@RequiresRoot
@OneProcessor
class GateVlanTest {
    private static final int CUSTOMER = 0x8100;
    private static final int SERVICE = 0x88a8;
    private static final int IPV4 = 0x0800;
    private static final int ARP = 0x0806;
    private static final int TCP = 6;
    private static final int VLAN_7 = 5 << 13 | 7;
    private static final int PRIORITY = 5 << 13;
    private static final long MINUTE_NS = Duration.ofMinutes(1).toNanos();

    private GateLan lan;
    private GatePath path;
    private Wire wire;
    private byte[] arp;

    @BeforeEach
    void build() throws Exception {
        lan = new GateLan();
        path = lan.gate("eth0");
        path.guard(lan.vip);
        path.divert(new ServiceKey(6, lan.vip, 80));
        lan.takeOver();
        wire = lan.closeLater(Wire.open(lan.client, "eth0"));
        arp = Arp.request(Wire.mac(lan.client, "eth0").octets(), "10.77.0.1", GateLan.VIP);
    }

    @AfterEach
    void tearDown() throws Exception {
        lan.close();
    }

    private void entitle(boolean entitled) throws Exception {
        path.lease(lan.vip, entitled ? System.nanoTime() + MINUTE_NS : 0);
    }

    /** A SYN from the client to the director's MAC address. */
    private byte[] syn(int port) throws Exception {
        byte[] frame = Segment.tcp(Segment.address("10.77.0.1"), 4711, lan.vip, port, Segment.SYN);
        System.arraycopy(Wire.mac(lan.director, "eth0").octets(), 0, frame, 0, 6);
        System.arraycopy(Wire.mac(lan.client, "eth0").octets(), 0, frame, 6, 6);
        return frame;
    }

    /** The frame with tags in front, outermost first: pairs of EtherType and tag. */
    private static byte[] tagged(byte[] frame, int... tags) {
        ByteBuffer longer = ByteBuffer.allocate(frame.length + 2 * tags.length).put(frame, 0, 12);
        for (int word : tags) {
            longer.putShort((short) word);
        }
        return longer.put(frame, 12, frame.length - 12).array();
    }

    private static final List<int[]> VLANS = List.of(
            new int[] {CUSTOMER, VLAN_7},
            new int[] {SERVICE, VLAN_7},
            new int[] {SERVICE, VLAN_7, CUSTOMER, 9},
            new int[] {CUSTOMER, VLAN_7, CUSTOMER, PRIORITY},
            new int[] {CUSTOMER, PRIORITY, CUSTOMER, VLAN_7});

    private static final List<int[]> PRIORITIES =
            List.of(new int[] {CUSTOMER, PRIORITY}, new int[] {CUSTOMER, PRIORITY, CUSTOMER, PRIORITY}, new int[] {
                SERVICE, PRIORITY, CUSTOMER, 0
            });

    @Test
    void shouldLetFramesOfVlansPass() throws Exception {
        for (boolean entitled : new boolean[] {true, false}) {
            entitle(entitled);
            for (int[] tags : VLANS) {
                PathCounters before = path.counters();
                assertTrue(passes(tagged(arp, tags)));
                assertTrue(passes(tagged(syn(80), tags)));
                assertTrue(passes(tagged(syn(81), tags)));
                assertEquals(before, path.counters(), "neither taken up nor silenced");
                assertFalse(isAnswered(), "the stack has no such VLAN");
            }
        }
    }

    @Test
    void shouldTakePriorityTagsForNone() throws Exception {
        for (int[] tags : PRIORITIES) {
            entitle(true);
            wire.received();
            wire.send(tagged(arp, tags));
            await().until(this::isAnswered);
            wire.send(tagged(syn(81), tags));
            await().until(this::isAnswered);
            long up = path.counters().received();
            wire.send(tagged(syn(80), tags));
            await().until(() -> {
                path.poll(frame -> PacketHandler.DROP, 10);
                return path.counters().received() > up;
            });
            assertFalse(isAnswered(), "the engine's, not the stack's");

            entitle(false);
            PathCounters before = path.counters();
            wire.send(tagged(arp, tags));
            wire.send(tagged(syn(80), tags));
            wire.send(tagged(syn(81), tags));
            await().until(() -> path.counters().silenced() == before.silenced() + 2
                    && path.counters().silencedArp() == before.silencedArp() + 1);
            assertFalse(isAnswered());
        }
    }

    @Test
    void shouldLetVlansSpeakForTheirAddresses() throws Exception {
        entitle(false);
        byte[] mac = Wire.mac(lan.director, "eth0").octets();
        byte[] announcement = Arp.request(mac, GateLan.VIP, GateLan.VIP);
        PathCounters before = path.counters();
        try (Wire director = Wire.open(lan.director, "eth0")) {
            wire.received();
            director.send(tagged(announcement, CUSTOMER, VLAN_7));
            await().until(() -> wire.received().stream().anyMatch(frame -> frame[12] == 8 && frame[13] == 6));
        }
        assertEquals(before, path.counters());
    }

    @Test
    void shouldDropFramesThatAreTagsAboveAll() throws Exception {
        entitle(true);
        int[] many = new int[20];
        for (int i = 0; i < many.length; i++) {
            many[i] = i % 2 == 0 ? CUSTOMER : PRIORITY;
        }
        assertFalse(passes(tagged(arp, many)));
        assertEquals(1, path.counters().silenced());
    }

    /**
     * Whether the frame is seen behind the gate before another one that surely passes; what hosts tell each other
     * meanwhile (IGMP, ARP) does not count.
     */
    private boolean passes(byte[] frame) throws Exception {
        byte[] last = Arp.request(Wire.mac(lan.client, "eth0").octets(), "10.77.0.1", "10.77.0.99");
        int seen = 0;
        try (Wire arps = Wire.open(lan.director, "eth0", ARP);
                Wire packets = Wire.open(lan.director, "eth0", IPV4);
                Wire tags = Wire.open(lan.director, "eth0", CUSTOMER)) {
            wire.send(frame);
            wire.send(last);
            int[] others = {0};
            await().until(() -> {
                List<byte[]> received = arps.received();
                others[0] += (int) received.stream().filter(f -> f[41] == 100).count();
                return received.stream().anyMatch(f -> f[41] == 99);
            });
            int segments =
                    (int) packets.received().stream().filter(f -> f[23] == TCP).count();
            seen = others[0] + segments + tags.received().size();
        }
        return seen > 0;
    }

    /** Whether the virtual address says anything within a sixth of a second; asked again where it shall. */
    private boolean isAnswered() {
        try {
            await().atMost(Duration.ofMillis(150))
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(5))
                    .until(() -> wire.received().stream().anyMatch(this::isFromVip));
            return true;
        } catch (ConditionTimeoutException e) {
            return false;
        }
    }

    private boolean isFromVip(byte[] frame) {
        int at = Arp.isReplyFrom(frame, lan.vip) ? 28 : 26;
        return frame.length >= 42
                && frame[12] == 8
                && ByteBuffer.wrap(frame).getInt(at)
                        == ByteBuffer.wrap(lan.vip.getAddress()).getInt();
    }
}
