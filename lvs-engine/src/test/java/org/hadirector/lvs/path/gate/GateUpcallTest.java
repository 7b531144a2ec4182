package org.hadirector.lvs.path.gate;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.hadirector.linux.testing.OneProcessor;
import org.hadirector.linux.testing.RequiresRoot;
import org.hadirector.lvs.path.PacketHandler;
import org.hadirector.lvs.path.ServiceKey;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which packets go up, seen one by one; and at which interfaces. */
@RequiresRoot
@OneProcessor
class GateUpcallTest {
    private static final int TCP = 6;
    private static final int UDP = 17;
    private static final int ICMP = 1;
    private static final long MINUTE_NS = Duration.ofMinutes(1).toNanos();

    private GateLan lan;
    private GatePath path;
    private Wire wire;
    private byte[] director;

    @BeforeEach
    void build() throws Exception {
        lan = new GateLan();
        path = lan.gate();
        director = Wire.mac(lan.director, "eth0").octets();
        wire = lan.closeLater(Wire.open(lan.client, "eth0"));
        path.guard(lan.vip);
        path.lease(lan.vip, System.nanoTime() + MINUTE_NS);
        path.divert(new ServiceKey(TCP, lan.vip, 80));
    }

    @AfterEach
    void tearDown() throws Exception {
        lan.close();
    }

    @Test
    void shouldTakeUpFragmentsAndErrorsOfTheServiceOnly() throws Exception {
        byte[] ports80 = {4, 0, 0, 80, 0, 0, 0, 0};
        byte[] ports81 = {4, 0, 0, 81, 0, 0, 0, 0};
        assertTrue(goesUp(ipv4(TCP, 0, lan.vip, ports80)));
        assertTrue(goesUp(ipv4(TCP, 185, lan.vip, new byte[8])), "a later fragment has no ports");
        assertTrue(goesUp(ipv4(TCP, 0x2000, lan.vip, ports80)), "the first fragment has");
        assertFalse(goesUp(ipv4(TCP, 0, lan.vip, ports81)));
        assertFalse(goesUp(ipv4(UDP, 0, lan.vip, ports80)));
        assertFalse(goesUp(ipv4(ICMP, 0, lan.vip, new byte[] {8, 0, 0, 0})), "echo request");
        assertTrue(goesUp(ipv4(ICMP, 0, lan.vip, error(3, 80))));
        assertTrue(goesUp(ipv4(ICMP, 0, lan.vip, error(11, 80))));
        assertFalse(goesUp(ipv4(ICMP, 0, lan.vip, error(5, 80))), "a redirect is the kernel's");
        assertFalse(goesUp(ipv4(ICMP, 0, lan.vip, error(3, 81))));
        assertFalse(goesUp(ipv4(TCP, 0, InetAddress.getByName("10.77.0.2"), ports80)), "another address");
    }

    @Test
    void shouldTakePriorityTagsForNoneAndLeaveVlansToTheirDevice() throws Exception {
        byte[] plain = ipv4(TCP, 0, lan.vip, new byte[] {4, 0, 0, 80, 0, 0, 0, 0});
        assertTrue(goesUp(tagged(plain, 5 << 13)), "a priority, no VLAN");
        assertFalse(goesUp(tagged(plain, 5 << 13 | 7)), "VLAN 7");
    }

    private static byte[] tagged(byte[] frame, int tag) {
        return ByteBuffer.allocate(frame.length + 4)
                .put(frame, 0, 12)
                .putShort((short) 0x8100)
                .putShort((short) tag)
                .put(frame, 12, frame.length - 12)
                .array();
    }

    /** A mark may be for packets to others; one that says that it is ours would be taken for an answer and sent on. */
    @Test
    void shouldLeaveToTheStackWhatComesInFromAnAddressOfOurs() throws Exception {
        InetAddress other = InetAddress.getByName("10.88.0.1");
        path.divert(new ServiceKey(TCP, other, 80));
        byte[] ports = {4, 0, 0, 80, 0, 0, 0, 0};
        assertTrue(goesUp(ipv4(TCP, 0, other, ports)));
        assertFalse(goesUp(ipv4(TCP, 0, InetAddress.getByName("10.77.0.2"), other, ports)));
        InetAddress other6 = InetAddress.getByName("fd00:88::1");
        path.divert(new ServiceKey(TCP, other6, 80));
        lan.director.ip("addr", "add", "fd00:77::2/64", "dev", "eth0", "nodad");
        byte[] frame6 = ipv6(other6, 80);
        assertTrue(goesUp(frame6));
        byte[] forged6 = ByteBuffer.allocate(frame6.length)
                .put(frame6)
                .put(14 + 8, InetAddress.getByName("fd00:77::2").getAddress())
                .array();
        await().until(() -> {
            path.follow(0);
            return !goesUp(forged6);
        });
    }

