package org.hadirector.lvs.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.hadirector.lvs.path.memory.MemoryPacketPath.Sent;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An address that leaves the node, seen from the engine: what waits, where it goes, and when it is given up. */
class HandOverTest {
    private static final InetAddress VIP = Segment.address("10.1.0.1");
    private static final InetAddress OTHER = Segment.address("10.1.0.2");
    private static final Set<InetAddress> VIPS = Set.of(VIP);
    private static final byte[] TAKER = {2, 0, 0, 0, 0, 9};
    private static final long STATION = 0x0200_0000_0009L;
    private static final long MS = 1_000_000;
    private static final int TTL = 22;
    private static final int CHECKSUM = 24;

    private final EngineLab lab = new EngineLab();
    private final HandOver handOver = lab.engine().handOver();
    private int client;

    @BeforeEach
    void serve() throws Exception {
        for (InetAddress vip : List.of(VIP, OTHER)) {
            lab.serve("rr", vip.getHostAddress(), "192.168.0.11", "192.168.0.12");
            lab.path().guard(vip);
            lab.path().lease(vip, Long.MAX_VALUE);
        }
    }

    private byte[] syn() {
        return Segment.tcp(Segment.address("10.4.0.1"), 1000 + client++, VIP, 80, Segment.SYN);
    }

    private static byte[] ack(int port) {
        return Segment.tcp(Segment.address("10.4.0.1"), port, VIP, 80, Segment.ACK);
    }

    private void hold(long ms) throws IOException {
        handOver.hold(VIPS, lab.nowNs() + ms * MS);
        lab.path().hold(VIP, lab.nowNs() + ms * MS);
        lab.path().lease(VIP, 0);
    }

    private void handOn(long ms) throws IOException {
        handOver.handOn(VIPS, STATION, lab.nowNs() + ms * MS);
        lab.path().hold(VIP, lab.nowNs() + ms * MS);
        lab.work();
    }

    private void takeBack() throws IOException {
        lab.path().lease(VIP, Long.MAX_VALUE);
        handOver.resume(VIPS);
        lab.work();
    }

    private static void assertSentOn(byte[] original, Sent sent) {
        assertEquals(EngineLab.CLIENTS, sent.interfaceIndex());
        assertArrayEquals(TAKER, Arrays.copyOf(sent.frame(), 6), "to the taker");
        assertArrayEquals(Arrays.copyOf(original, 6), Arrays.copyOfRange(sent.frame(), 6, 12), "from our own address");
        assertEquals(original[TTL] - 1, sent.frame()[TTL], "a hop later");
        assertTrue(Segment.isIntact(sent.frame()), "its header checksum is right");
        assertArrayEquals(rest(original), rest(sent.frame()), "nothing else is changed");
    }

    /** Without MAC addresses, TTL and the header's checksum. */
    private static byte[] rest(byte[] frame) {
        byte[] rest = Arrays.copyOfRange(frame, 12, frame.length);
        rest[TTL - 12] = 0;
        rest[CHECKSUM - 12] = 0;
        rest[CHECKSUM - 11] = 0;
        return rest;
    }

    /** The frame with so many hops to live. */
    private static byte[] hops(byte[] frame, int hops) {
        ByteBuffer ip = ByteBuffer.wrap(frame);
        int sum = (ip.getShort(CHECKSUM) & 0xffff) + ((frame[TTL] - hops) << 8);
        frame[TTL] = (byte) hops;
        ip.putShort(CHECKSUM, (short) ((sum & 0xffff) + (sum >>> 16)));
        assertTrue(Segment.isIntact(frame));
        return frame;
    }

    @Test
    void shouldLetNothingWaitThatWouldNotLiveToArrive() throws IOException {
        handOver.drain(VIPS, lab.nowNs() + 50 * MS);
        assertEquals(1, lab.send(hops(syn(), 2)).size(), "served as long as the lease runs");
        hold(100);
        lab.send(hops(syn(), 2));
        assertEquals(1, handOver.status().dropped());
        lab.send(hops(syn(), 3));
        handOn(1000);
        assertEquals(1, lab.path().sent().size());
        assertEquals(List.of(), lab.send(hops(syn(), 2)));
        assertEquals(new HandOverStatus(1, 1, 0, 0, 2), handOver.status());
    }

    @Test
    void shouldKeepEverythingAndSendItOnInOrderWhenThePeerServes() throws IOException {
        hold(100);
        byte[] first = syn();
        byte[] second = ack(7);
        assertEquals(List.of(), lab.send(first));
        assertEquals(List.of(), lab.send(second));
        assertEquals(0, lab.connections().size(), "nothing was served");
        handOn(1000);
        List<Sent> sent = lab.path().sent();
        assertEquals(2, sent.size());
        assertSentOn(first, sent.get(0));
        assertSentOn(second, sent.get(1));
        assertEquals(new HandOverStatus(2, 2, 0, 0, 0), handOver.status());
    }

