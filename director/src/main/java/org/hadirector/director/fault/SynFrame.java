package org.hadirector.director.fault;

import java.net.Inet4Address;
import java.nio.ByteBuffer;
import org.hadirector.linux.HardwareAddress;

/**
 * The first packet of a TCP connection, addressed to one station by its MAC whatever the ARP caches say, and the answer
 * to it. Pure. The sequence number carries the round in which it was sent, so that an answer names its question.
 */
final class SynFrame {
    private static final int ETHERNET = 14;
    private static final int IPV4 = 20;
    private static final int TCP = 20;
    private static final int LENGTH = ETHERNET + IPV4 + TCP;
    private static final int ETHER_TYPE_IPV4 = 0x0800;
    private static final int PROTOCOL_TCP = 6;
    private static final int SYN = 0x02;
    private static final int SYN_ACK = 0x12;

    private SynFrame() {}

    /** Where a question comes from and goes to. */
    record Path(HardwareAddress from, HardwareAddress to, Inet4Address source, Inet4Address service, int servicePort) {}

    /** An Ethernet frame with a SYN without options (RFC 9293 3.1). */
    static byte[] question(Path path, int sourcePort, int round) {
        ByteBuffer frame = ByteBuffer.allocate(LENGTH);
        frame.put(path.to().octets()).put(path.from().octets()).putShort((short) ETHER_TYPE_IPV4);
        frame.put((byte) 0x45).put((byte) 0).putShort((short) (IPV4 + TCP));
        frame.putShort((short) round).putShort((short) 0x4000);
        frame.put((byte) 64).put((byte) PROTOCOL_TCP).putShort((short) 0);
        frame.put(path.source().getAddress()).put(path.service().getAddress());
        frame.putShort((short) sourcePort).putShort((short) path.servicePort());
        frame.putInt(round).putInt(0);
        frame.put((byte) (TCP / 4 << 4)).put((byte) SYN).putShort((short) 8192);
        frame.putShort((short) 0).putShort((short) 0);
        frame.putShort(ETHERNET + 10, (short) checksum(sum(frame, ETHERNET, IPV4)));
        long pseudo = sum(frame, ETHERNET + 12, 8) + PROTOCOL_TCP + TCP;
        frame.putShort(ETHERNET + IPV4 + 16, (short) checksum(pseudo + sum(frame, ETHERNET + IPV4, TCP)));
        return frame.array();
    }

    /**
     * The answer in a frame.
     *
     * @param port the source port of the question
     * @param round the round of the question
     */
    record Answer(int port, int round) {}

    /** Reads a frame from position to limit; null when it is no SYN with ACK from that service. */
    static Answer answer(ByteBuffer frame, Inet4Address service, int servicePort) {
        int at = frame.position();
        if (frame.remaining() < LENGTH
                || frame.getShort(at + 12) != ETHER_TYPE_IPV4
                || frame.get(at + ETHERNET + 9) != PROTOCOL_TCP) {
            return null;
        }
        int tcp = at + ETHERNET + (frame.get(at + ETHERNET) & 0x0f) * 4;
        if (tcp + TCP > frame.limit()
                || frame.getInt(at + ETHERNET + 12)
                        != ByteBuffer.wrap(service.getAddress()).getInt()
                || (frame.getShort(tcp) & 0xffff) != servicePort
                || (frame.get(tcp + 13) & SYN_ACK) != SYN_ACK) {
            return null;
        }
        return new Answer(frame.getShort(tcp + 2) & 0xffff, frame.getInt(tcp + 8) - 1);
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
