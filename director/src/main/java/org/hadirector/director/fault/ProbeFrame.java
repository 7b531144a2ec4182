package org.hadirector.director.fault;

import java.net.Inet4Address;
import java.nio.ByteBuffer;
import org.hadirector.linux.HardwareAddress;

/**
 * A TCP segment addressed to one station by its MAC whatever the ARP caches say: the first one of a connection, and the
 * answer to it; or one of a connection that lasts, which only acknowledges what was never sent, so that neither end
 * makes anything of it. Pure. Of the first kind source port and sequence number say which question it is and in which
 * round it was sent, and an answer repeats them; of the second one the numbers do. So whoever sees either on its way
 * knows what was asked, and of whom.
 */
final class ProbeFrame {
    private static final int ETHERNET = 14;
    private static final int IPV4 = 20;
    private static final int TCP = 20;
    private static final int LENGTH = ETHERNET + IPV4 + TCP;
    private static final int ETHER_TYPE_IPV4 = 0x0800;
    private static final int PROTOCOL_TCP = 6;
    private static final int SYN = 0x02;
    private static final int ACK = 0x10;
    private static final int SYN_ACK = 0x12;
    private static final int RST_FIN = 0x05;

    /** In the upper half of what is acknowledged; the question's port is in the lower one. */
    private static final int KEPT = 0x4b45_0000;

    private static final int TTL = ETHERNET + 8;

    /** What a question on a connection that lasts has left behind one director: none other can pass it on. */
    private static final int LAST_HOP = 1;

    private static final int SOURCE = ETHERNET + 12;
    private static final int DESTINATION = ETHERNET + 16;

    private ProbeFrame() {}

    /** Where a question comes from and goes to. */
    record Path(HardwareAddress from, HardwareAddress to, Inet4Address source, Inet4Address service, int servicePort) {}

    /**
     * An Ethernet frame with a SYN without options (RFC 9293 3.1).
     *
     * @param hops how many it may take (TTL)
     */
    static byte[] question(Path path, int sourcePort, int round, int hops) {
        return frame(path, sourcePort, new Numbers(round, 0, SYN), hops);
    }

    /**
     * An Ethernet frame with an ACK on a connection that is there.
     *
     * @param keptPort of the connection
     * @param question the port that a question would have; it is not the frame's, and tells it from others
     */
    static byte[] onKept(Path path, int keptPort, int question, int round, int hops) {
        return frame(path, keptPort, new Numbers(round, KEPT | question, ACK), hops);
    }

    private record Numbers(int sequence, int acknowledged, int flags) {}

    private static byte[] frame(Path path, int sourcePort, Numbers numbers, int hops) {
        ByteBuffer frame = ByteBuffer.allocate(LENGTH);
        frame.put(path.to().octets()).put(path.from().octets()).putShort((short) ETHER_TYPE_IPV4);
        frame.put((byte) 0x45).put((byte) 0).putShort((short) (IPV4 + TCP));
        frame.putShort((short) numbers.sequence).putShort((short) 0x4000);
        frame.put((byte) hops).put((byte) PROTOCOL_TCP).putShort((short) 0);
        frame.put(path.source().getAddress()).put(path.service().getAddress());
        frame.putShort((short) sourcePort).putShort((short) path.servicePort());
        frame.putInt(numbers.sequence).putInt(numbers.acknowledged);
        frame.put((byte) (TCP / 4 << 4)).put((byte) numbers.flags).putShort((short) 8192);
        frame.putShort((short) 0).putShort((short) 0);
        frame.putShort(ETHERNET + 10, (short) checksum(sum(frame, ETHERNET, IPV4)));
        long pseudo = sum(frame, ETHERNET + 12, 8) + PROTOCOL_TCP + TCP;
        frame.putShort(ETHERNET + IPV4 + 16, (short) checksum(pseudo + sum(frame, ETHERNET + IPV4, TCP)));
        return frame.array();
    }

    /**
     * A question or its answer, as somebody saw it.
     *
     * @param port the source port of the question
     * @param round the round of the question
     * @param sender who sent the frame that was seen, on the last cable
     */
    record Seen(int port, int round, HardwareAddress sender) {}

    /** Reads a frame from position to limit; null when it is no SYN with ACK from that service. */
    static Seen answer(ByteBuffer frame, Inet4Address service, int servicePort) {
        int tcp = tcp(frame);
        if (tcp < 0 || (frame.get(tcp + 13) & SYN_ACK) != SYN_ACK || !is(frame, SOURCE, service, tcp, servicePort)) {
            return null;
        }
        return new Seen(frame.getShort(tcp + 2) & 0xffff, frame.getInt(tcp + 8) - 1, sender(frame));
    }

    /** Reads a frame from position to limit; null when it is no question to that service, of either kind. */
    static Seen passedOn(ByteBuffer frame, Inet4Address service, int servicePort) {
        int tcp = tcp(frame);
        if (tcp < 0 || !is(frame, DESTINATION, service, tcp + 2, servicePort)) {
            return null;
        }
        int flags = frame.get(tcp + 13) & (SYN_ACK | RST_FIN);
        int acknowledged = frame.getInt(tcp + 8);
        if (flags == ACK && (acknowledged & 0xffff_0000) == KEPT && frame.get(frame.position() + TTL) == LAST_HOP) {
            return new Seen(acknowledged & 0xffff, frame.getInt(tcp + 4), sender(frame));
        }
        return (flags & SYN_ACK) == SYN
                ? new Seen(frame.getShort(tcp) & 0xffff, frame.getInt(tcp + 4), sender(frame))
                : null;
    }

    /** Where the TCP header begins, -1 when there is none or not all of it. */
    private static int tcp(ByteBuffer frame) {
        int at = frame.position();
        if (frame.remaining() < LENGTH
                || frame.getShort(at + 12) != ETHER_TYPE_IPV4
                || frame.get(at + ETHERNET + 9) != PROTOCOL_TCP) {
            return -1;
        }
        int tcp = at + ETHERNET + (frame.get(at + ETHERNET) & 0x0f) * 4;
        return tcp + TCP > frame.limit() ? -1 : tcp;
    }

    private static boolean is(ByteBuffer frame, int addressAt, Inet4Address service, int portAt, int servicePort) {
        return frame.getInt(frame.position() + addressAt)
                        == ByteBuffer.wrap(service.getAddress()).getInt()
                && (frame.getShort(portAt) & 0xffff) == servicePort;
    }

    private static HardwareAddress sender(ByteBuffer frame) {
        byte[] octets = new byte[HardwareAddress.LENGTH];
        frame.get(frame.position() + HardwareAddress.LENGTH, octets);
        return HardwareAddress.of(octets);
    }

    private static long sum(ByteBuffer frame, int from, int length) {
        long sum = 0;
        for (int i = from; i < from + length; i += 2) {
            sum += frame.getShort(i) & 0xffff;
        }
        return sum;
    }

    private static int checksum(long sum) {
        long folded = sum;
        while (folded >> 16 != 0) {
            folded = (folded & 0xffff) + (folded >> 16);
        }
        return (int) ~folded & 0xffff;
    }
}
