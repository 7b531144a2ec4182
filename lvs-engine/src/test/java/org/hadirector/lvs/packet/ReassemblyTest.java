package org.hadirector.lvs.packet;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.hadirector.lvs.engine.Segment;
import org.hadirector.lvs.golden.WireChecks;
import org.hadirector.lvs.packet.Reassembly.Outcome;
import org.junit.jupiter.api.Test;

/** Reassembly and fragmentation, each by the other. */
class ReassemblyTest {
    private static final InetAddress CLIENT = Segment.address("10.4.0.1");
    private static final InetAddress VIP = Segment.address("10.1.0.1");
    private static final InetAddress CLIENT6 = Segment.address("fd04::1");
    private static final InetAddress VIP6 = Segment.address("fd01::1");

    private final Reassembly reassembly = new Reassembly();
    private final PacketView view = new PacketView();
    private long nowNs;

    private static byte[] datagram(boolean ipv6, int payload, int id, long seed) {
        byte[] udp = new byte[8 + payload];
        new Random(seed).nextBytes(udp);
        ByteBuffer.wrap(udp).putShort(4, (short) udp.length).putShort(6, (short) 0);
        byte[] frame = Segment.ip(17, ipv6 ? CLIENT6 : CLIENT, ipv6 ? VIP6 : VIP, udp, 6);
        if (!ipv6) {
            ByteBuffer ip = ByteBuffer.wrap(frame);
            int checksum = Checksums.update16(ip.getShort(18) & 0xffff, 0, 0);
            assertEquals(checksum, ip.getShort(18) & 0xffff);
            ip.putShort(24, (short) Checksums.update16(ip.getShort(24) & 0xffff, ip.getShort(18) & 0xffff, id));
            ip.putShort(18, (short) id);
            ip.putShort(24, (short) Checksums.update16(ip.getShort(24) & 0xffff, 0x4000, 0));
            ip.putShort(20, (short) 0);
        }
        return frame;
    }

    private static List<byte[]> fragments(byte[] frame, int limit) {
        CollectingOutlet outlet = new CollectingOutlet(Integer.MAX_VALUE);
        assertTrue(new Fragmenter(outlet).send(CollectingOutlet.frame(frame), limit, 1));
        return outlet.sent;
    }

    private Outcome add(byte[] frame) {
        assertEquals(PacketView.Kind.FRAGMENT, view.parse(CollectingOutlet.frame(frame)));
        return reassembly.add(view, nowNs);
    }

    @Property(tries = 300)
    void shouldPutTogetherInAnyOrderWhatWasTakenApart(
            @ForAll boolean ipv6,
            @ForAll @IntRange(min = 2600, max = 60_000) int payload,
            @ForAll @IntRange(min = 1280, max = 9000) int limit,
            @ForAll long seed) {
        byte[] whole = datagram(ipv6, payload, 77, seed);
        List<byte[]> fragments = fragments(whole, Math.min(limit, payload));
        for (byte[] fragment : fragments) {
            assertTrue(fragment.length <= 14 + limit);
            byte[] ip = java.util.Arrays.copyOfRange(fragment, 14, fragment.length);
            assertEquals(java.util.Optional.empty(), WireChecks.wrongChecksum(ip));
        }
        List<byte[]> shuffled = new ArrayList<>(fragments);
        Collections.shuffle(shuffled, new Random(seed));
        Reassembly fresh = new Reassembly();
        for (int i = 0; i < shuffled.size(); i++) {
            view.parse(CollectingOutlet.frame(shuffled.get(i)));
            Outcome outcome = fresh.add(view, 0);
            assertEquals(i == shuffled.size() - 1 ? Outcome.COMPLETE : Outcome.KEPT, outcome);
        }
        assertArrayEquals(whole, CollectingOutlet.bytes(fresh.whole()));
        assertEquals(3, fresh.whole().interfaceIndex());
        assertTrue(fresh.whole().fragmentSize() <= limit);
        assertTrue(fresh.whole().headroom() >= 128);
    }

    @Test
    void shouldIgnoreRepetitionsAndRefuseOverlaps() {
        List<byte[]> fragments = fragments(datagram(false, 3000, 5, 1), 1500);
        assertEquals(Outcome.KEPT, add(fragments.get(0)));
        assertEquals(Outcome.KEPT, add(fragments.get(0)));
        byte[] overlapping = fragments.get(1).clone();
        ByteBuffer ip = ByteBuffer.wrap(overlapping);
        ip.putShort(20, (short) (ip.getShort(20) - 1));
        ip.putShort(24, (short) 0);
        ip.putShort(24, (short) Checksums.finish(Checksums.sum(CollectingOutlet.frame(overlapping), 14, 20)));
        assertEquals(Outcome.REFUSED, add(overlapping));
        // What was kept is gone: the rest alone completes nothing.
        assertEquals(Outcome.KEPT, add(fragments.get(1)));
        assertEquals(Outcome.KEPT, add(fragments.get(2)));
        assertEquals(Outcome.COMPLETE, add(fragments.get(0)));
    }

