package org.hadirector.linux;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The message of an ICMP echo, for IPv4 (RFC 792) and IPv6 (RFC 4443, 4.1). Pure bytes.
 *
 * @param identifier tells our questions from other programs'
 * @param sequence rises with every question
 */
public record IcmpEcho(int identifier, int sequence) {
    static final int LENGTH = 16;
    private static final int REQUEST_4 = 8;
    private static final int REPLY_4 = 0;
    private static final int REQUEST_6 = 128;
    private static final int REPLY_6 = 129;
    private static final byte[] PAYLOAD = {'d', 'i', 'r', 'e', 'c', 't', 'o', 'r'};

    /** The request; for IPv6 without a checksum, which needs the source address and is the kernel's to fill in. */
    byte[] request(boolean ipv6) {
        ByteBuffer out = ByteBuffer.allocate(LENGTH)
                .put((byte) (ipv6 ? REQUEST_6 : REQUEST_4))
                .put((byte) 0)
                .putShort((short) 0)
                .putShort((short) identifier)
                .putShort((short) sequence)
                .put(PAYLOAD);
        if (!ipv6) {
            out.putShort(2, (short) ~sum(out));
        }
        return out.array();
    }

    /**
     * Reads a reply as a raw socket gives it (for IPv4 with the IP header before it); null when it is none.
     *
     * @param in from position to limit, which stay as they are
     */
    static IcmpEcho reply(ByteBuffer in, boolean ipv6) {
        ByteBuffer packet = in.slice().order(ByteOrder.BIG_ENDIAN);
        int at = 0;
        if (!ipv6) {
            if (packet.limit() < 20) {
                return null;
            }
            at = (packet.get(0) & 0x0f) * Integer.BYTES;
        }
        boolean whole = at + LENGTH <= packet.limit();
        if (!whole || (packet.get(at) & 0xff) != (ipv6 ? REPLY_6 : REPLY_4) || packet.get(at + 1) != 0) {
            return null;
        }
        byte[] payload = new byte[PAYLOAD.length];
        packet.get(at + 8, payload);
        boolean ours = Arrays.equals(payload, PAYLOAD);
        return ours ? new IcmpEcho(packet.getShort(at + 4) & 0xffff, packet.getShort(at + 6) & 0xffff) : null;
    }

    private static int sum(ByteBuffer message) {
        long sum = 0;
        for (int at = 0; at < message.capacity(); at += Short.BYTES) {
            sum += message.getShort(at) & 0xffff;
        }
        while (sum > 0xffff) {
            sum = (sum & 0xffff) + (sum >>> 16);
        }
        return (int) sum;
    }
}
