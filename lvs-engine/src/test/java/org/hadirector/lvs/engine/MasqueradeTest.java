package org.hadirector.lvs.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.hadirector.lvs.forward.Drop;
import org.hadirector.lvs.model.ForwardingMethod;
import org.hadirector.lvs.model.RealServer;
import org.hadirector.lvs.model.VirtualService;
import org.hadirector.lvs.packet.InternetSum;
import org.hadirector.lvs.path.ServiceKey;
import org.hadirector.lvs.path.memory.MemoryPacketPath.Sent;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Masquerading beyond what the vectors show: fragments both ways, replies too big for the client's link. */
class MasqueradeTest {
    private static final InetAddress CLIENT = Segment.address("10.4.0.1");
    private static final InetAddress VIP = Segment.address("10.1.0.1");
    private static final InetAddress SERVER = Segment.address("192.168.0.11");

    private final EngineLab lab = new EngineLab();

    @BeforeEach
    void serve() throws LvsException {
        lab.neighbour(SERVER);
        for (int protocol : new int[] {6, 17}) {
            ServiceKey key = new ServiceKey(protocol, VIP, 80);
            lab.engine().addService(new VirtualService(key, "rr"));
            lab.engine().addServer(key, new RealServer(SERVER, 8080, ForwardingMethod.MASQUERADE, 1));
        }
        lab.work();
    }

    private static byte[] datagram(InetAddress from, int port, InetAddress to, int toPort) {
        byte[] udp = new byte[2008];
        new Random(4).nextBytes(udp);
        ByteBuffer.wrap(udp).putShort((short) port).putShort((short) toPort).putInt(2008 << 16);
        return Segment.ip(17, from, to, udp, 6);
    }

    /** A packet with other length and fragment fields, its header checksum right. */
    private static byte[] labelled(ByteBuffer frame, int fragment) {
        frame.putShort(16, (short) (frame.capacity() - 14)).putShort(20, (short) fragment);
        frame.putShort(24, (short) 0);
        int sum = 0;
        for (int at = 14; at < 34; at += 2) {
            sum += frame.getShort(at) & 0xffff;
        }
        return frame.putShort(24, (short) ~((sum & 0xffff) + (sum >> 16))).array();
    }

    private static byte[] fragment(byte[] whole, int from, int to) {
        ByteBuffer frame = ByteBuffer.allocate(34 + to - from).put(whole, 0, 34).put(whole, 34 + from, to - from);
        return labelled(frame, from / 8 | (to < 2008 ? 0x2000 : 0));
    }

    /** The datagram that fragments are of. */
    private static byte[] whole(List<Sent> fragments) {
        ByteBuffer whole =
                ByteBuffer.allocate(34 + 2008).put(0, fragments.get(0).frame(), 0, 34);
        for (Sent one : fragments) {
            int at = (ByteBuffer.wrap(one.frame()).getShort(20) & 0x1fff) * 8;
            whole.put(34 + at, one.frame(), 34, one.frame().length - 34);
        }
        return labelled(whole, 0);
    }

    @Test
    void shouldTranslateFragmentsBothWaysInAnyOrder() {
        byte[] question = datagram(CLIENT, 1000, VIP, 80);
        assertEquals(List.of(), lab.send(fragment(question, 1000, 2008)), "the first is missing");
        List<Sent> there = lab.send(fragment(question, 0, 1000));
        assertTrue(there.size() > 1);
        there.forEach(one -> assertTrue(one.frame().length <= 14 + 1028, "no larger than they came"));
        assertTrue(Segment.isIntact(whole(there)));

        byte[] answer = datagram(SERVER, 8080, CLIENT, 1000);
        assertEquals(List.of(), lab.send(EngineLab.SERVERS, 0, fragment(answer, 1400, 2008)));
        List<Sent> back = lab.send(EngineLab.SERVERS, 0, fragment(answer, 0, 1400));
        byte[] whole = whole(back);
        assertTrue(Segment.isIntact(whole));
        assertArrayEquals(VIP.getAddress(), Arrays.copyOfRange(whole, 26, 30));
        assertEquals(80, ByteBuffer.wrap(whole).getShort(34));
        back.forEach(one -> assertEquals(EngineLab.CLIENTS, one.interfaceIndex()));
    }