    @Test
    void shouldRefuseWhatGoesBeyondTheEnd() {
        List<byte[]> fragments = fragments(datagram(false, 3000, 5, 1), 1500);
        assertEquals(Outcome.KEPT, add(fragments.get(2)));
        byte[] beyond = fragments.get(1).clone();
        ByteBuffer ip = ByteBuffer.wrap(beyond);
        ip.putShort(20, (short) (0x2000 | 600));
        ip.putShort(24, (short) 0);
        ip.putShort(24, (short) Checksums.finish(Checksums.sum(CollectingOutlet.frame(beyond), 14, 20)));
        assertEquals(Outcome.REFUSED, add(beyond));
    }

    @Test
    void shouldNotMixPackets() {
        List<byte[]> one = fragments(datagram(false, 2000, 5, 1), 1500);
        List<byte[]> other = fragments(datagram(false, 2000, 6, 2), 1500);
        assertEquals(Outcome.KEPT, add(one.get(0)));
        assertEquals(Outcome.KEPT, add(other.get(1)));
        assertEquals(Outcome.COMPLETE, add(one.get(1)));
        assertArrayEquals(datagram(false, 2000, 5, 1), CollectingOutlet.bytes(reassembly.whole()));
        assertEquals(Outcome.COMPLETE, add(other.get(0)));
        assertArrayEquals(datagram(false, 2000, 6, 2), CollectingOutlet.bytes(reassembly.whole()));
    }

    @Test
    void shouldForgetAfterThirtySecondsAndIpv6AfterSixty() {
        List<byte[]> fragments = fragments(datagram(false, 2000, 5, 1), 1500);
        List<byte[]> fragments6 = fragments(datagram(true, 2000, 5, 1), 1500);
        assertEquals(Outcome.KEPT, add(fragments.get(0)));
        assertEquals(Outcome.KEPT, add(fragments6.get(0)));
        nowNs = 30_000_000_001L;
        assertEquals(Outcome.KEPT, add(fragments.get(1)));
        assertEquals(1, reassembly.expired());
        assertEquals(Outcome.COMPLETE, add(fragments6.get(1)));
        assertEquals(Outcome.KEPT, add(fragments6.get(0)));
        nowNs += 60_000_000_001L;
        assertEquals(Outcome.KEPT, add(fragments6.get(1)));
    }

    @Test
    void shouldGiveBackTheFirstFragmentOfWhatIsOverdue() {
        List<byte[]> one = fragments(datagram(false, 4000, 5, 1), 1500);
        List<byte[]> two = fragments(datagram(true, 4000, 6, 2), 1500);
        List<byte[]> headless = fragments(datagram(false, 4000, 7, 3), 1500);
        for (byte[] fragment : List.of(one.get(0), one.get(2), two.get(1), two.get(0), headless.get(1))) {
            assertEquals(Outcome.KEPT, add(fragment));
        }
        assertNull(reassembly.overdue(Reassembly.TIME_NS));
        assertArrayEquals(one.get(0), CollectingOutlet.bytes(reassembly.overdue(Reassembly.TIME_NS + 1)));
        assertNull(reassembly.overdue(Reassembly.TIME6_NS), "nobody can be told of a packet without beginning");
        assertArrayEquals(two.get(0), CollectingOutlet.bytes(reassembly.overdue(Reassembly.TIME6_NS + 1)));
        assertNull(reassembly.overdue(Long.MAX_VALUE));
        assertEquals(3, reassembly.expired());
    }

    @Test
    void shouldLetTheOldestGoWhenAllPlacesAreTaken() {
        for (int id = 0; id <= Reassembly.PACKETS; id++) {
            nowNs = id;
            assertEquals(
                    Outcome.KEPT,
                    add(fragments(datagram(false, 2000, id, id), 1500).get(0)));
        }
        assertEquals(1, reassembly.expired());
        assertEquals(
                Outcome.KEPT, add(fragments(datagram(false, 2000, 0, 0), 1500).get(1)), "the first had to go");
        assertEquals(
                Outcome.COMPLETE,
                add(fragments(datagram(false, 2000, 2, 2), 1500).get(1)),
                "a later one had not");
    }

    @Test
    void shouldLeaveAloneAFirstIpv6FragmentWithoutWholePortsAndRefuseOddOnes() {
        byte[] first = fragments(datagram(true, 1400, 5, 1), 1000).get(0);
        first[14 + 40] = 6; // of TCP these 8 bytes are not all of the header
        byte[] short8 = java.util.Arrays.copyOf(first, 14 + 40 + 8 + 8);
        ByteBuffer.wrap(short8).putShort(18, (short) 16);
        assertEquals(Outcome.ALONE, add(short8));
        byte[] odd = fragments(datagram(false, 2000, 5, 1), 1500).get(0);
        ByteBuffer ip = ByteBuffer.wrap(odd);
        ip.putShort(16, (short) (ip.getShort(16) - 3));
        ip.putShort(24, (short) 0);
        ip.putShort(24, (short) Checksums.finish(Checksums.sum(CollectingOutlet.frame(odd), 14, 20)));
        assertEquals(Outcome.REFUSED, add(odd), "not a multiple of eight");
    }

