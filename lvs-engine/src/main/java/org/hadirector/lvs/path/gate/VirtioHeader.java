package org.hadirector.lvs.path.gate;

import java.nio.ByteBuffer;
import org.hadirector.lvs.path.Frame;

/**
 * struct virtio_net_hdr (linux/virtio_net.h), which stands right in front of every frame of a packet socket with
 * PACKET_VNET_HDR: whether the checksum is unfinished and where it is, whether the frame stands for several packets.
 * All places are in a buffer of the machine's own order.
 */
final class VirtioHeader {
    static final int SIZE = 10;

    private static final int FLAGS = 0;
    private static final int GSO_TYPE = 1;
    private static final int HEADER_LENGTH = 2;
    private static final int GSO_SIZE = 4;
    private static final int CHECKSUM_START = 6;
    private static final int CHECKSUM_OFFSET = 8;
    private static final int NEEDS_CHECKSUM = 1;

    private VirtioHeader() {}

    /** Whether the checksum field holds the pseudo header's sum only. */
    static boolean isPartial(ByteBuffer buffer, int at) {
        return (buffer.get(at + FLAGS) & NEEDS_CHECKSUM) != 0;
    }

    /** Bytes of payload in each packet of the frame, 0 when it is one. */
    static int segmentSize(ByteBuffer buffer, int at) {
        return buffer.get(at + GSO_TYPE) == 0 ? 0 : buffer.getShort(at + GSO_SIZE) & 0xffff;
    }

    /** A frame that is complete as it is. */
    static void clear(ByteBuffer buffer, int at) {
        buffer.putLong(at, 0).putShort(at + Long.BYTES, (short) 0);
    }

    /**
     * Makes the header of a received frame that of what the handler made of it: in front of where the frame begins now,
     * without what was done already. Of the rest of what the receiver learnt ("the checksum is good") a sender may not
     * speak.
     *
     * @param at where the received header is
     * @return where the header is now, or -1 when nothing can say it: the frame stands for several packets and got
     *     outer headers, which no segmentation offload of this interface knows
     */
    static int rewrite(ByteBuffer buffer, int at, Frame frame) {
        int grown = frame.grown();
        if (frame.replaced() || !frame.isChecksumPartial() && frame.segmentSize() == 0) {
            clear(buffer, at - grown);
            return at - grown;
        }
        if (grown == 0) {
            buffer.put(at + FLAGS, (byte) (frame.isChecksumPartial() ? NEEDS_CHECKSUM : 0));
            if (frame.segmentSize() == 0) {
                unsegmented(buffer, at);
            }
            return at;
        }
        if (frame.segmentSize() != 0) {
            return -1;
        }
        short start = (short) ((buffer.getShort(at + CHECKSUM_START) & 0xffff) + grown);
        short offset = buffer.getShort(at + CHECKSUM_OFFSET);
        int to = at - grown;
        clear(buffer, to);
        buffer.put(to + FLAGS, (byte) NEEDS_CHECKSUM)
                .putShort(to + CHECKSUM_START, start)
                .putShort(to + CHECKSUM_OFFSET, offset);
        return to;
    }

    private static void unsegmented(ByteBuffer buffer, int at) {
        buffer.put(at + GSO_TYPE, (byte) 0)
                .putShort(at + HEADER_LENGTH, (short) 0)
                .putShort(at + GSO_SIZE, (short) 0);
    }
}
