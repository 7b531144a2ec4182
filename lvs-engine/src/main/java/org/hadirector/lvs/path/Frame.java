package org.hadirector.lvs.path;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A borrowed Ethernet frame: a window into a receive buffer. Every access is relative to the Ethernet header and
 * checked against the frame's length. Multi-byte values are in network order. May be larger than the MTU (GRO), its
 * checksum may be unfinished; the data path keeps that knowledge (virtio-net header) and completes it on the way out.
 */
public final class Frame {
    private ByteBuffer buffer;
    private int offset;
    private int length;
    private int interfaceIndex;

    /** Lets this flyweight look at {@code length} bytes of {@code buffer} from {@code offset}. */
    public Frame wrap(ByteBuffer buffer, int offset, int length, int interfaceIndex) {
        if (buffer.order() != ByteOrder.BIG_ENDIAN) {
            throw new IllegalArgumentException("frames are read in network order");
        }
        this.buffer = buffer;
        this.offset = offset;
        this.length = length;
        this.interfaceIndex = interfaceIndex;
        return this;
    }

    /** Bytes from the Ethernet header to the end of the frame. */
    public int length() {
        return length;
    }

    /** Index of the interface that received the frame. */
    public int interfaceIndex() {
        return interfaceIndex;
    }

    public int u8(int at) {
        return buffer.get(place(at, 1)) & 0xff;
    }

    public int u16(int at) {
        return buffer.getShort(place(at, 2)) & 0xffff;
    }

    public int s32(int at) {
        return buffer.getInt(place(at, 4));
    }

    public void u8(int at, int value) {
        buffer.put(place(at, 1), (byte) value);
    }

    public void u16(int at, int value) {
        buffer.putShort(place(at, 2), (short) value);
    }

    public void s32(int at, int value) {
        buffer.putInt(place(at, 4), value);
    }

    private int place(int at, int size) {
        if (at < 0 || at + size > length) {
            throw new IndexOutOfBoundsException("byte " + at + " of a frame of " + length);
        }
        return offset + at;
    }
}
