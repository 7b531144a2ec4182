package org.hadirector.lvs.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.hadirector.lvs.forward.Drop;
import org.hadirector.lvs.golden.WireChecks;
import org.hadirector.lvs.model.ForwardingMethod;
import org.hadirector.lvs.model.RealServer;
import org.hadirector.lvs.model.Tunnel;
import org.hadirector.lvs.model.VirtualService;
import org.hadirector.lvs.path.NextHop;
import org.hadirector.lvs.path.ServiceKey;
import org.hadirector.lvs.path.memory.MemoryPacketPath.Sent;
import org.hadirector.lvs.setting.Setting;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tunnelling beyond what the vectors show: checksums of every kind, super-frames, what cannot be wrapped. */
class TunnelTest {
    private final EngineLab lab = new EngineLab();

    private InetAddress client;
    private InetAddress vip;

    private void serve(boolean inner6, boolean outer6, Tunnel tunnel) throws LvsException {
        client = Segment.address(inner6 ? "fd04::1" : "10.4.0.1");
        vip = Segment.address(inner6 ? "fd01::1" : "10.1.0.1");
        InetAddress server = Segment.address(outer6 ? "fd00::11" : "192.168.0.11");
        lab.neighbour(server);
        ServiceKey key = new ServiceKey(6, vip, 80);
        lab.engine().addService(new VirtualService(key, "rr"));
        lab.engine().addServer(key, new RealServer(server, 80, ForwardingMethod.TUNNEL, 1, 0, 0, tunnel));
        lab.work();
    }

    private byte[] data(int payload, int flags) {
        byte[] tcp = new byte[20 + payload];
        ByteBuffer.wrap(tcp)
                .putShort((short) 1000)
                .putShort((short) 80)
                .putInt(7)
                .putInt(9);
        tcp[12] = 0x50;
        tcp[13] = (byte) flags;
        Arrays.fill(tcp, 20, tcp.length, (byte) 'd');
        return Segment.ip(6, client, vip, tcp, 16);
    }

    /** The packet inside, after every checksum outside was found right. */
    private static byte[] unwrapped(byte[] frame, int extra) {
        byte[] ip = Arrays.copyOfRange(frame, 14, frame.length);
        assertEquals(Optional.empty(), WireChecks.wrongChecksum(ip));
        boolean outer6 = ip[0] >> 4 == 6;
        assertEquals(
                outer6 ? (short) 0x86dd : (short) 0x0800, ByteBuffer.wrap(frame).getShort(12));
        return Arrays.copyOfRange(ip, (outer6 ? 40 : 20) + extra, ip.length);
    }

    /** A packet as it leaves the director: one hop older. */
    private static byte[] older(byte[] frame) {
        byte[] ip = Arrays.copyOfRange(frame, 14, frame.length);
        if (ip[0] >> 4 == 6) {
            ip[7]--;
        } else {
            ip[8]--;
            ByteBuffer bytes = ByteBuffer.wrap(ip);
            int sum = (bytes.getShort(10) & 0xffff) + 0x100;
            bytes.putShort(10, (short) (sum + (sum >> 16)));
        }
        return ip;
    }

    @ParameterizedTest
    @CsvSource({
        "IPIP,NONE,0,0",
        "GRE,NONE,0,4",
        "GRE,FULL,0,8",
        "GUE,NONE,6080,12",
        "GUE,FULL,6080,12",
        "GUE,REMOTE,6080,12"
    })
    void shouldWrapForBothFamiliesWithRightChecksums(Tunnel.Type type, Tunnel.Checksum checksum, int port, int extra)
            throws LvsException {
        for (int families = 0; families < 4; families++) {
            TunnelTest fresh = new TunnelTest();
            boolean inner6 = (families & 1) != 0;
            fresh.serve(inner6, (families & 2) != 0, new Tunnel(type, port, checksum));
            byte[] syn = fresh.data(0, Segment.SYN);
            List<Sent> sent = fresh.lab.send(syn);
            byte[] inside = unwrapped(sent.get(0).frame(), extra);
            assertArrayEquals(older(syn), inside);
            byte[] frame = sent.get(0).frame();
            int at = 14 + ((families & 2) != 0 ? 40 : 20);
            if (type == Tunnel.Type.GUE) {
                assertEquals(6080, ByteBuffer.wrap(frame).getShort(at + 2));
                assertEquals(inner6 ? 41 : 4, frame[at + 9]);
                assertEquals(
                        checksum != Tunnel.Checksum.NONE, ByteBuffer.wrap(frame).getShort(at + 6) != 0);
            } else if (type == Tunnel.Type.GRE) {
                assertEquals(
                        inner6 ? (short) 0x86dd : 0x0800, ByteBuffer.wrap(frame).getShort(at + 2));
            }
        }
    }

    @Test
    void shouldTakeASuperFrameApart() throws LvsException {
        serve(false, false, new Tunnel(Tunnel.Type.GUE, 6080, Tunnel.Checksum.FULL));
        lab.send(data(0, Segment.SYN));
        byte[] large = data(10_000, Segment.ACK);
        lab.path().deliver(EngineLab.CLIENTS, 0, large, 1400);
        lab.work();
        List<Sent> sent = lab.path().sent();
        assertEquals(8, sent.size());
        int total = 0;
        for (Sent one : sent) {
            assertEquals(EngineLab.SERVERS, one.interfaceIndex());
            byte[] inside = unwrapped(one.frame(), 12);
            assertEquals(7 + total, ByteBuffer.wrap(inside).getInt(24), "sequence number");
            total += inside.length - 40;
            assertEquals(EngineLab.mac(Segment.address("192.168.0.11")) & 0xff, one.frame()[5]);
        }
        assertEquals(10_000, total);
    }

