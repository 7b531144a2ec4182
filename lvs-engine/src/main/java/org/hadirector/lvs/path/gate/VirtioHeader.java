package org.hadirector.lvs.path.gate;

import java.nio.ByteBuffer;
import org.hadirector.lvs.path.Frame;

/**
 * struct virtio_net_hdr (linux/virtio_net.h), which stands right in front of every frame of a packet socket with
 * PACKET_VNET_HDR: whether the checksum is unfinished and where it is, whether the frame stands for several packets.
 * All places are in a buffer of the machine's own order. Belongs to one thread.
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

    private boolean partial;
    private byte gsoType;
    private int headerLength;
    private int segmentSize;
    private int checksumStart;
    private short checksumOffset;

    /** Remembers what is said of a received frame: outer headers may be written over it. */
    void read(ByteBuffer buffer, int at) {
        partial = (buffer.get(at + FLAGS) & NEEDS_CHECKSUM) != 0;
        gsoType = buffer.get(at + GSO_TYPE);
        headerLength = buffer.getShort(at + HEADER_LENGTH) & 0xffff;
        segmentSize = gsoType == 0 ? 0 : buffer.getShort(at + GSO_SIZE) & 0xffff;
        checksumStart = buffer.getShort(at + CHECKSUM_START) & 0xffff;
        checksumOffset = buffer.getShort(at + CHECKSUM_OFFSET);
    }

    /** Whether the checksum field of the frame read last holds the pseudo header's sum only. */
    boolean isPartial() {
        return partial;
    }

    /** Bytes of payload in each packet of the frame read last, 0 when it is one. */
    int segmentSize() {
        return segmentSize;
    }

    /** A frame that is complete as it is. */
    static void clear(ByteBuffer buffer, int at) {
        buffer.putLong(at, 0).putShort(at + Long.BYTES, (short) 0);
    }

    /**
     * Writes the header of what the handler made of the frame read last: without what was done already, and with what
     * is still to be done as much further back as the frame grew in front. Of the rest of what the receiver learnt
     * ("the checksum is good") a sender may not speak.
     *
     * @param at where to, right in front of where the frame begins now
     */
    void write(ByteBuffer buffer, int at, Frame frame) {
        boolean several = frame.segmentSize() != 0;
        if (frame.replaced() || !frame.isChecksumPartial() && !several) {
            clear(buffer, at);
            return;
        }
        int headers = several ? Math.min(headerLength + frame.grown(), 0xffff) : 0;
        buffer.put(at + FLAGS, (byte) (frame.isChecksumPartial() ? NEEDS_CHECKSUM : 0))
                .put(at + GSO_TYPE, several ? gsoType : 0)
                .putShort(at + HEADER_LENGTH, (short) headers)
                .putShort(at + GSO_SIZE, (short) (several ? segmentSize : 0))
                .putShort(at + CHECKSUM_START, (short) (checksumStart + frame.grown()))
                .putShort(at + CHECKSUM_OFFSET, checksumOffset);
    }
}
