package org.hadirector.lvs.packet;

import org.hadirector.lvs.path.Frame;

/**
 * The TCP segment of a packet (RFC 9293): sequence numbers and payload, read and changed with the checksum kept right.
 * For packets of protocol TCP that {@link PacketView#parse} accepted.
 */
public final class TcpSegment {
    private static final int SEQUENCE = 4;
    private static final int ACKNOWLEDGEMENT = 8;
    private static final int FLAGS = 13;
    private static final int CHECKSUM = 16;
    private static final int OPTIONS = 20;
    private static final int FIN = 1;
    private static final int NO_OPERATION = 1;
    private static final int SACK = 5;
    private static final int BLOCK = 8;

    private TcpSegment() {}

    /** What a sender's sequence number, seen in a selective acknowledgement, is called on its own side. */
    @FunctionalInterface
    public interface Renumbering {
        /**
         * @param edge an edge of a block
         * @return the number that the other side knows; {@code edge} itself when nothing changes
         */
        int renumbered(int edge);
    }

    public static int sequence(PacketView packet) {
        return packet.frame().s32(packet.transport() + SEQUENCE);
    }

    public static int acknowledgement(PacketView packet) {
        return packet.frame().s32(packet.transport() + ACKNOWLEDGEMENT);
    }

    public static void sequence(PacketView packet, int value) {
        word(packet, packet.transport() + SEQUENCE, value);
    }

    public static void acknowledgement(PacketView packet, int value) {
        word(packet, packet.transport() + ACKNOWLEDGEMENT, value);
    }

    /** Whether the data offset can be right; else there is no saying what is header and what payload. */
    public static boolean isHeaderWhole(PacketView packet) {
        int header = payload(packet) - packet.transport();
        return header >= OPTIONS && payloadLength(packet) >= 0;
    }

    /** Offset of the payload in the frame; only of a segment whose header {@linkplain #isHeaderWhole is whole}. */
    public static int payload(PacketView packet) {
        return packet.transport() + (packet.frame().u8(packet.transport() + 12) >> 4) * 4;
    }

    /** Bytes of payload; only of a segment whose header {@linkplain #isHeaderWhole is whole}. */
    public static int payloadLength(PacketView packet) {
        return packet.network() + packet.packetLength() - payload(packet);
    }

    /** Whether the checksum is right, or is still to be finished and so cannot be wrong. */
    public static boolean isIntact(PacketView packet) {
        if (packet.frame().isChecksumPartial()) {
            return true;
        }
        int length = segmentLength(packet);
        return Checksums.fold(pseudo(packet) + Checksums.sum(packet.frame(), packet.transport(), length)) == 0xffff;
    }

    /**
     * Replaces bytes of the payload. Lengths are right afterwards, the checksum only after {@link #complete}.
     *
     * @param at offset in the payload
     * @param removed bytes that go
     * @param with what comes for them: {@code count} bytes from {@code from}
     */
    public static void replace(PacketView packet, int at, int removed, byte[] with, int from, int count) {
        Frame frame = packet.frame();
        int place = payload(packet) + at;
        int tail = payloadLength(packet) - at - removed;
        int grown = count - removed;
        if (grown > 0) {
            packet.resize(packet.packetLength() + grown);
        }
        frame.move(place + removed, place + count, tail);
        if (grown < 0) {
            packet.resize(packet.packetLength() + grown);
        }
        for (int i = 0; i < count; i++) {
            frame.u8(place + i, with[from + i]);
        }
    }

    /** Cuts the payload's end off, and with it what only its last byte may say; {@link #complete} must follow. */
    public static void shorten(PacketView packet, int payloadLength) {
        packet.resize(payload(packet) + payloadLength - packet.network());
        int flags = packet.transport() + FLAGS;
        packet.frame().u8(flags, packet.frame().u8(flags) & ~FIN);
    }

    /** Computes the checksum anew, or its partial sum, after the payload changed. */
    public static void complete(PacketView packet) {
        Frame frame = packet.frame();
        int field = packet.transport() + CHECKSUM;
        if (frame.isChecksumPartial()) {
            frame.u16(field, Checksums.fold(pseudo(packet)));
            return;
        }
        frame.u16(field, 0);
        long sum = pseudo(packet) + Checksums.sum(frame, packet.transport(), segmentLength(packet));
        frame.u16(field, Checksums.finish(sum));
    }

    /** Whether every option ends within the header, as who changes one of them must know. */
    public static boolean areOptionsWhole(PacketView packet) {
        Frame frame = packet.frame();
        int end = payload(packet);
        for (int at = packet.transport() + OPTIONS; at < end && frame.u8(at) != 0; at += size(frame, at, end)) {
            if (size(frame, at, end) == 0) {
                return false;
            }
        }
        return true;
    }

    /** Bytes of an option; 0 if it cannot be right. */
    private static int size(Frame frame, int at, int end) {
        if (frame.u8(at) == NO_OPERATION) {
            return 1;
        }
        int size = at + 1 < end ? frame.u8(at + 1) : 0;
        return size < 2 || at + size > end ? 0 : size;
    }

    /** Renumbers the edges of selective acknowledgements (RFC 2018, section 3). */
    public static void renumberSack(PacketView packet, Renumbering renumbering) {
        Frame frame = packet.frame();
        int at = packet.transport() + OPTIONS;
        int end = payload(packet);
        while (at < end && frame.u8(at) != 0) {
            int length = size(frame, at, end);
            if (length == 0) {
                return; // lengths that lie: the receiver's business
            }
            if (frame.u8(at) == SACK && length % BLOCK == 2) {
                for (int edge = at + 2; edge < at + length; edge += 4) {
                    word(packet, edge, renumbering.renumbered(frame.s32(edge)));
                }
            }
            at += length;
        }
    }

    private static void word(PacketView packet, int at, int value) {
        Frame frame = packet.frame();
        int before = frame.s32(at);
        if (before == value) {
            return;
        }
        frame.s32(at, value);
        if (!frame.isChecksumPartial()) {
            int field = packet.transport() + CHECKSUM;
            // On an odd offset the two bytes of each word of the sum are the other way round.
            boolean odd = (at - packet.transport() & 1) != 0;
            int from = odd ? Integer.rotateLeft(before, 8) : before;
            int to = odd ? Integer.rotateLeft(value, 8) : value;
            frame.u16(field, Checksums.update32(frame.u16(field), from, to));
        }
    }

    private static int segmentLength(PacketView packet) {
        return packet.network() + packet.packetLength() - packet.transport();
    }

    private static long pseudo(PacketView packet) {
        int addresses = packet.network() + (packet.isIpv6() ? 8 : 12);
        return Checksums.sum(packet.frame(), addresses, packet.isIpv6() ? 32 : 8)
                + PacketView.TCP
                + segmentLength(packet);
    }
}