    /** Each would fit the way, but their sender wants to know what fits (ensure_mtu_is_adequate of the kernel). */
    @Test
    void shouldMeasureFragmentsThatMustNotBeCutTogether() {
        byte[] question = datagram(CLIENT, 1000, VIP, 80);
        assertEquals(List.of(), lab.send(labelled(ByteBuffer.wrap(fragment(question, 0, 1000)), 0x6000)));
        List<Sent> answer = lab.send(labelled(ByteBuffer.wrap(fragment(question, 1000, 2008)), 0x4000 | 1000 / 8));
        assertEquals(1, answer.size());
        assertEquals(EngineLab.CLIENTS, answer.get(0).interfaceIndex());
        ByteBuffer icmp = ByteBuffer.wrap(answer.get(0).frame());
        assertEquals(0x0304, icmp.getShort(34), "fragmentation needed");
        assertEquals(1500, icmp.getShort(40));
    }

    @Test
    void shouldGiveFragmentsOfNoServiceToTheStackOnceTheyAreComplete() {
        byte[] other = datagram(CLIENT, 1000, VIP, 53);
        assertEquals(List.of(), lab.send(fragment(other, 1000, 2008)));
        assertEquals(List.of(), lab.path().local());
        assertEquals(List.of(), lab.send(fragment(other, 0, 1000)));
        assertTrue(lab.path().local().size() > 1);
    }

    @Test
    void shouldTellTheServerWhatTheClientsLinkTakes() {
        lab.send(Segment.tcp(CLIENT, 1000, VIP, 80, Segment.SYN));
        lab.hops().mtu(EngineLab.CLIENTS, 1300);
        byte[] tcp = new byte[1400];
        ByteBuffer.wrap(tcp).putShort((short) 8080).putShort((short) 1000).putShort(12, (short) 0x5010);
        List<Sent> answer = lab.send(EngineLab.SERVERS, 0, Segment.ip(6, SERVER, CLIENT, tcp, 16));
        ByteBuffer icmp = ByteBuffer.wrap(answer.get(0).frame());
        assertEquals(EngineLab.SERVERS, answer.get(0).interfaceIndex());
        assertEquals(0x0304, icmp.getShort(34));
        assertEquals(1300, icmp.getInt(38));
        assertEquals(0xc0a800fe, icmp.getInt(26), "says the director");
        assertEquals(0x0a040001, icmp.getInt(58), "quotes what the server sent");
        assertTrue(Segment.isIntact(answer.get(0).frame()));
    }

    /** The stack refuses to route each by itself before the hooks put them together; those to the service it keeps. */
    @Test
    void shouldLeaveFragmentsOfServersThatLivedTooLongToTheStack() {
        lab.send(Segment.udp(CLIENT, 1000, VIP, 80, 10));
        byte[] answer = datagram(SERVER, 8080, CLIENT, 1000);
        assertEquals(List.of(), lab.send(EngineLab.SERVERS, 0, dying(fragment(answer, 0, 1400))));
        assertEquals(1, lab.path().local().size());
        assertEquals(List.of(), lab.send(EngineLab.SERVERS, 0, fragment(answer, 1400, 2008)), "the first is missing");
        assertEquals(List.of(), lab.send(dying(fragment(datagram(CLIENT, 1000, VIP, 80), 0, 1000))));
        assertEquals(1, lab.path().local().size(), "waits for the others");
    }

    private static byte[] dying(byte[] frame) {
        ByteBuffer ip = ByteBuffer.wrap(frame).put(22, (byte) 1).putShort(24, (short) 0);
        ip.putShort(24, (short) ~InternetSum.fold(InternetSum.sum(frame, 14, 20)));
        return frame;
    }

    @Test
    void shouldRefuseMartiansAmongFragments() {
        byte[] question = datagram(Segment.address("127.0.0.1"), 1000, VIP, 80);
        assertEquals(List.of(), lab.send(fragment(question, 0, 1000)));
        assertEquals(1, lab.engine().drops().get(Drop.MARTIAN));
    }
}
