package org.hadirector.lvs.path;

import static org.awaitility.Awaitility.await;
import static org.hadirector.lvs.engine.Segment.address;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.hadirector.lvs.engine.Segment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which packets every data path hands up, and which it leaves to the stack. */
public abstract class PathDiversionContract {
    private static final int TCP = 6;
    private static final int UDP = 17;
    private static final int IPIP = 4;
    private static final int HOP_BY_HOP = 0;
    private static final int FRAGMENT = 44;
    private static final int SCTP = 132;
    private static final int SHORTEST_FRAME = 60;

    /** A fresh, open path, the same one during a test. */
    protected abstract PacketPath path() throws IOException;

    /** Puts an Ethernet frame on the wire of a watched interface; destination and source MAC are the path's choice. */
    protected abstract void deliver(byte[] frame) throws IOException;

    /** This machine's own stack sends an Ethernet frame at that interface. */
    protected abstract void leave(byte[] frame) throws IOException;

    /** A lease end that has not come yet. */
    protected abstract long later();

    /** An address of the machine that is not a virtual one. */
    protected abstract InetAddress own(boolean ipv6) throws IOException;

    /** The virtual address. */
    protected InetAddress vip(boolean ipv6) throws IOException {
        return InetAddress.getByName(ipv6 ? "fd00:1::1" : "10.1.0.1");
    }

    static InetAddress client(boolean ipv6) {
        return address(ipv6 ? "fd00:5::1" : "10.5.0.1");
    }

    static InetAddress server(boolean ipv6) {
        return address(ipv6 ? "fd00:4::9" : "10.4.0.9");
    }

    static InetAddress router(boolean ipv6) {
        return address(ipv6 ? "fd00:6::1" : "10.6.0.1");
    }

    void serve(boolean ipv6) throws IOException {
        path().guard(vip(ipv6));
        path().lease(vip(ipv6), later());
        path().divert(new ServiceKey(TCP, vip(ipv6), 80));
    }

    boolean goesUp(byte[] frame) throws IOException {
        deliver(frame);
        return wentUp(frame[12] != 8);
    }