    @Test
    void shouldLeaveFramesForOtherStationsAlone() throws Exception {
        lan.director.ip("link", "set", "eth0", "promisc", "on");
        byte[] foreign = ipv4(TCP, 0, lan.vip, new byte[] {4, 0, 0, 80, 0, 0, 0, 0});
        foreign[5] ^= 1;
        assertFalse(goesUp(foreign));
    }

    @Test
    void shouldTakeUpIpv6AndBeSilentWhenItsLeaseIsOver() throws Exception {
        InetAddress vip6 = InetAddress.getByName("fd00:77::100");
        path.guard(vip6);
        lan.director.ip("addr", "add", "fd00:77::100/64", "dev", "eth0", "nodad");
        lan.client.ip("addr", "add", "fd00:77::1/64", "dev", "eth0", "nodad");
        assertFalse(answersPing6());
        path.lease(vip6, System.nanoTime() + MINUTE_NS);
        await().until(this::answersPing6);
        assertFalse(goesUp(ipv6(vip6, 80)));
        path.divert(new ServiceKey(TCP, vip6, 80));
        assertTrue(goesUp(ipv6(vip6, 80)));
        assertFalse(goesUp(ipv6(vip6, 81)));
        path.lease(vip6, 0);
        assertFalse(goesUp(ipv6(vip6, 80)));
        lan.client.ip("neigh", "flush", "all");
        assertFalse(answersPing6());
    }