    @Test
    void shouldRedirectWhatStillComesUntilTheTimeIsOver() throws IOException {
        hold(100);
        handOn(1000);
        byte[] late = syn();
        assertSentOn(late, lab.send(late).get(0));
        lab.pass(1.1);
        assertEquals(List.of(), lab.send(syn()));
        assertEquals(0, lab.connections().size());
    }

    @Test
    void shouldNotSendAFrameBackToTheNewOwner() throws IOException {
        hold(100);
        byte[] redirected = syn();
        System.arraycopy(TAKER, 0, redirected, 6, 6);
        assertEquals(List.of(), lab.send(redirected));
        handOn(1000);
        assertEquals(List.of(), lab.path().sent(), "not what waited");
        assertEquals(List.of(), lab.send(redirected), "nor what came later");
        assertEquals(2, handOver.status().dropped());
    }

    @Test
    void shouldServeWhatWaitsWhenTheAddressComesBack() throws IOException {
        hold(100);
        lab.send(syn());
        lab.send(syn());
        takeBack();
        List<Sent> sent = lab.path().sent();
        assertEquals(2, sent.size());
        assertTrue(sent.stream().allMatch(one -> one.interfaceIndex() == EngineLab.SERVERS));
        assertEquals(1, lab.send(syn()).size(), "and serves on");
        assertEquals(3, lab.connections().size());
        assertEquals(2, handOver.status().servedHere());
    }

    @Test
    void shouldGiveUpWhatWaitsTooLong() throws IOException {
        hold(1000);
        lab.send(syn());
        lab.pass(0.101);
        assertEquals(1, handOver.status().dropped());
        handOn(1000);
        assertEquals(List.of(), lab.path().sent());
    }

    @Test
    void shouldDropWhatWasOnItsWayWhenTheTimeWasOver() throws IOException {
        hold(50);
        lab.path().deliver(EngineLab.CLIENTS, 0, syn()); // the gate let it up, then the process stood still
        lab.pass(0.06);
        assertEquals(List.of(), lab.path().sent());
        assertEquals(0, lab.connections().size());
        assertEquals(1, lab.path().counters().silenced());
        assertEquals(HandOverStatus.NONE, handOver.status());
    }

    @Test
    void shouldBoundWhatWaits() throws IOException {
        hold(100);
        for (int i = 0; i < HandOverFrames.MOST_WAITING + 10; i++) {
            lab.send(syn());
        }
        assertEquals(HandOverFrames.MOST_WAITING, handOver.status().waited());
        assertEquals(10, handOver.status().dropped());
        handOn(1000);
        assertEquals(HandOverFrames.MOST_WAITING, lab.path().sent().size());
        hold(100);
        lab.send(syn());
        assertEquals(HandOverFrames.MOST_WAITING + 1, handOver.status().waited(), "all room is free again");
    }

    @Test
    void shouldDropFramesThatAreTooLong() throws IOException {
        hold(100);
        lab.send(Segment.tcp(Segment.address("10.4.0.1"), 1, VIP, 80, Segment.ACK, new byte[4000]));
        assertEquals(1, handOver.status().dropped());
    }

    @Test
    void shouldFinishWhatWasBegunWhileNewConnectionsWait() throws IOException {
        lab.send(syn());
        handOver.drain(VIPS, lab.nowNs() + 50 * MS);
        assertEquals(List.of(), lab.send(syn()), "a new one waits");
        assertEquals(1, lab.send(ack(1000)).size(), "the old one goes on");
        hold(100);
        assertEquals(List.of(), lab.send(ack(1000)), "until the gate is closed");
        handOn(1000);
        assertEquals(2, lab.path().sent().size());
    }

    @Test
    void shouldServeAsEverWhenNothingCameOfADrain() throws IOException {
        handOver.drain(VIPS, lab.nowNs() + 50 * MS);
        lab.pass(0.06);
        assertEquals(1, lab.send(syn()).size());
    }

    @Test
    void shouldHandOnNothingThatIsServed() throws IOException {
        handOver.handOn(VIPS, STATION, lab.nowNs() + 1000 * MS);
        handOver.drain(VIPS, lab.nowNs() + 50 * MS);
        handOver.handOn(VIPS, STATION, lab.nowNs() + 1000 * MS);
        lab.pass(0.06);
        assertEquals(EngineLab.SERVERS, lab.send(syn()).get(0).interfaceIndex());
    }

    @Test
    void shouldLeaveOtherAddressesAlone() throws IOException {
        hold(100);
        byte[] other = Segment.tcp(Segment.address("10.4.0.1"), 1, OTHER, 80, Segment.SYN);
        assertEquals(EngineLab.SERVERS, lab.send(other).get(0).interfaceIndex());
    }

    @Test
    void shouldFindOneOfManyAddresses() throws IOException {
        List<InetAddress> many = IntStream.range(0, 256)
                .mapToObj(i -> Segment.address("10.9.0." + i))
                .toList();
        handOver.hold(many, lab.nowNs() + 100 * MS);
        hold(100);
        handOver.resume(many);
        byte[] frame = syn();
        lab.send(frame);
        handOn(1000);
        assertSentOn(frame, lab.path().sent().get(0));
    }
}
