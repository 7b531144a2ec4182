package org.hadirector.director.fault;

import java.util.Random;

/** Ethernet frames that carry heartbeats over IPv4 and UDP. Pure. */
final class BeatFrame {
    private static final int ETHERNET = 14;
    private static final int UDP = 8;
    private static final int PROTOCOL_UDP = 17;
    private static final int SHORTEST = ETHERNET + 20 + UDP;
    /** Bytes at the end that a wrong key would make different. */
    private static final int TAG = 16;

    private BeatFrame() {}

    /** Whether a frame is a datagram to that port. */
    static boolean is(byte[] frame, int port) {
        return datagram(frame) && number(frame, udp(frame) + 2) == port;
    }

    private static boolean datagram(byte[] frame) {
        return frame.length > SHORTEST && number(frame, 12) == 0x0800 && frame[ETHERNET + 9] == PROTOCOL_UDP;
    }

    /**
     * The frame as it can be sent again. On virtual cables the checksum of a datagram is left to a network card that
     * never comes; a packet socket gets it unfinished, and the kernel would drop what is sent with it. Without a
     * checksum is allowed in IPv4 (RFC 768). Other frames stay as they are.
     */
    static byte[] sendable(byte[] frame) {
        if (datagram(frame)) {
            int udp = udp(frame);
            frame[udp + 6] = 0;
            frame[udp + 7] = 0;
        }
        return frame;
    }

    /**
     * The same beat as somebody would make it who does not have the key: the digest is made up, all else is right, so
     * that it costs its receiver as much as a forgery can.
     */
    static byte[] forged(byte[] frame, Random random) {
        byte[] forged = frame.clone();
        int udp = udp(frame);
        int end = Math.min(udp + number(frame, udp + 4), frame.length);
        for (int i = Math.max(udp + UDP, end - TAG); i < end; i++) {
            forged[i] = (byte) random.nextInt();
        }
        return sendable(forged);
    }

    private static int udp(byte[] frame) {
        return ETHERNET + (frame[ETHERNET] & 0x0f) * 4;
    }

    private static int number(byte[] frame, int at) {
        return (frame[at] & 0xff) << 8 | frame[at + 1] & 0xff;
    }
}
