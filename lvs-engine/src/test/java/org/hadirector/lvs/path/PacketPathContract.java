package org.hadirector.lvs.path;

import static org.awaitility.Awaitility.await;
import static org.hadirector.lvs.packet.InternetSum.fold;
import static org.hadirector.lvs.packet.InternetSum.sum;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What every data path promises. A test of a path extends this and provides the wire. */
public abstract class PacketPathContract extends PathFlowContract {
    private static final int TCP = 6;

    /** The virtual address. */
    protected InetAddress vip() throws IOException {
        return vip(false);
    }

    @Test
    void shouldHandUpADivertedServiceAndSendWhatTheHandlerMakesOfIt() throws IOException {
        serve(80);
        byte[] frame = tcp(vip(), 80, 20);
        deliver(frame);
        List<byte[]> seen = pollFor(1, f -> {
            f.u8(14 + 8, 7);
            return outInterface();
        });
        assertArrayEquals(ipOf(frame), ipOf(seen.get(0)));
        List<byte[]> out = awaitSent(1);
        assertEquals(7, out.get(0)[14 + 8]);
        assertEquals(1, path().counters().forwarded());
    }

    @Test
    void shouldSendALongerAnswerBuiltInPlace() throws IOException {
        serve(80);
        deliver(tcp(vip(), 80, 20));
        pollFor(1, f -> {
            assertTrue(f.capacity() >= f.length() + 28, "room for an ICMP answer");
            f.replace(f.length() + 28);
            return outInterface();
        });
        List<byte[]> out = awaitSent(1);
        assertEquals(14 + 40 + 28, out.get(0).length);
    }

    @Test
    void shouldSendAFrameThatGrewInFront() throws IOException {
        serve(80);
        byte[] frame = tcp(vip(), 80, 20);
        deliver(frame);
        pollFor(1, f -> {
            assertTrue(f.headroom() >= 64, "room for IPv6, UDP and what a tunnel puts behind it");
            f.grow(20);
            f.move(20, 0, 34);
            return outInterface();
        });
        byte[] out = awaitSent(1).get(0);
        assertEquals(frame.length + 20, out.length);
        assertArrayEquals(ipOf(frame), java.util.Arrays.copyOfRange(out, 34, 74));
    }

    @Test
    void shouldSendFurtherFramesInOrderBeforeTheHandledOne() throws IOException {
        serve(80);
        deliver(tcp(vip(), 80, 20));
        Outlet outlet = path().outlet();
        pollFor(1, f -> {
            for (int number = 0; number < 70; number++) {
                Frame further = outlet.frame(1000 + number);
                further.copy(0, f, 0, f.length());
                outlet.send(outInterface());
            }
            return outInterface();
        });
        List<byte[]> out = awaitSent(71);
        for (int number = 0; number < 70; number++) {
            assertEquals(1000 + number, out.get(number).length);
        }
        assertEquals(54, out.get(70).length);
    }

    @Test
    void shouldForgetConsumedFrames() throws IOException {
        serve(80);
        deliver(tcp(vip(), 80, 20));
        pollFor(1, f -> PacketHandler.CONSUMED);
        assertEquals(0, path().counters().dropped());
        assertTrue(sent().isEmpty());
    }

    @Test
    void shouldDropOnVerdict() throws IOException {
        serve(80);
        deliver(tcp(vip(), 80, 20));
        pollFor(1, f -> PacketHandler.DROP);
        assertEquals(1, path().counters().dropped());
        assertTrue(sent().isEmpty());
    }

    @Test
    void shouldLeaveOtherPortsToTheStack() throws IOException {
        serve(80);
        deliver(tcp(vip(), 81, 20));
        deliver(tcp(vip(), 80, 20));
        List<byte[]> seen = pollFor(1, f -> PacketHandler.DROP);
        assertEquals(80, ByteBuffer.wrap(seen.get(0)).getShort(36));
        assertEquals(0, path().poll(f -> PacketHandler.DROP, 10));
    }

    @Test
    void shouldBeSilentUntilTheLeaseRunsAndAfterItEnds() throws IOException {
        path().guard(vip());
        path().divert(new ServiceKey(TCP, vip(), 80));
        deliver(tcp(vip(), 80, 20));
        assertEquals(0, path().poll(f -> PacketHandler.DROP, 10));
        path().lease(vip(), later());
        deliver(tcp(vip(), 80, 20));
        pollFor(1, f -> PacketHandler.DROP);
        path().lease(vip(), 0);
        deliver(tcp(vip(), 80, 20));
        assertEquals(0, path().poll(f -> PacketHandler.DROP, 10));
    }