    private boolean answersPing6() {
        try {
            lan.client.exec("ping", "-6", "-c1", "-W0.4", "fd00:77::100");
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void shouldFollowInterfacesThatComeAndFiltersThatAreTakenAway() throws Exception {
        lan.director.ip("link", "add", "late0", "type", "veth", "peer", "name", "late1");
        lan.director.ip("link", "set", "late0", "up");
        awaitGateAt("late0", true);
        lan.director.exec("tc", "qdisc", "del", "dev", "late0", "clsact");
        awaitGateAt("late0", true);
        lan.director.ip("link", "add", "br7", "type", "bridge");
        lan.director.ip("link", "set", "late0", "master", "br7");
        awaitGateAt("late0", false);
        awaitGateAt("br7", true);
        lan.director.ip("link", "set", "late0", "nomaster");
        awaitGateAt("late0", true);
        path.detach();
        awaitGateAt("late0", false);
        awaitGateAt("eth0", false);
    }

    @Test
    void shouldLeaveNetlinkToAnotherThreadThanThePackets() throws Exception {
        lan.director.ip("link", "add", "late0", "type", "veth", "peer", "name", "late1");
        path.await(0);
        path.poll(frame -> PacketHandler.DROP, 256);
        assertFalse(hasGate("late0"));
        path.follow(Duration.ofSeconds(5).toNanos());
        assertTrue(hasGate("late0"));
    }

    /** What is hung at the egress of somebody else's "ingress" qdisc comes to hang at its ingress. */
    @Test
    void shouldGuardTheOthersWhenAnInterfaceRefusesAndTryAgain() throws Exception {
        lan.director.ip("link", "add", "odd0", "type", "bridge");
        lan.director.exec("tc", "qdisc", "add", "dev", "odd0", "ingress");
        lan.director.ip("link", "add", "late0", "type", "bridge");
        for (int i = 0; i < 2; i++) {
            IOException refused = assertThrows(IOException.class, () -> path.follow(0));
            assertTrue(refused.getMessage().contains("egress; put clsact there instead"), refused.getMessage());
        }
        assertTrue(hasGate("odd0"), "its ingress is guarded");
        assertTrue(hasGate("late0"));
        lan.director.exec("tc", "qdisc", "del", "dev", "odd0", "ingress");
        awaitGateAt("odd0", true);
    }

    @Test
    void shouldRefuseInterfacesThatCannotHaveAGate() throws Exception {
        assertThrows(IOException.class, () -> lan.gate("eth7"));
        assertThrows(IOException.class, () -> lan.gate("lo"));
    }

    @Test
    void shouldCountWhatTheEngineWasTooSlowFor() throws Exception {
        byte[] frame = ipv4(TCP, 0, lan.vip, new byte[] {4, 0, 0, 80, 0, 0, 0, 0});
        int more = 3000; // than the ring has room for
        for (int i = 0; i < more; i++) {
            wire.send(frame);
        }
        await().until(() -> path.counters().overruns() > 0);
        int[] handled = {0};
        await().untilAsserted(() -> {
            handled[0] += path.poll(f -> PacketHandler.DROP, more);
            assertEquals(more, handled[0] + path.counters().overruns());
        });
        assertEquals(handled[0], path.counters().dropped());
    }

    private void awaitGateAt(String device, boolean there) {
        await().until(() -> {
            path.follow(0);
            return hasGate(device) == there;
        });
    }

    private boolean hasGate(String device) throws IOException {
        return lan.director
                .exec("tc", "filter", "show", "dev", device, "ingress")
                .contains("ha-director");
    }

    /** Puts a frame on the wire; whether the engine gets it before the next one that it surely gets. */
    private boolean goesUp(byte[] frame) throws Exception {
        wire.send(frame);
        wire.send(ipv4(TCP, 0, lan.vip, new byte[] {(byte) 0x77, 0, 0, 80, 0, 0, 0, 0}));
        int[] before = {0};
        boolean[] last = {false};
        await().until(() -> {
            path.poll(
                    f -> {
                        if (f.u16(12) == 0x0800 && f.u16(34) == 0x7700) {
                            last[0] = true;
                        } else {
                            before[0]++;
                        }
                        return PacketHandler.DROP;
                    },
                    10);
            return last[0];
        });
        path.poll(
                f -> {
                    before[0]++; // the other family has a ring of its own
                    return PacketHandler.DROP;
                },
                10);
        return before[0] > 0;
    }

    private byte[] ipv4(int protocol, int fragment, InetAddress to, byte[] payload) throws Exception {
        return ipv4(protocol, fragment, InetAddress.getByName("10.77.0.1"), to, payload);
    }

    private byte[] ipv4(int protocol, int fragment, InetAddress from, InetAddress to, byte[] payload) {
        ByteBuffer frame = ethernet(0x0800, 20 + payload.length)
                .putShort((short) 0x4500)
                .putShort((short) (20 + payload.length))
                .putShort((short) 1)
                .putShort((short) fragment)
                .put((byte) 64)
                .put((byte) protocol)
                .putShort((short) 0)
                .put(from.getAddress())
                .put(to.getAddress())
                .put(payload);
        int sum = 0;
        for (int at = 14; at < 34; at += 2) {
            sum += frame.getShort(at) & 0xffff;
        }
        sum = (sum & 0xffff) + (sum >>> 16);
        frame.putShort(24, (short) ~((sum & 0xffff) + (sum >>> 16)));
        return frame.array();
    }

    private byte[] ipv6(InetAddress to, int port) throws Exception {
        return ethernet(0x86dd, 48)
                .putInt(0x60000000)
                .putShort((short) 8)
                .put((byte) TCP)
                .put((byte) 64)
                .put(InetAddress.getByName("fd00:77::1").getAddress())
                .put(to.getAddress())
                .putShort((short) 1024)
                .putShort((short) port)
                .putInt(0)
                .array();
    }

    private ByteBuffer ethernet(int etherType, int payload) {
        return ByteBuffer.allocate(14 + payload)
                .put(director)
                .put(new byte[] {2, 0, 0, 0, 0, 1})
                .putShort((short) etherType);
    }

    /** An ICMP error that quotes a packet of the virtual address, from a port. */
    private byte[] error(int type, int sourcePort) throws Exception {
        return ByteBuffer.allocate(36)
                .putInt(type << 24)
                .putInt(0)
                .putInt(0x45000028)
                .putInt(0)
                .put(new byte[] {64, TCP, 0, 0})
                .put(lan.vip.getAddress())
                .put(new byte[] {10, 77, 0, 1})
                .putShort((short) sourcePort)
                .putShort((short) 1024)
                .putInt(0)
                .array();
    }
}
