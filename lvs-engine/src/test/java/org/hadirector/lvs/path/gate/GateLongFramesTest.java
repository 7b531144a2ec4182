package org.hadirector.lvs.path.gate;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.hadirector.linux.Libc;
import org.hadirector.linux.NetworkNamespace;
import org.hadirector.linux.testing.OneProcessor;
import org.hadirector.linux.testing.RequiresRoot;
import org.hadirector.linux.testing.TestNetwork;
import org.hadirector.lvs.engine.Segment;
import org.hadirector.lvs.path.Frame;
import org.hadirector.lvs.path.PacketHandler;
import org.hadirector.lvs.path.ServiceKey;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Frames longer than a slot of the ring come by the socket's queue: whole, and in order with the short ones. */
@RequiresRoot
@OneProcessor
class GateLongFramesTest {
    private static final int LONGEST = 65_000;
    private static final int PORT = 80;

    private final TestNetwork network = new TestNetwork();
    private final Random random = new Random(1);
    private final InetAddress vip = Segment.address("10.1.0.1");
    private NetworkNamespace director;
    private Wire wire;
    private GatePath path;
    private byte[] mac;
    private int eth0;

    @BeforeEach
    void build() throws Exception {
        director = network.host("director");
        NetworkNamespace far = network.host("far");
        network.cable(director, "eth0", "10.1.0.2/16", far, "eth0", null);
        director.ip("link", "set", "eth0", "mtu", "65535");
        far.ip("link", "set", "eth0", "mtu", "65535");
        eth0 = director.call(() -> Libc.if_nametoindex("eth0"));
        wire = Wire.open(far, "eth0");
        path = director.call(() -> GatePath.open(List.of("eth0")));
        path.guard(vip);
        path.lease(vip, System.nanoTime() + Duration.ofMinutes(5).toNanos());
        path.divert(new ServiceKey(6, vip, PORT));
        mac = Wire.mac(director, "eth0").octets();
    }

    @AfterEach
    void tearDown() throws Exception {
        path.close();
        wire.close();
        network.close();
    }

    @Test
    void shouldForwardLongAndShortFramesWholeAndInOrder() throws Exception {
        for (int round = 0; round < 20; round++) {
            List<byte[]> sent = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                sent.add(frame(random.nextInt(3) == 0 ? random.nextInt(LONGEST) : random.nextInt(4_000)));
                wire.send(sent.get(i));
            }
            poll(frame -> eth0, sent.size());
            List<byte[]> back = new ArrayList<>();
            await().until(() -> {
                back.addAll(received());
                return back.size() >= sent.size();
            });
            for (int i = 0; i < sent.size(); i++) {
                assertArrayEquals(sent.get(i), back.get(i));
            }
        }
        assertEquals(0, path.counters().truncated());
    }

    @Test
    void shouldCountLongFramesThatTheQueueDoesNotHoldAndTakeTheNextOnesAsTheyAre() throws Exception {
        int lot = 1_000;
        List<byte[]> sent = new ArrayList<>();
        for (int i = 0; i < lot; i++) {
            // each third is short: it has its place in the ring, come what may
            sent.add(i % 3 == 0 ? frame(10) : frame(60_000));
            wire.send(sent.get(i));
        }
        int[] next = {0};
        int[] missed = {0};
        poll(
                frame -> {
                    while (!isSame(sent.get(next[0]), frame)) {
                        assertTrue(sent.get(next[0]++).length > 60_000, "a short one is missing");
                        missed[0]++;
                    }
                    next[0]++;
                    return PacketHandler.DROP;
                },
                lot);
        missed[0] += lot - next[0];
        assertTrue(missed[0] > 0, "the queue held everything");
        assertEquals(missed[0], path.counters().truncated());
        assertEquals(lot - missed[0], path.counters().received());
        byte[] after = frame(30_000);
        wire.send(after);
        poll(frame -> eth0, 1);
        await().until(() -> received().stream().anyMatch(frame -> Arrays.equals(frame, after)));
    }

    private void poll(PacketHandler handler, int frames) throws Exception {
        int[] handled = {0};
        await().until(() -> (handled[0] += path.poll(handler, frames - handled[0])) == frames);
    }

    /** What is TCP over IPv4, and no chatter of the hosts. */
    private List<byte[]> received() {
        return wire.received().stream()
                .filter(frame -> frame[12] == 8 && frame[13] == 0)
                .toList();
    }

    private static boolean isSame(byte[] sent, Frame frame) {
        if (sent.length != frame.length()) {
            return false;
        }
        for (int i = 0; i < sent.length; i++) {
            if ((sent[i] & 0xff) != frame.u8(i)) {
                return false;
            }
        }
        return true;
    }

    /** A segment of the service with that many bytes of payload, all of them its own. */
    private byte[] frame(int payload) {
        byte[] bytes = new byte[payload];
        random.nextBytes(bytes);
        byte[] frame = Segment.tcp(Segment.address("10.4.0.1"), 1, vip, PORT, Segment.ACK, bytes);
        System.arraycopy(mac, 0, frame, 0, mac.length);
        return frame;
    }
}
