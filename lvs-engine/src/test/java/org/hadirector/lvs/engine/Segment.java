package org.hadirector.lvs.engine;

import static org.hadirector.lvs.packet.InternetSum.fold;
import static org.hadirector.lvs.packet.InternetSum.sum;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** Builds packets with right checksums, written independently of the code under test. */
public final class Segment {
    public static final int FIN = 1;
    public static final int SYN = 2;
    public static final int RST = 4;
    public static final int PSH = 8;
    public static final int ACK = 16;

    /** Of a protocol that has none, or that comes with it. */
    public static final int NO_CHECKSUM = -1;

    public static final byte[] MACS = {2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2};

    private Segment() {}

    public static InetAddress address(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(literal, e);
        }
    }

    /** A TCP segment without payload in an Ethernet frame. */
    public static byte[] tcp(InetAddress source, int sourcePort, InetAddress destination, int port, int flags) {
        ByteBuffer tcp = ByteBuffer.allocate(20);
        tcp.putShort((short) sourcePort).putShort((short) port).putInt(1000).putInt(0);
        tcp.put((byte) 0x50).put((byte) flags).putShort((short) 8192).putInt(0);
        return ip(6, source, destination, tcp.array(), 16);
    }

    /** A TCP segment with payload in an Ethernet frame. */
    public static byte[] tcp(
            InetAddress source, int sourcePort, InetAddress destination, int port, int flags, byte[] payload) {
        ByteBuffer tcp = ByteBuffer.allocate(20 + payload.length);
        tcp.putShort((short) sourcePort).putShort((short) port).putInt(1000).putInt(0);
        tcp.put((byte) 0x50).put((byte) flags).putShort((short) 8192).putInt(0).put(payload);
        return ip(6, source, destination, tcp.array(), 16);
    }

    /** A UDP datagram in an Ethernet frame. */
    public static byte[] udp(InetAddress source, int sourcePort, InetAddress destination, int port, int payload) {
        ByteBuffer udp = ByteBuffer.allocate(8 + payload);
        udp.putShort((short) sourcePort).putShort((short) port).putShort((short) (8 + payload));
        return ip(17, source, destination, udp.array(), 6);
    }

    /** An SCTP packet of one chunk; its checksum is {@link CRC32C}, low byte first (RFC 4960, 6.8). */
    public static byte[] sctp(
            InetAddress source, int sourcePort, InetAddress destination, int port, int chunk, byte[] value) {
        ByteBuffer sctp = ByteBuffer.allocate(16 + value.length);
        sctp.putShort((short) sourcePort).putShort((short) port).putInt(7).putInt(0);
        sctp.put((byte) chunk).put((byte) 0).putShort((short) (4 + value.length));
        sctp.put(value);
        CRC32C crc = new CRC32C();
        crc.update(sctp.array());
        sctp.putInt(8, Integer.reverseBytes((int) crc.getValue()));
        return ip(132, source, destination, sctp.array(), NO_CHECKSUM);
    }

    /** An IP packet of the addresses' family; its transport checksum is filled in at {@code checksumAt}. */
    public static byte[] ip(
            int protocol, InetAddress source, InetAddress destination, byte[] transport, int checksumAt) {
        byte[] from = source.getAddress();
        boolean v6 = from.length == 16;
        ByteBuffer frame = ByteBuffer.allocate(14 + (v6 ? 40 : 20) + transport.length);
        frame.put(MACS).putShort((short) (v6 ? 0x86dd : 0x0800));
        if (v6) {
            frame.putInt(0x6000_0000).putShort((short) transport.length).put((byte) protocol);
            frame.put((byte) 64);
        } else {
            frame.putShort((short) 0x4500)
                    .putShort((short) (20 + transport.length))
                    .putInt(0x0001_4000);
            frame.put((byte) 64).put((byte) protocol).putShort((short) 0);
        }
        int addresses = frame.position();
        frame.put(from).put(destination.getAddress());
        int start = frame.position();
        frame.put(transport);
        if (!v6) {
            frame.putShort(24, (short) ~fold(sum(frame, 14, 20)));
        }
        if (checksumAt == NO_CHECKSUM) {
            return frame.array();
        }
        long sum = sum(frame, addresses, 2 * from.length) + protocol + transport.length;
        frame.putShort(start + checksumAt, (short) ~fold(sum + sum(frame, start, transport.length)));
        return frame.array();
    }

    /** Whether IP header and transport checksum of a frame are right, by full computation. */
    public static boolean isIntact(byte[] bytes) {
        ByteBuffer frame = ByteBuffer.wrap(bytes);
        boolean v6 = frame.getShort(12) != 0x0800;
        int start = v6 ? 54 : 34;
        int end = 14 + (v6 ? 40 + frame.getShort(18) : frame.getShort(16));
        int protocol = frame.get(v6 ? 20 : 23);
        if (protocol == 132) {
            CRC32C crc = new CRC32C();
            byte[] sctp = new byte[end - start];
            frame.get(start, sctp);
            int found = Integer.reverseBytes(frame.getInt(start + 8));
            ByteBuffer.wrap(sctp).putInt(8, 0);
            crc.update(sctp);
            return (v6 || fold(sum(frame, 14, 20)) == 0xffff) && found == (int) crc.getValue();
        }
        long pseudo = v6 ? sum(frame, 22, 32) : sum(frame, 26, 8);
        long sum = sum(frame, start, end - start);
        if (protocol != 1) {
            sum += pseudo + protocol + end - start;
        }
        return (v6 || fold(sum(frame, 14, 20)) == 0xffff) && fold(sum) == 0xffff;
    }
}