    @Test
    void shouldForgetWhatWaitedWhenItsLeaseEnded() throws IOException {
        serve(80);
        InetAddress other = InetAddress.getByName("10.1.0.7");
        path().divert(new ServiceKey(TCP, other, 80));
        deliver(tcp(vip(), 80, 20));
        deliver(tcp(other, 80, 20));
        awaitDiverted(2);
        path().lease(vip(), 0);
        List<byte[]> seen = pollFor(1, f -> outInterface());
        assertEquals(7, seen.get(0)[14 + 19], "what is not guarded goes on");
        assertEquals(0, path().poll(f -> outInterface(), 10));
        assertEquals(1, awaitSent(1).size());
        assertEquals(1, path().counters().silenced());
    }

    @Test
    void shouldSendNothingInTheNameOfAnAddressWhoseLeaseIsOver() throws IOException {
        path().divertReplies(new ServiceKey(TCP, InetAddress.getByName("10.4.0.1"), 1000));
        path().guard(vip());
        byte[] name = vip().getAddress();
        PacketHandler reply = f -> {
            for (int i = 0; i < 4 && f.u16(14 + 22) == 1; i++) {
                f.u8(14 + 12 + i, name[i] & 0xff);
            }
            return outInterface();
        };
        InetAddress client = InetAddress.getByName("10.9.0.1");
        deliver(tcp(client, 1, 20));
        deliver(tcp(client, 2, 20));
        pollFor(2, reply);
        List<byte[]> out = awaitSent(1);
        assertEquals(2, ByteBuffer.wrap(out.get(0)).getShort(14 + 22), "the reply did not leave");
        assertEquals(1, path().counters().silenced());
        path().lease(vip(), later());
        long forwarded = path().counters().forwarded();
        deliver(tcp(client, 1, 20));
        pollFor(1, reply);
        assertEquals(1, path().counters().silenced());
        assertEquals(forwarded + 1, path().counters().forwarded(), "it leaves when the lease runs");
    }

    private void awaitDiverted(long frames) throws IOException {
        await().until(() -> {
            path().await(Duration.ofSeconds(1).toNanos());
            return path().counters().diverted() >= frames;
        });
    }

    @Test
    void shouldGiveTheServiceBack() throws IOException {
        serve(80);
        serve(443);
        path().undivert(new ServiceKey(TCP, vip(), 80));
        deliver(tcp(vip(), 80, 20));
        deliver(tcp(vip(), 443, 20));
        List<byte[]> seen = pollFor(1, f -> PacketHandler.DROP);
        assertEquals(443, ByteBuffer.wrap(seen.get(0)).getShort(36));
    }

    @Test
    void shouldGuardIdempotentlyAndRefuseALeaseOfAnUnguardedAddress() throws IOException {
        path().guard(vip());
        path().guard(vip());
        assertTrue(path().guarded().contains(vip()));
        path().unguard(vip());
        path().unguard(vip());
        assertFalse(path().guarded().contains(vip()));
        assertThrows(IOException.class, () -> path().lease(vip(), later()));
    }

    @Test
    void shouldEndAwaitOnWakeUp() throws IOException {
        path().wakeUp();
        long before = System.nanoTime();
        path().await(Duration.ofSeconds(60).toNanos());
        assertTrue(System.nanoTime() - before < Duration.ofSeconds(30).toNanos());
    }

    private void serve(int port) throws IOException {
        path().guard(vip());
        path().lease(vip(), later());
        path().divert(new ServiceKey(TCP, vip(), port));
    }

    private List<byte[]> pollFor(int count, PacketHandler handler) {
        List<byte[]> seen = new ArrayList<>();
        await().until(() -> {
            path().poll(
                            f -> {
                                byte[] copy = new byte[f.length()];
                                for (int i = 0; i < copy.length; i++) {
                                    copy[i] = (byte) f.u8(i);
                                }
                                seen.add(copy);
                                return handler.handle(f);
                            },
                            count - seen.size());
            return seen.size() >= count;
        });
        return seen;
    }

    private static byte[] ipOf(byte[] frame) {
        return java.util.Arrays.copyOfRange(frame, 14, 54);
    }

    /** A TCP SYN without payload, with right checksums, from 10.4.0.1:1000. */
    protected static byte[] tcp(InetAddress destination, int port, int headerLength) {
        ByteBuffer frame = ByteBuffer.allocate(14 + 20 + headerLength);
        frame.put(new byte[] {2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2}).putShort((short) 0x0800);
        frame.put((byte) 0x45)
                .put((byte) 0)
                .putShort((short) (20 + headerLength))
                .putInt(0x00014000);
        frame.put((byte) 64).put((byte) TCP).putShort((short) 0).put(new byte[] {10, 4, 0, 1});
        frame.put(destination.getAddress());
        frame.putShort((short) 1000).putShort((short) port).putInt(1000).putInt(0);
        frame.put((byte) (headerLength / 4 << 4))
                .put((byte) 2)
                .putShort((short) 8192)
                .putInt(0);
        frame.putShort(14 + 10, (short) ~fold(sum(frame, 14, 20)));
        frame.putShort(34 + 16, (short) ~fold(sum(frame, 26, 8 + headerLength) + TCP + headerLength));
        return frame.array();
    }
}
