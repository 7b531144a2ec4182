package org.hadirector.lvs.golden;

import static org.hadirector.lvs.packet.InternetSum.fold;
import static org.hadirector.lvs.packet.InternetSum.sum;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.hadirector.lvs.engine.Segment;

/** The director's own stack in the lab: routes what is not for it; nobody listens on any port; answers echo. */
final class LabStack {
    private static final int ECHO = 8;
    private static final int TIMESTAMP = 13;
    private static final int ECHO6 = 128;

    private LabStack() {}

    /** A frame one hop older. */
    static byte[] routed(byte[] received) {
        byte[] frame = received.clone();
        boolean v6 = frame[12] == (byte) 0x86;
        frame[v6 ? 21 : 22]--;
        if (!v6) {
            ByteBuffer ip = ByteBuffer.wrap(frame);
            ip.putShort(24, (short) 0);
            ip.putShort(24, (short) ~fold(sum(ip, 14, 20)));
        }
        return frame;
    }

    /** The answer to a frame for the director, or null. */
    static byte[] answer(byte[] frame) {
        boolean v6 = frame[12] == (byte) 0x86;
        int header = v6 ? 40 : 20;
        ByteBuffer in = ByteBuffer.wrap(frame).position(14).slice();
        int length = v6 ? 40 + in.getShort(4) : in.getShort(2);
        byte[] payload = Arrays.copyOfRange(frame, 14 + header, 14 + length);
        return switch (in.get(v6 ? 6 : 9) & 0xff) {
            case 1 -> payload[0] == ECHO || payload[0] == TIMESTAMP ? echo(in, payload, v6) : null;
            case 58 -> (payload[0] & 0xff) == ECHO6 ? echo(in, payload, v6) : null;
            case 6 -> reset(in, payload, v6);
            case 17 -> unreachable(in, Arrays.copyOfRange(frame, 14, 14 + length), v6, 3);
            case 132 -> unreachable(in, Arrays.copyOfRange(frame, 14, 14 + length), v6, 2);
            default -> null;
        };
    }

    private static byte[] echo(ByteBuffer in, byte[] payload, boolean v6) {
        payload[0] += v6 || payload[0] == TIMESTAMP ? 1 : -ECHO;
        return icmp(in, payload, v6, 0);
    }

    private static byte[] unreachable(ByteBuffer in, byte[] packet, boolean v6, int code) {
        byte[] payload = new byte[8 + Math.min(packet.length, 548)];
        payload[0] = (byte) (v6 ? 1 : 3);
        payload[1] = (byte) (v6 ? 4 : code);
        System.arraycopy(packet, 0, payload, 8, payload.length - 8);
        return icmp(in, payload, v6, in.get(1) & 0x1e | 0xc0);
    }

    private static byte[] icmp(ByteBuffer in, byte[] message, boolean v6, int service) {
        message[2] = 0;
        message[3] = 0;
        byte[] frame = Segment.ip(v6 ? 58 : 1, address(in, v6, 24, 16), address(in, v6, 8, 12), message, 2);
        ByteBuffer out = ByteBuffer.wrap(frame);
        if (!v6) {
            out.put(15, (byte) service).putInt(18, 0x0007_0000).putShort(24, (short) 0);
            out.putShort(24, (short) ~fold(sum(out, 14, 20)));
            out.putShort(36, (short) 0).putShort(36, (short) ~fold(sum(out, 34, message.length)));
        }
        return frame;
    }

    /** What a stack answers to a segment for a port on which nobody listens (RFC 9293, 3.10.7.1). */
    private static byte[] reset(ByteBuffer in, byte[] segment, boolean v6) {
        ByteBuffer tcpIn = ByteBuffer.wrap(segment);
        int flags = segment[13];
        if ((flags & Segment.RST) != 0) {
            return null;
        }
        boolean ack = (flags & Segment.ACK) != 0;
        int consumed = segment.length - (segment[12] >> 4 & 15) * 4 + (flags & Segment.SYN) / 2 + (flags & Segment.FIN);
        ByteBuffer tcp = ByteBuffer.allocate(20);
        tcp.putShort(tcpIn.getShort(2)).putShort(tcpIn.getShort(0));
        tcp.putInt(ack ? tcpIn.getInt(8) : 0).putInt(ack ? 0 : tcpIn.getInt(4) + consumed);
        tcp.put((byte) 0x50).put((byte) (ack ? Segment.RST : Segment.RST | Segment.ACK));
        byte[] answer = Segment.ip(6, address(in, v6, 24, 16), address(in, v6, 8, 12), tcp.array(), 16);
        if (!v6) {
            ByteBuffer out = ByteBuffer.wrap(answer);
            out.putShort(18, (short) 0).putShort(24, (short) 0);
            out.putShort(24, (short) ~fold(sum(out, 14, 20)));
        }
        return answer;
    }

    /** Whether a frame is for one of the director's own or virtual addresses. */
    static boolean isForDirector(byte[] frame) {
        boolean v6 = frame[12] == (byte) 0x86;
        InetAddress to = address(ByteBuffer.wrap(frame).position(14).slice(), v6, 24, 16);
        String text = Sockets.text(to);
        return text.startsWith("10.1.0.")
                || text.startsWith("10.3.")
                || text.startsWith("[fd01::")
                || text.equals("10.9.1.1")
                || text.equals("192.168.0.254")
                || text.equals("[fd09::1]")
                || text.equals("[fd00::fe]");
    }

    private static InetAddress address(ByteBuffer ip, boolean v6, int at6, int at4) {
        byte[] bytes = new byte[v6 ? 16 : 4];
        ip.get(v6 ? at6 : at4, bytes);
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }
}
