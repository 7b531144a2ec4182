package org.hadirector.lvs.golden;

import static org.hadirector.lvs.packet.InternetSum.fold;
import static org.hadirector.lvs.packet.InternetSum.sum;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.hadirector.lvs.engine.Segment;
import org.hadirector.lvs.packet.Addresses;
import org.hadirector.lvs.packet.PacketView;
import org.hadirector.lvs.packet.TcpSegment;

/** What a Linux stack on which nobody listens answers, byte for byte but for what it draws at random. */
final class StackAnswers {
    private static final int ECHO = 8;
    private static final int TIMESTAMP = 13;
    private static final int TIMESTAMP_BYTES = 20;
    private static final int ECHO6 = 128;
    private static final int MOST_QUOTED = 548;
    private static final int MOST_QUOTED6 = 1232;

    private StackAnswers() {}

    /** The answer to a packet for the director, or null. */
    static byte[] to(byte[] frame, PacketView view, PacketView.Kind kind) {
        byte[] packet = Arrays.copyOfRange(frame, view.network(), view.network() + view.packetLength());
        byte[] payload = Arrays.copyOfRange(frame, view.transport(), view.network() + view.packetLength());
        boolean v6 = view.isIpv6();
        if (kind == PacketView.Kind.OTHER_PROTOCOL) {
            return unknownProtocol(view, packet);
        }
        boolean wrong = WireChecks.wrongChecksum(packet).isPresent();
        return switch (view.protocol()) {
            case PacketView.ICMP -> payload[0] == ECHO || payload[0] == TIMESTAMP
                    ? wrong ? null : echo(view, payload)
                    : null;
            case PacketView.ICMPV6 -> wrong || (payload[0] & 0xff) != ECHO6 ? null : echo(view, payload);
            case PacketView.TCP -> wrong || !TcpSegment.isHeaderWhole(view) ? null : reset(view, payload, packet);
            case PacketView.UDP -> wrong || v6 && payload[6] == 0 && payload[7] == 0
                    ? null
                    : error(view, packet, v6 ? 0x104 : 0x303, 0, destination(view));
            default -> unknownProtocol(view, packet);
        };
    }

    /** The differentiated services and congestion bits, which an answer takes over as they came. */
    private static int trafficClass(PacketView view) {
        int head = view.frame().u16(view.network());
        return view.isIpv6() ? head >> 4 & 0xff : head & 0xff;
    }

    /** Protocol unreachable; of IPv6 a parameter problem that points at the byte which names it. */
    private static byte[] unknownProtocol(PacketView view, byte[] packet) {
        int namedAt = 6;
        for (int at = 40;
                view.isIpv6() && at < view.transport() - view.network();
                at += (packet[at + 1] & 0xff) * 8 + 8) {
            namedAt = at;
        }
        return view.isIpv6()
                ? error(view, packet, 0x401, namedAt, destination(view))
                : error(view, packet, 0x302, 0, destination(view));
    }

    /** Time exceeded, said by the address of the interface that a packet came in by. */
    static byte[] timeExceeded(byte[] frame, PacketView view, boolean fromServer) {
        byte[] packet = Arrays.copyOfRange(frame, view.network(), view.network() + view.packetLength());
        return error(view, packet, view.isIpv6() ? 0x300 : 0xb00, 0, here(view, fromServer));
    }

    /** Parameter problem, said by the address the packet is for if it is ours. */
    static byte[] parameterProblem(byte[] frame, PacketView view, boolean fromServer, boolean forUs) {
        byte[] packet = Arrays.copyOfRange(frame, view.network(), view.network() + view.packetLength());
        InetAddress from = forUs ? destination(view) : here(view, fromServer);
        return error(view, packet, 0xc00, view.wrongOption() << 24, from);
    }

    private static InetAddress here(PacketView view, boolean fromServer) {
        String own = view.isIpv6() ? fromServer ? "fd00::fe" : "fd09::1" : fromServer ? "192.168.0.254" : "10.9.1.1";
        return Segment.address(own);
    }

    private static byte[] echo(PacketView view, byte[] request) {
        boolean timestamp = !view.isIpv6() && request[0] == TIMESTAMP;
        byte[] payload = timestamp ? Arrays.copyOf(request, TIMESTAMP_BYTES) : request;
        payload[0] += view.isIpv6() || timestamp ? 1 : -ECHO;
        return icmp(view, payload, destination(view), trafficClass(view));
    }

    private static byte[] error(PacketView view, byte[] packet, int typeAndCode, int rest, InetAddress from) {
        byte[] payload = new byte[8 + Math.min(packet.length, view.isIpv6() ? MOST_QUOTED6 : MOST_QUOTED)];
        ByteBuffer.wrap(payload)
                .putShort((short) typeAndCode)
                .putShort((short) 0)
                .putInt(rest);
        System.arraycopy(packet, 0, payload, 8, payload.length - 8);
        return icmp(view, payload, from, view.isIpv6() ? 0 : packet[1] & 0x1e | 0xc0);
    }

    private static byte[] icmp(PacketView view, byte[] message, InetAddress from, int service) {
        message[2] = 0;
        message[3] = 0;
        byte[] frame = Segment.ip(view.isIpv6() ? 58 : 1, from, source(view), message, 2);
        ByteBuffer out = ByteBuffer.wrap(frame);
        if (view.isIpv6()) {
            out.putShort(14, (short) (0x6000 | service << 4));
        } else {
            out.put(15, (byte) service).putInt(18, 0x0007_0000).putShort(24, (short) 0);
            out.putShort(24, (short) ~fold(sum(out, 14, 20)));
            out.putShort(36, (short) 0).putShort(36, (short) ~fold(sum(out, 34, message.length)));
        }
        return frame;
    }

    /** What a stack answers to a segment for a port on which nobody listens (RFC 9293, 3.10.7.1). */
    private static byte[] reset(PacketView view, byte[] segment, byte[] packet) {
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
        byte[] answer = Segment.ip(6, destination(view), source(view), tcp.array(), 16);
        ByteBuffer out = ByteBuffer.wrap(answer);
        if (view.isIpv6()) {
            out.putShort(14, (short) (ByteBuffer.wrap(packet).getShort(0) & 0xffc0));
        } else {
            out.put(15, (byte) (packet[1] & 0xfc)).putShort(18, (short) 0).putShort(24, (short) 0);
            out.putShort(24, (short) ~fold(sum(out, 14, 20)));
        }
        return answer;
    }

    private static InetAddress source(PacketView view) {
        return Addresses.toInetAddress(view.sourceHigh(), view.sourceLow());
    }

    private static InetAddress destination(PacketView view) {
        return Addresses.toInetAddress(view.destinationHigh(), view.destinationLow());
    }
}