    /** Whether the path handed a frame of that family up, by what it hands up before the next one that it must. */
    boolean wentUp(boolean ipv6) throws IOException {
        byte[] marker = Segment.tcp(client(ipv6), 0x7777, vip(ipv6), 80, Segment.ACK);
        int ports = ipv6 ? 54 : 34;
        deliver(marker);
        int[] before = {0};
        boolean[] last = {false};
        await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(1)).until(() -> {
            path().poll(
                            f -> {
                                boolean isMarker = f.length() > ports + 2
                                        && f.u16(12) == (ipv6 ? 0x86dd : 0x0800)
                                        && f.u16(ports) == 0x7777;
                                last[0] |= isMarker;
                                before[0] += isMarker ? 0 : 1;
                                return PacketHandler.DROP;
                            },
                            10);
            return last[0];
        });
        return before[0] > 0;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldTakeUpRepliesOfMasqueradedServersOnly(boolean ipv6) throws IOException {
        serve(ipv6);
        ServiceKey source = new ServiceKey(TCP, server(ipv6), 9000);
        byte[] reply = Segment.tcp(server(ipv6), 9000, client(ipv6), 1000, Segment.ACK);
        assertFalse(goesUp(reply));
        path().divertReplies(source);
        path().divertReplies(source);
        assertTrue(goesUp(reply));
        assertFalse(goesUp(Segment.tcp(server(ipv6), 9001, client(ipv6), 1000, Segment.ACK)), "another port");
        assertFalse(goesUp(Segment.udp(server(ipv6), 9000, client(ipv6), 1000, 8)), "another protocol");
        assertFalse(goesUp(Segment.tcp(client(ipv6), 1000, server(ipv6), 9000, Segment.ACK)), "towards it");
        assertFalse(goesUp(Segment.tcp(server(ipv6), 9000, own(ipv6), 1000, Segment.ACK)), "an answer to ourselves");
        assertTrue(goesUp(Segment.tcp(server(ipv6), 9000, vip(ipv6), 1000, Segment.ACK)), "a client on this machine");
        assertFalse(goesUp(Segment.tcp(server(ipv6), 9001, vip(ipv6), 1000, Segment.ACK)), "its own business");
        path().divertReplies(new ServiceKey(UDP, server(ipv6), 0));
        assertTrue(goesUp(Segment.udp(server(ipv6), 7, client(ipv6), 1000, 8)), "all ports");
        path().undivertReplies(source);
        path().undivertReplies(source);
        assertFalse(goesUp(reply));
        assertTrue(goesUp(Segment.udp(server(ipv6), 7, client(ipv6), 1000, 8)), "the other one is still there");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldTakeUpErrorsAboutConnections(boolean ipv6) throws IOException {
        serve(ipv6);
        byte[] sent = Segment.tcp(vip(ipv6), 80, client(ipv6), 1000, Segment.ACK);
        byte[] sentByOther = Segment.tcp(vip(ipv6), 81, client(ipv6), 1000, Segment.ACK);
        byte[] forwarded = Segment.tcp(client(ipv6), 1000, server(ipv6), 9000, Segment.ACK);
        byte[] wrapped = Segment.ip(IPIP, own(ipv6), server(ipv6), new byte[28], 10);
        byte[] check = Segment.tcp(own(ipv6), 1000, server(ipv6), 9000, Segment.SYN);
        assertTrue(goesUp(error(router(ipv6), vip(ipv6), sent)));
        assertFalse(goesUp(error(router(ipv6), vip(ipv6), sentByOther)));
        assertFalse(goesUp(error(router(ipv6), client(ipv6), forwarded)), "nobody asked for it yet");
        assertFalse(goesUp(error(router(ipv6), own(ipv6), wrapped)), "nobody asked for it yet");
        path().divertReplies(new ServiceKey(TCP, server(ipv6), 9000));
        path().divertReplies(new ServiceKey(IPIP, server(ipv6), 0));
        assertTrue(goesUp(error(router(ipv6), client(ipv6), forwarded)));
        assertTrue(goesUp(error(router(ipv6), own(ipv6), wrapped)));
        assertFalse(goesUp(error(router(ipv6), own(ipv6), check)), "about our own health check");
        byte[] itsOwn = Segment.ip(IPIP, server(ipv6), client(ipv6), new byte[28], 10);
        assertFalse(goesUp(itsOwn), "what it wraps itself is its own business");
        byte[] echo = error(router(ipv6), vip(ipv6), sent);
        echo[ipv6 ? 54 : 34] = (byte) (ipv6 ? 128 : 8);
        assertFalse(goesUp(echo), "no error");
    }

    @Test
    void shouldTakeUpErrorsOfIpv6WhoseTypeNobodyHasDefined() throws IOException {
        serve(true);
        for (int type : new int[] {0, 1, 4, 5, 100, 127, 128, 129, 255}) {
            byte[] error = error(router(true), vip(true), Segment.tcp(vip(true), 80, client(true), 1000, Segment.ACK));
            error[54] = (byte) type;
            assertEquals(type < 128, goesUp(error), "type " + type);
        }
    }

    @Test
    void shouldTakeUpEveryPieceOfAFragmentedPacket() throws IOException {
        serve(false);
        path().divertReplies(new ServiceKey(UDP, server(false), 9000));
        for (int offset : new int[] {0x2000, 0x2001, 0x0001}) {
            assertTrue(goesUp(piece(Segment.udp(client(false), 1000, vip(false), 53, 8), offset)));
            assertTrue(goesUp(piece(Segment.udp(server(false), 9000, client(false), 1000, 8), offset)));
            assertFalse(goesUp(piece(Segment.udp(server(false), 9000, own(false), 1000, 8), offset)));
            assertFalse(goesUp(piece(Segment.udp(router(false), 9000, client(false), 1000, 8), offset)));
        }
        assertFalse(goesUp(piece(Segment.udp(client(false), 1000, vip(false), 53, 8), 0x4000)), "whole, DF");
    }

    @Test
    void shouldTakeUpIpv6PacketsWithExtensionHeaders() throws IOException {
        serve(true);
        path().divertReplies(new ServiceKey(UDP, server(true), 9000));
        for (int header : new int[] {HOP_BY_HOP, FRAGMENT}) {
            assertTrue(goesUp(Segment.ip(header, client(true), vip(true), new byte[24], 2)));
            assertTrue(goesUp(Segment.ip(header, server(true), client(true), new byte[24], 2)));
            assertFalse(goesUp(Segment.ip(header, server(true), own(true), new byte[24], 2)));
            byte[] quoted = Segment.ip(header, vip(true), client(true), new byte[24], 2);
            assertTrue(goesUp(error(router(true), vip(true), quoted)));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldTakeUpSctpForThisMachineThatEndsBeforeItsFirstChunk(boolean ipv6) throws IOException {
        serve(ipv6);
        for (int length = 0; length <= 20; length++) {
            byte[] toService = Segment.ip(SCTP, client(ipv6), vip(ipv6), new byte[length], -1);
            boolean isShort = length < 16;
            assertEquals(isShort, goesUp(toService), length + " bytes");
            byte[] padded = Arrays.copyOf(toService, Math.max(toService.length, SHORTEST_FRAME));
            assertEquals(isShort, goesUp(padded), length + " bytes, and Ethernet's padding");
            assertEquals(
                    isShort,
                    goesUp(Segment.ip(SCTP, client(ipv6), own(ipv6), new byte[length], -1)),
                    length + " bytes for an address without services");
            assertFalse(goesUp(Segment.ip(SCTP, client(ipv6), router(ipv6), new byte[length], -1)), "for others");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldTakeUpTcpAndUdpCutShortByTheirPortsOnly(boolean ipv6) throws IOException {
        serve(ipv6);
        path().divert(new ServiceKey(UDP, vip(ipv6), 80));
        byte[] ports = {3, (byte) 0xe8, 0, 80, 0, 0};
        for (int protocol : new int[] {TCP, UDP}) {
            for (int length = 0; length <= ports.length; length++) {
                byte[] cut = Segment.ip(protocol, client(ipv6), vip(ipv6), Arrays.copyOf(ports, length), -1);
                assertEquals(length >= 4, goesUp(cut), length + " bytes of " + protocol);
            }
            byte[] other = {3, (byte) 0xe8, 0, 81};
            assertFalse(goesUp(Segment.ip(protocol, client(ipv6), vip(ipv6), other, -1)), "another port");
            assertFalse(goesUp(Segment.ip(protocol, client(ipv6), own(ipv6), ports, -1)), "another address");
        }
    }

    @Test
    void shouldTakeUpLaterFragmentsOfSctpForServicesOnly() throws IOException {
        serve(false);
        for (int offset : new int[] {0x2000, 0x2001, 0x0001}) {
            byte[] toService = Segment.ip(SCTP, client(false), vip(false), new byte[8], -1);
            assertTrue(goesUp(piece(toService, offset)));
            assertFalse(goesUp(piece(Segment.ip(SCTP, client(false), own(false), new byte[8], -1), offset)));
        }
    }

    @Test
    void shouldBeSilentForEverythingOnceTheLeaseIsOverAndCountIt() throws IOException {
        serve(false);
        assertTrue(goesUp(Segment.tcp(client(false), 1, vip(false), 80, Segment.SYN)));
        assertEquals(2, path().counters().diverted());
        path().lease(vip(false), 0);
        List<byte[]> packets = List.of(
                Segment.tcp(client(false), 1, vip(false), 80, Segment.SYN),
                Segment.tcp(client(false), 1, vip(false), 81, Segment.SYN),
                piece(Segment.udp(client(false), 1000, vip(false), 53, 8), 0x2000),
                error(router(false), vip(false), Segment.tcp(vip(false), 80, client(false), 1, Segment.ACK)));
        for (byte[] packet : packets) {
            deliver(packet);
        }
        await().until(() -> path().counters().silenced() == packets.size());
        assertEquals(0, path().poll(f -> PacketHandler.DROP, 10));
        assertEquals(2, path().counters().diverted());
    }

    /** The frame as a piece of an IPv4 packet. */
    static byte[] piece(byte[] frame, int flagsAndOffset) {
        ByteBuffer ip = ByteBuffer.wrap(frame.clone());
        int sum = (ip.getShort(24) & 0xffff) + (ip.getShort(20) & 0xffff) + (~flagsAndOffset & 0xffff);
        sum = (sum & 0xffff) + (sum >>> 16);
        ip.putShort(20, (short) flagsAndOffset).putShort(24, (short) ((sum & 0xffff) + (sum >>> 16)));
        return ip.array();
    }

    /** "Fragmentation needed", "packet too big": an error that quotes a frame's packet. */
    static byte[] error(InetAddress from, InetAddress to, byte[] about) {
        boolean ipv6 = from.getAddress().length == 16;
        byte[] quote = Arrays.copyOfRange(about, 14, about.length);
        byte[] message = ByteBuffer.allocate(8 + quote.length)
                .put((byte) (ipv6 ? 2 : 3))
                .put((byte) (ipv6 ? 0 : 4))
                .position(8)
                .put(quote)
                .array();
        return Segment.ip(ipv6 ? 58 : 1, from, to, message, 2);
    }
}
