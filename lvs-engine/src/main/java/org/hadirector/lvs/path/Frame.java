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
    private int headroom;
    private int grown;
    private int mark;
    private int segmentSize;
    private FragmentCuts cuts;
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
        this.headroom = 0;
        this.grown = 0;
        this.mark = 0;
        this.segmentSize = 0;
        this.cuts = null;
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

    /** Bytes in front of the frame that {@link #grow} may take. */
    public int headroom() {
        return headroom;
    }

    /**
     * Says how many bytes in front of the frame may be written; for the path, before it hands the frame up. What the
     * path itself needs there (a virtio-net header) is its own and not counted.
     */
    public Frame headroom(int bytes) {
        if (bytes < 0 || bytes > offset) {
            throw new IndexOutOfBoundsException(bytes + " bytes in front of " + offset);
        }
        headroom = bytes;
        return this;
    }

    /**
     * Lets the frame begin earlier, so that headers can be written before those it has; nothing moves. Byte 0 is then
     * the first of the new ones.
     *
     * @throws IndexOutOfBoundsException if the {@link #headroom} is smaller
     */
    public void grow(int bytes) {
        if (bytes < 0 || bytes > headroom) {
            throw new IndexOutOfBoundsException(bytes + " bytes do not fit a headroom of " + headroom);
        }
        offset -= bytes;
        length += bytes;
        capacity += bytes;
        headroom -= bytes;
        grown += bytes;
    }

    /**
     * Bytes that the frame now begins earlier than where it was received; for the path, which sends from there, and
     * moves the start of an unfinished checksum by as many.
     */
    public int grown() {
        return grown;
    }

    /**
     * Bytes of payload in each packet that this frame stands for, when it is several of one flow in one (GSO); 0 when
     * it is one packet. If such a frame {@link #grow grows}, what is new in front are the outer headers of a tunnel (IP
     * in IP; GRE in IPv4 or GUE, without checksums), which each packet will bear.
     */
    public int segmentSize() {
        return segmentSize;
    }

    /** Says that the frame stands for several packets; for the path, before it hands the frame up. */
    public Frame segmentSize(int payloadBytes) {
        segmentSize = payloadBytes;
        return this;
    }

    /**
     * Bytes of the largest IP packet among the fragments that this packet was put together from, which none that it
     * leaves in may exceed unless the other family is wrapped around it; 0 when it came whole.
     */
    public int fragmentSize() {
        return cuts == null ? 0 : cuts.largest();
    }

    /** Where the packet was cut; null when it came whole. */
    public FragmentCuts cuts() {
        return cuts;
    }

    /** Says that the packet came in fragments; for whoever put it together. */
    public Frame cuts(FragmentCuts where) {
        cuts = where;
        return this;
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
     * will be complete and it is one packet, so the path must drop what it knows about the received one (virtio-net
     * header, GSO).
     *
     * @throws IndexOutOfBoundsException if it does not fit the {@link #capacity}
     */
    public void replace(int newLength) {
        if (newLength < 0 || newLength > capacity) {
            throw new IndexOutOfBoundsException(newLength + " bytes do not fit " + capacity);
        }
        length = newLength;
        segmentSize = 0;
        cuts = null;
        partial = false;
        replaced = true;
    }

    /**
     * The received packet gets another length; what the path knows about it (unfinished checksum, segment size) stays.
     *
     * @throws IndexOutOfBoundsException if it does not fit the {@link #capacity}
     */
    public void resize(int newLength) {
        if (newLength < 0 || newLength > capacity) {
            throw new IndexOutOfBoundsException(newLength + " bytes do not fit " + capacity);
        }
        length = newLength;
        if (cuts != null) {
            cuts.forget();
        }
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
        if (count > 0) {
            buffer.put(place(to, count), buffer, place(from, count), count);
        }
    }

    /** Copies bytes of another frame into this one. */
    public void copy(int to, Frame other, int from, int count) {
        if (count < 0) {
            throw new IndexOutOfBoundsException("copy of " + count);
        }
        if (count > 0) {
            buffer.put(place(to, count), other.buffer, other.place(from, count), count);
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
