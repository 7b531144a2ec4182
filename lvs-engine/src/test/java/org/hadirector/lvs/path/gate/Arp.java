package org.hadirector.lvs.path.gate;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** ARP frames of the tests (RFC 826). */
final class Arp {
    private Arp() {}

    /** "Who has target? Tell sender", to everybody. */
    static byte[] request(byte[] mac, String sender, String target) throws UnknownHostException {
        return ByteBuffer.allocate(60)
                .putInt(-1)
                .putShort((short) -1)
                .put(mac)
                .putShort((short) 0x0806)
                .putShort((short) 1)
                .putShort((short) 0x0800)
                .put((byte) 6)
                .put((byte) 4)
                .putShort((short) 1)
                .put(mac)
                .put(InetAddress.getByName(sender).getAddress())
                .put(new byte[6])
                .put(InetAddress.getByName(target).getAddress())
                .array();
    }

    static boolean isReplyFrom(byte[] frame, InetAddress sender) {
        return frame.length >= 42
                && ByteBuffer.wrap(frame).getShort(12) == 0x0806
                && frame[21] == 2
                && Arrays.equals(Arrays.copyOfRange(frame, 28, 32), sender.getAddress());
    }
}