    @ParameterizedTest
    @CsvSource({"IPIP,NONE,0,0,4", "GRE,NONE,0,4,2", "GUE,NONE,6080,12,4", "GRE,FULL,0,8,0", "GUE,FULL,6080,12,0"})
    void shouldLeaveASuperFrameWholeWhereTheKernelSegmentsInside(
            Tunnel.Type type, Tunnel.Checksum checksum, int port, int extra, int wholes) throws LvsException {
        int whole = 0;
        for (int families = 0; families < 4; families++) {
            TunnelTest fresh = new TunnelTest();
            fresh.serve((families & 1) != 0, (families & 2) != 0, new Tunnel(type, port, checksum));
            fresh.lab.send(fresh.data(0, Segment.SYN));
            byte[] large = fresh.data(10_000, Segment.ACK);
            fresh.lab.path().deliver(EngineLab.CLIENTS, 0, large, 1300);
            fresh.lab.work();
            List<Sent> sent = fresh.lab.path().sent();
            if (sent.size() == 1) {
                assertArrayEquals(older(large), unwrapped(sent.get(0).frame(), extra));
                whole++;
            } else {
                assertEquals(8, sent.size());
            }
        }
        assertEquals(wholes, whole, "all families, but no GRE in IPv6");
    }

    /** With outer headers it would be longer than a packet can be, though each segment fits. */
    @Test
    void shouldTakeASuperFrameApartThatHasNoRoomForMore() throws LvsException {
        serve(false, false, Tunnel.IPIP);
        lab.send(data(0, Segment.SYN));
        lab.path().deliver(EngineLab.CLIENTS, 0, data(65_535 - 40 - 19, Segment.ACK), 1400);
        lab.work();
        assertEquals(47, lab.path().sent().size());
        lab.path().deliver(EngineLab.CLIENTS, 0, data(65_535 - 40 - 20, Segment.ACK), 1400);
        lab.work();
        assertEquals(1, lab.path().sent().size());
    }

    /** Fragments are made of complete packets. */
    @Test
    void shouldTakeASuperFrameApartWhoseWrappedPacketsNeedFragments() throws Exception {
        serve(false, false, Tunnel.IPIP);
        lab.engine().settings().set(Setting.PMTU_DISC, "0");
        lab.send(data(0, Segment.SYN));
        lab.path().deliver(EngineLab.CLIENTS, 0, data(2_920, Segment.ACK), 1460);
        lab.work();
        assertEquals(4, lab.path().sent().size());
    }

    @Test
    void shouldJudgeASuperFrameByItsSegments() throws LvsException {
        serve(false, false, Tunnel.IPIP);
        lab.send(data(0, Segment.SYN));
        lab.path().deliver(EngineLab.CLIENTS, 0, data(10_000, Segment.ACK), 1460);
        lab.work();
        List<Sent> sent = lab.path().sent();
        assertEquals(1, sent.size());
        ByteBuffer answer = ByteBuffer.wrap(sent.get(0).frame());
        assertEquals(0x0304, answer.getShort(34), "fragmentation needed");
        assertEquals(1480, answer.getShort(40));
        assertTrue(Segment.isIntact(sent.get(0).frame()));
    }

    @Test
    void shouldNotWrapWithoutAnAddressOfItsOwn() throws LvsException {
        serve(false, false, Tunnel.IPIP);
        lab.hops().learn(Segment.address("192.168.0.11"), new NextHop(EngineLab.SERVERS, 1, 2));
        assertEquals(List.of(), lab.send(data(0, Segment.SYN)));
        assertEquals(1, lab.engine().drops().get(Drop.NO_ROOM_TO_WRAP));
    }

    @Test
    void shouldNotRelayErrorsAboutWhatItDidNotSend() throws LvsException {
        serve(false, false, Tunnel.IPIP);
        lab.local(Segment.address("192.168.0.254"));
        lab.send(data(0, Segment.SYN));
        byte[] inner = older(data(0, Segment.ACK));
        assertEquals(List.of(), error("192.168.0.253", "192.168.0.11", inner, 0), "another director's");
        assertEquals(1, error("192.168.0.254", "192.168.0.11", inner, 0).size(), "ours");
        assertEquals(List.of(), error("192.168.0.254", "192.168.0.12", inner, 0), "another server");
        inner[13]++;
        assertEquals(List.of(), error("192.168.0.254", "192.168.0.11", inner, 0), "another client");
        inner[13]--;
        assertEquals(List.of(), error("192.168.0.254", "192.168.0.11", inner, 1), "wrong checksum");
        assertEquals(1, lab.engine().drops().get(Drop.BAD_CHECKSUM));
    }

    /** What leaves because a router says that an ipip packet took too many hops. */
    private List<Sent> error(String from, String to, byte[] inner, int wrong) {
        byte[] outer = Segment.ip(4, Segment.address(from), Segment.address(to), Arrays.copyOf(inner, 40), -1);
        byte[] quoted = Arrays.copyOfRange(outer, 14, outer.length);
        byte[] message = new byte[8 + quoted.length];
        message[0] = 11;
        System.arraycopy(quoted, 0, message, 8, quoted.length);
        long sum = 0;
        for (int i = 0; i < message.length; i += 2) {
            sum += ByteBuffer.wrap(message).getShort(i) & 0xffff;
        }
        while (sum >> 16 != 0) {
            sum = (sum & 0xffff) + (sum >> 16);
        }
        ByteBuffer.wrap(message).putShort(2, (short) (~sum + wrong));
        byte[] frame = Segment.ip(1, Segment.address("192.168.0.77"), Segment.address(from), message, -1);
        return lab.send(EngineLab.SERVERS, 0, frame);
    }
}