    @Property(tries = 200)
    void shouldSendCutAsItCame(@ForAll boolean ipv6, @ForAll long seed) {
        List<byte[]> came = cutAtRandom(ipv6, new Random(seed));
        Reassembly fresh = new Reassembly();
        List<byte[]> shuffled = new ArrayList<>(came);
        Collections.shuffle(shuffled, new Random(seed));
        for (byte[] fragment : shuffled) {
            view.parse(CollectingOutlet.frame(fragment));
            fresh.add(view, 0);
        }
        CollectingOutlet outlet = new CollectingOutlet(Integer.MAX_VALUE);
        assertTrue(new Fragmenter(outlet).send(fresh.whole(), fresh.whole().fragmentSize(), 1));
        assertEquals(came.size(), outlet.sent.size());
        for (int i = 0; i < came.size(); i++) {
            byte[] left = outlet.sent.get(i);
            if (ipv6) {
                ByteBuffer.wrap(left).putInt(58, ByteBuffer.wrap(came.get(i)).getInt(58)); // the number is drawn anew
            }
            assertArrayEquals(came.get(i), left);
        }
        fresh.whole().cuts().forget();
        CollectingOutlet anew = new CollectingOutlet(Integer.MAX_VALUE);
        assertTrue(new Fragmenter(anew).send(fresh.whole(), fresh.whole().fragmentSize(), 1));
        int longest = anew.sent.get(0).length;
        assertTrue(anew.sent.stream().limit(anew.sent.size() - 1).allMatch(sent -> sent.length == longest));
    }

    /** Fragments of one datagram, each of another length. */
    private static List<byte[]> cutAtRandom(boolean ipv6, Random random) {
        byte[] whole = datagram(ipv6, 4000, 9, 1);
        int header = ipv6 ? 40 : 20;
        List<byte[]> fragments = new ArrayList<>();
        int from = 0;
        while (from < 4008) {
            int size = Math.min(4008 - from, 8 * (1 + random.nextInt(100)));
            int more = from + size < 4008 ? 1 : 0;
            ByteBuffer fragment = ByteBuffer.allocate(14 + header + (ipv6 ? 8 : 0) + size);
            fragment.put(whole, 0, 14 + header);
            if (ipv6) {
                fragment.putShort(18, (short) (8 + size)).put(20, (byte) 44);
                fragment.put((byte) 17)
                        .put((byte) 0)
                        .putShort((short) (from | more))
                        .putInt(77);
            } else {
                fragment.putShort(16, (short) (20 + size)).putShort(20, (short) (from / 8 | more << 13));
                fragment.putShort(24, (short) 0);
                int sum = Checksums.finish(Checksums.sum(CollectingOutlet.frame(fragment.array()), 14, 20));
                fragment.putShort(24, (short) sum);
            }
            fragment.put(whole, 14 + header + from, size);
            fragments.add(fragment.array());
            from += size;
        }
        return fragments;
    }

    @Test
    void shouldSayWhenTheOutletIsFull() {
        CollectingOutlet outlet = new CollectingOutlet(1);
        assertFalse(new Fragmenter(outlet).send(CollectingOutlet.frame(datagram(false, 2000, 1, 1)), 1500, 1));
        assertFalse(new Fragmenter(outlet).send(CollectingOutlet.frame(datagram(false, 2, 1, 1)), 1500, 1));
        assertFalse(
                new Fragmenter(new CollectingOutlet(9)).send(CollectingOutlet.frame(datagram(false, 99, 1, 1)), 27, 1),
                "no room for eight bytes");
    }

    @Test
    void shouldPutFragmentHeadersBehindWhatRoutersRead() {
        byte[] udp = datagram(true, 2000, 0, 3);
        ByteBuffer with = ByteBuffer.allocate(udp.length + 8);
        with.put(udp, 0, 54)
                .put((byte) 17)
                .put((byte) 0)
                .putShort((short) 0x0104)
                .putInt(0)
                .put(udp, 54, 2008);
        with.put(20, (byte) 0).putShort(18, (short) 2016);
        List<byte[]> fragments = fragments(with.array(), 1500);
        assertEquals(2, fragments.size());
        assertEquals(0, fragments.get(1)[20], "hop by hop options first");
        assertEquals(44, fragments.get(1)[54], "then the fragment header");
        assertEquals(17, fragments.get(1)[62]);
        assertEquals(Outcome.KEPT, add(fragments.get(0)));
        assertEquals(Outcome.COMPLETE, add(fragments.get(1)));
        assertArrayEquals(with.array(), CollectingOutlet.bytes(reassembly.whole()));
    }
}
