package org.hadirector.lvs.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.hadirector.lvs.forward.Drop;
import org.hadirector.lvs.model.ForwardingMethod;
import org.hadirector.lvs.model.RealServer;
import org.hadirector.lvs.model.VirtualService;
import org.hadirector.lvs.path.ServiceKey;
import org.hadirector.lvs.path.memory.MemoryPacketPath.Sent;
import org.junit.jupiter.api.Test;

/**
 * Who goes to whose server: masks, prefixes, marks, full tables. Two servers in turn, so who shares nothing differs.
 */
class PersistenceTest {
    private static final InetAddress VIP = Segment.address("10.1.0.1");
    private static final InetAddress VIP6 = Segment.address("fd01::1");

    private static EngineLab lab(VirtualService service) throws LvsException {
        return lab(service, 1 << 16);
    }

    private static EngineLab lab(VirtualService service, int limit) throws LvsException {
        EngineLab lab = new EngineLab(limit);
        lab.engine().addService(service);
        String network = service.key().isIpv6() ? "fd00::" : "192.168.0.";
        for (int i = 11; i <= 12; i++) {
            InetAddress server = Segment.address(network + i);
            lab.neighbour(server);
            lab.engine().addServer(service.key(), new RealServer(server, 80, ForwardingMethod.DIRECT_ROUTE, 1));
        }
        lab.work();
        return lab;
    }

    /** The MAC address of the server that took it. */
    private static long taken(List<Sent> sent) {
        assertEquals(1, sent.size());
        return ByteBuffer.wrap(sent.get(0).frame()).getLong() >>> 16;
    }

    private static long connect(EngineLab lab, byte[] client, int port, InetAddress vip) {
        try {
            return taken(lab.send(Segment.tcp(InetAddress.getByAddress(client), port, vip, 80, Segment.SYN)));
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }

    @Property(tries = 200)
    void shouldShareByMask(
            @ForAll int mask, @ForAll @IntRange(max = 0xffff) int one, @ForAll @IntRange(max = 0xffff) int two)
            throws LvsException {
        ServiceKey key = EngineLab.tcp("10.1.0.1", 80);
        EngineLab lab = lab(new VirtualService(key, "rr", Set.of(), 60, mask, "", false));
        long first = connect(lab, ipv4(one), 1000, VIP);
        long second = connect(lab, ipv4(two), 1001, VIP);
        assertEquals((one & mask & 0xffff) == (two & mask & 0xffff), first == second);
    }

    private static byte[] ipv4(int low) {
        return new byte[] {10, 4, (byte) (low >> 8), (byte) low};
    }

    @Property(tries = 200)
    void shouldShareByPrefix(
            @ForAll @IntRange(min = 1, max = 128) int prefix,
            @ForAll @Size(15) byte[] tail,
            @ForAll @IntRange(max = 127) int flipped)
            throws LvsException {
        ServiceKey key = new ServiceKey(6, VIP6, 80);
        EngineLab lab = lab(new VirtualService(key, "rr", 60, prefix));
        byte[] one = new byte[16];
        System.arraycopy(tail, 0, one, 1, 15);
        one[0] = 0x20;
        int bit = Math.max(flipped, 3); // outside of 2000::/3 there are addresses that nobody may have
        byte[] two = new BigInteger(1, one).flipBit(127 - bit).toByteArray();
        long first = connect(lab, one, 1000, VIP6);
        long second = connect(lab, two, 1001, VIP6);
        assertEquals(bit >= prefix, first == second);
    }

    @Test
    void shouldShareAllAddressesAndPortsOfAMark() throws LvsException {
        ServiceKey key = ServiceKey.ofMark(7, false);
        EngineLab lab = lab(new VirtualService(key, "rr", 60, 32));
        InetAddress client = Segment.address("10.4.0.1");
        byte[] web = Segment.tcp(client, 1000, VIP, 80, Segment.SYN);
        byte[] other = Segment.tcp(client, 1001, Segment.address("10.3.0.9"), 443, Segment.SYN);
        byte[] datagram = Segment.udp(client, 1002, VIP, 53, 4);
        long first = taken(lab.send(EngineLab.CLIENTS, 7, web));
        assertEquals(first, taken(lab.send(EngineLab.CLIENTS, 7, other)));
        assertEquals(first, taken(lab.send(EngineLab.CLIENTS, 7, datagram)));
        ServerStatus server = lab.engine().service(key).orElseThrow().servers().get(0);
        assertEquals(1, server.persistent());
    }

    /** Of three persistent clients a table of five takes two, and says what became of the third. */
    @Test
    void shouldRefuseWhatFindsNoRoom() throws LvsException {
        VirtualService service = new VirtualService(EngineLab.tcp("10.1.0.1", 80), "rr", 60, 32);
        EngineLab lab = lab(service, 5);
        for (int i = 1; i <= 3; i++) {
            lab.send(Segment.tcp(Segment.address("10.4.0." + i), 1000, VIP, 80, Segment.SYN));
        }
        assertTrue(lab.engine().connectionCount() <= 5);
        assertEquals(1, lab.engine().drops().get(Drop.TABLE_FULL));
        assertEquals(2, lab.connections().stream().filter(c -> !c.isTemplate()).count());
    }
}
