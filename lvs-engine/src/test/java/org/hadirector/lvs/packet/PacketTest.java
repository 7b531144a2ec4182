package org.hadirector.lvs.packet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.hadirector.lvs.engine.Segment;
import org.hadirector.lvs.path.Frame;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PacketTest {
    private static final InetAddress CLIENT = Segment.address("10.4.0.1");
    private static final InetAddress VIP = Segment.address("10.1.0.1");

    private final PacketView view = new PacketView();

    private static Frame frame(byte[] bytes) {
        return frame(bytes, bytes.length);
    }

    private static Frame frame(byte[] bytes, int capacity) {
        ByteBuffer buffer =
                ByteBuffer.allocate(Math.max(capacity, bytes.length)).put(0, bytes);
        return new Frame().wrap(buffer, 0, bytes.length, Math.max(capacity, bytes.length), 3);
    }

    private static byte[] bytes(Frame frame) {
        byte[] bytes = new byte[frame.length()];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) frame.u8(i);
        }
        return bytes;
    }

    @Test
    void shouldReadAddressesPortsAndFlags() {
        assertEquals(PacketView.Kind.TRANSPORT, view.parse(frame(Segment.tcp(CLIENT, 1000, VIP, 80, Segment.SYN))));
        assertEquals(Addresses.low(CLIENT), view.sourceLow());
        assertEquals(Addresses.low(VIP), view.destinationLow());
        assertEquals(1000, view.sourcePort());
        assertEquals(80, view.destinationPort());
        assertEquals(Segment.SYN, view.tcpFlags());
        assertEquals(40, view.packetLength());
    }

    @Test
    void shouldRefuseEveryTruncation() {
        for (InetAddress client : new InetAddress[] {CLIENT, Segment.address("fd02::1")}) {
            InetAddress vip = client == CLIENT ? VIP : Segment.address("fd01::1");
            byte[] whole = Segment.tcp(client, 1000, vip, 80, Segment.SYN);
            for (int length = 14; length < whole.length; length++) {
                byte[] cut = java.util.Arrays.copyOf(whole, length);
                assertEquals(PacketView.Kind.MALFORMED, view.parse(frame(cut)), "cut to " + length);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"6, 19", "6, 4", "6, 0", "17, 7", "17, 0", "132, 11"})
    void shouldTellHeadersThatEndEarlyFromPacketsThatLie(int protocol, int length) {
        byte[] cut = Segment.ip(protocol, CLIENT, VIP, new byte[length], Segment.NO_CHECKSUM);
        assertEquals(PacketView.Kind.CUT_SHORT, view.parse(frame(cut)));
        assertEquals(PacketView.Kind.MALFORMED, view.parse(frame(cut).checksumPartial(true)), "no place for it");
        assertEquals(PacketView.Kind.MALFORMED, view.parse(frame(cut).segmentSize(1)));
        byte[] padded = java.util.Arrays.copyOf(cut, cut.length + 40);
        assertEquals(PacketView.Kind.CUT_SHORT, view.parse(frame(padded)), "padding is no header");
    }

    @Test
    void shouldLeaveWhatStandsBehindThePacket() {
        for (InetAddress client : new InetAddress[] {CLIENT, Segment.address("fd02::1")}) {
            InetAddress vip = client == CLIENT ? VIP : Segment.address("fd01::1");
            byte[] whole = Segment.tcp(client, 1000, vip, 80, Segment.SYN);
            Frame padded = frame(java.util.Arrays.copyOf(whole, whole.length + 6));
            assertEquals(PacketView.Kind.TRANSPORT, view.parse(padded));
            assertEquals(whole.length + 6, padded.length(), "the stack gets what came");
            view.trim();
            assertEquals(whole.length, padded.length());
        }
    }

    /** The kernel reads 20 bytes and forwards: only what counts on the payload's place must know. */
    @ParameterizedTest
    @ValueSource(ints = {0, 4, 6, 15})
    void shouldLetLyingDataOffsetsPassButNotWhereSegmentsAreTakenApart(int offset) {
        byte[] segment = Segment.tcp(CLIENT, 1000, VIP, 80, Segment.SYN);
        segment[46] = (byte) (offset << 4);
        assertEquals(PacketView.Kind.TRANSPORT, view.parse(frame(segment)));
        assertFalse(TcpSegment.isHeaderWhole(view));
        assertEquals(40, view.sizeOnTheWire());
        assertEquals(PacketView.Kind.MALFORMED, view.parse(frame(segment).segmentSize(1000)));
        segment[46] = 0x50;
        assertEquals(PacketView.Kind.TRANSPORT, view.parse(frame(segment).segmentSize(1000)));
        assertTrue(TcpSegment.isHeaderWhole(view));
    }

    @Test
    void shouldRefuseLyingLengthsAndBrokenHeaders() {
        assertEquals(PacketView.Kind.MALFORMED, changed(14, 0x4400), "header below 20");
        assertEquals(PacketView.Kind.MALFORMED, changed(14, 0x6500), "version 6 in an IPv4 frame");
        assertEquals(PacketView.Kind.MALFORMED, changed(16, 41), "longer than the frame");
        assertEquals(PacketView.Kind.MALFORMED, changed(16, 19), "shorter than its header");
        assertEquals(PacketView.Kind.FRAGMENT, changed(20, 0x2000), "first fragment");
        assertEquals(PacketView.Kind.FRAGMENT, changed(20, 0x0008), "later fragment");
        assertEquals(PacketView.Kind.TAGGED, changed(12, 0x8100));
        assertEquals(PacketView.Kind.NOT_IP, changed(12, 0x0806));
        byte[] wrongSum = Segment.tcp(CLIENT, 1000, VIP, 80, Segment.SYN);
        wrongSum[24]++;
        assertEquals(PacketView.Kind.MALFORMED, view.parse(frame(wrongSum)), "header checksum");
    }

    @ParameterizedTest
    @CsvSource({
        "01010101, 0",
        "07070400000000, 0",
        "0703040001, 0",
        "00ffffff, 0",
        "440c050309090909000000, 0",
        "83070401020304, -1",
        "8307080a010001, -1",
        "89070401020304, -1",
        "0703048907040102030400, -1",
        "07070500, 20",
        "07070500000000, 22",
        "07070300000000, 22",
        "070200, 21",
        "070004, 20",
        "99, 20",
        "9900, 20",
        "9909ffff, 20",
        "0707040000000007070400000000, 27",
        "8303048303048304, 23",
        "8303040783, 23",
        "44030500, 21",
        "44080400, 20",
        "44080600000000, 22",
        "44080900000000, 0",
        "440809f000000000, 23",
        "440809f300000000, 0",
        "44080501000000, 22",
        "94030000, 21",
        "860600000001, 21",
        "86080000000101020000, 22"
    })
    void shouldLeaveSourceRoutesAndDamagedOptionsToTheStack(String options, int wrong) {
        byte[] option = HexFormat.of().parseHex(options);
        int size = option.length + 3 & ~3;
        byte[] plain = Segment.tcp(CLIENT, 1000, VIP, 80, Segment.SYN);
        ByteBuffer bytes = ByteBuffer.allocate(plain.length + size);
        bytes.put(plain, 0, 34).put(Arrays.copyOf(option, size)).put(plain, 34, plain.length - 34);
        bytes.put(14, (byte) (0x45 + size / 4))
                .putShort(16, (short) (40 + size))
                .putShort(24, (short) 0);
        bytes.putShort(24, (short) ~InternetSum.fold(InternetSum.sum(bytes, 14, 20 + size)));
        PacketView.Kind kind = view.parse(frame(bytes.array()));
        assertEquals(wrong == 0 ? PacketView.Kind.TRANSPORT : PacketView.Kind.REFUSED_OPTIONS, kind);
        assertEquals(wrong, view.wrongOption());
    }

    /** Parses a SYN with one word changed and the IP checksum made right again. */
    private PacketView.Kind changed(int at, int value) {
        ByteBuffer bytes = ByteBuffer.wrap(Segment.tcp(CLIENT, 1000, VIP, 80, Segment.SYN));
        int before = bytes.getShort(at) & 0xffff;
        bytes.putShort(at, (short) value);
        if (at >= 14 && at < 34) {
            bytes.putShort(24, (short) Checksums.update16(bytes.getShort(24) & 0xffff, before, value));
        }
        return view.parse(frame(bytes.array()));
    }

    @Property(tries = 3000)
    void shouldSurviveAnyBytes(@ForAll long seed) {
        Random random = new Random(seed);
        byte[] bytes = Segment.tcp(CLIENT, 1000, VIP, 80, Segment.SYN);
        for (int i = random.nextInt(6); i > 0; i--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
        byte[] cut = java.util.Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
        view.parse(frame(random.nextBoolean() ? cut : bytes));
    }

    @Property(tries = 500)
    void shouldTranslateThereAndBackToTheSameBytes(@ForAll long seed) {
        Random random = new Random(seed);
        boolean v6 = random.nextBoolean();
        InetAddress client = v6 ? Segment.address("fd02::7") : CLIENT;
        InetAddress vip = v6 ? Segment.address("fd01::1") : VIP;
        byte[] udp = new byte[8 + random.nextInt(40)];
        random.nextBytes(udp);
        ByteBuffer.wrap(udp).putShort(4, (short) udp.length).putShort(6, (short) 0);
        byte[] before = Segment.ip(17, client, vip, udp, 6);
        Frame frame = frame(before);
        assertEquals(PacketView.Kind.TRANSPORT, view.parse(frame));
        InetAddress server =
                Segment.address(v6 ? "fd00::" + Integer.toHexString(random.nextInt(65536)) : "192.168.0.9");
        int port = view.destinationPort();
        Translation.destination(view, Addresses.high(server), Addresses.low(server), random.nextInt(65_536));
        assertTrue(Segment.isIntact(bytes(frame)));
        Translation.destination(view, Addresses.high(vip), Addresses.low(vip), port);
        assertEquals(ByteBuffer.wrap(before), ByteBuffer.wrap(bytes(frame)));
    }

    @Test
    void shouldAdjustAPartialChecksumForAddressesOnly() {
        Frame frame = frame(Segment.tcp(CLIENT, 1000, VIP, 80, Segment.SYN)).checksumPartial(true);
        InetAddress server = Segment.address("192.168.0.9");
        frame.u16(50, pseudo(VIP));
        view.parse(frame);
        Translation.destination(view, 0, Addresses.low(server), 8080);
        assertEquals(pseudo(server), frame.u16(50));
        assertEquals(8080, frame.u16(36));
    }

    private static int pseudo(InetAddress destination) {
        ByteBuffer from = ByteBuffer.wrap(CLIENT.getAddress());
        ByteBuffer to = ByteBuffer.wrap(destination.getAddress());
        long sum = 6 + 20;
        for (int i = 0; i < 4; i += 2) {
            sum += (from.getShort(i) & 0xffff) + (to.getShort(i) & 0xffff);
        }
        return Checksums.fold(sum);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 500, 1460})
    void shouldBuildWholeIcmpAnswers(int payload) {
        Frame frame = frame(Segment.udp(CLIENT, 1000, VIP, 53, payload), 2000);
        view.parse(frame);
        assertTrue(new IcmpAnswer(new HopStamp(() -> 0, low -> false)).portUnreachable(view));
        byte[] answer = bytes(frame);
        assertTrue(Segment.isIntact(answer));
        assertTrue(frame.replaced());
        assertEquals(14 + Math.min(576, 28 + 28 + payload), answer.length);
        assertEquals(PacketView.Kind.ICMP, view.parse(frame));
        assertEquals(Addresses.low(CLIENT), view.destinationLow());
    }

    @Test
    void shouldBuildIcmpv6AnswersToo() {
        Frame frame = frame(Segment.udp(Segment.address("fd02::1"), 1000, Segment.address("fd01::1"), 53, 10), 2000);
        view.parse(frame);
        assertTrue(new IcmpAnswer(new HopStamp(() -> 0, low -> false)).portUnreachable(view));
        assertTrue(Segment.isIntact(bytes(frame)));
        assertEquals(0x0104, frame.u16(54));
    }

    @Test
    void shouldLeaveTheFrameAloneWhenThereIsNoRoomForAnAnswer() {
        byte[] before = Segment.tcp(CLIENT, 1000, VIP, 80, Segment.SYN);
        Frame frame = frame(before);
        view.parse(frame);
        assertFalse(new IcmpAnswer(new HopStamp(() -> 0, low -> false)).portUnreachable(view));
        assertEquals(ByteBuffer.wrap(before), ByteBuffer.wrap(bytes(frame)));
        assertFalse(frame.replaced());
    }

    @Property(tries = 500)
    void shouldUpdateAChecksumAsIfItWereComputedAnew(@ForAll int old, @ForAll int changed, @ForAll int rest) {
        int before = Checksums.finish((old >>> 16) + (old & 0xffff) + (rest >>> 16) + (rest & 0xffff) + 1L);
        int after = Checksums.finish((changed >>> 16) + (changed & 0xffff) + (rest >>> 16) + (rest & 0xffff) + 1L);
        assertEquals(after, Checksums.update32(before, old, changed));
        assertNotEquals(after, Checksums.update32(before, old, changed ^ 1));
    }
}
