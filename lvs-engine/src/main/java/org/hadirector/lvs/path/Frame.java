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
    private int capacity;
    private int mark;
    private boolean replaced;
    private boolean partial;

    /** Lets this flyweight look at {@code length} bytes of {@code buffer} from {@code offset}. */
    public Frame wrap(ByteBuffer buffer, int offset, int length, int interfaceIndex) {
        return wrap(buffer, offset, length, length, interfaceIndex);
    }

    /**
     * As {@link #wrap(ByteBuffer, int, int, int)}, with room to grow.
     *
     * @param capacity bytes of {@code buffer} from {@code offset} that a longer answer built in place may use
     */
    public Frame wrap(ByteBuffer buffer, int offset, int length, int capacity, int interfaceIndex) {
        if (buffer.order() != ByteOrder.BIG_ENDIAN) {
            throw new IllegalArgumentException("frames are read in network order");
        }
        if (offset < 0 || length < 0 || capacity < length || capacity > buffer.limit() - offset) {
            throw new IndexOutOfBoundsException(length + " of " + capacity + " bytes at " + offset);
        }
        this.buffer = buffer;
        this.offset = offset;
        this.length = length;
        this.capacity = capacity;
        this.interfaceIndex = interfaceIndex;
        this.mark = 0;
        this.replaced = false;
        this.partial = false;
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

    /** Largest length {@link #replace} may give this frame. */
    public int capacity() {
        return capacity;
    }

    /** Firewall mark of the packet, 0 for none; a path that sees no marks leaves it 0. */
    public int mark() {
        return mark;
    }

    /** Sets the firewall mark; for the path, before it hands the frame up. */
    public Frame mark(int newMark) {
        this.mark = newMark;
        return this;
    }

    /**
     * Whether the TCP or UDP checksum field holds only the sum of the pseudo header, to be finished on the way out
     * (virtio-net header, NEEDS_CSUM).
     */
    public boolean isChecksumPartial() {
        return partial;
    }

    /** Says whether the checksum is unfinished; for the path, before it hands the frame up. */
    public Frame checksumPartial(boolean isPartial) {
        this.partial = isPartial;
        return this;
    }

    /**
     * Declares that another packet of {@code newLength} bytes is built in this frame (an answer). All its checksums
     * will be complete, so the path must drop what it knows about the received one (virtio-net header, GSO).
     *
     * @throws IndexOutOfBoundsException if it does not fit the {@link #capacity}
     */
    public void replace(int newLength) {
        if (newLength < 0 || newLength > capacity) {
            throw new IndexOutOfBoundsException(newLength + " bytes do not fit " + capacity);
        }
        length = newLength;
        replaced = true;
    }

    /** Whether the frame no longer holds the received packet but a new one, see {@link #replace}. */
    public boolean replaced() {
        return replaced;
    }

    /** Moves bytes within the frame; the ranges may overlap. */
    public void move(int from, int to, int count) {
        if (count < 0) {
            throw new IndexOutOfBoundsException("move of " + count);
        }
        if (count == 0) {
            return;
        }
        place(from, count);
        place(to, count);
        if (from > to) {
            for (int i = 0; i < count; i++) {
                buffer.put(offset + to + i, buffer.get(offset + from + i));
            }
        } else {
            for (int i = count - 1; i >= 0; i--) {
                buffer.put(offset + to + i, buffer.get(offset + from + i));
            }
        }
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
        if (at < 0 || at > length - size) {
            throw new IndexOutOfBoundsException("byte " + at + " of a frame of " + length);
        }
        return offset + at;
    }
}
