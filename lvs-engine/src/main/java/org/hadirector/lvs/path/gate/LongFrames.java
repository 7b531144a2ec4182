package org.hadirector.lvs.path.gate;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.hadirector.linux.Libc;

/**
 * Room for received frames that are longer than a slot of the ring, up to the 64 kB of GRO and TSO. The kernel queues
 * such a frame at the tap's socket, whole and by reference (PACKET_COPY_THRESH, see packet(7)); {@link #fetch} copies
 * it here, with its virtio-net header right in front of it as in a slot. Belongs to the path's thread.
 *
 * <p>A few places are enough: they come back with each batch, and what is used again is still in the processor's cache.
 */
final class LongFrames {
    /** Frames that fit at a time. */
    static final int CAPACITY = 16;

    /** A frame of 65,535 bytes with what stands before it, and 4 kB to grow. */
    private static final int SLOT = 17 << 12;

    private static final int HEADER = ReceiveRing.HEADROOM;
    private static final int FRAME = HEADER + VirtioHeader.SIZE;

    private final Memory memory = new Memory((long) CAPACITY * SLOT);
    private final Pointer[] places = new Pointer[CAPACITY];
    private final ByteBuffer headers = memory.getByteBuffer(0, memory.size()).order(ByteOrder.nativeOrder());
    private final ByteBuffer frames = memory.getByteBuffer(0, memory.size()).order(ByteOrder.BIG_ENDIAN);
    private int used;

    LongFrames() {
        for (int i = 0; i < CAPACITY; i++) {
            places[i] = memory.share((long) i * SLOT + HEADER);
        }
    }

    boolean isFull() {
        return used == CAPACITY;
    }

    /**
     * Takes the next frame from a socket's queue; there must be room.
     *
     * @param length of the frame that is expected; others are what a former error left behind, and are thrown away
     * @return where the frame begins in {@link #frames}, or -1 when it is not to be had or too long for any place
     */
    int fetch(int fd, int length) {
        long got;
        do {
            got = Libc.recv(fd, places[used], SLOT - HEADER, Libc.MSG_DONTWAIT | Libc.MSG_TRUNC);
        } while (got >= 0 && got != length + VirtioHeader.SIZE);
        if (got < 0 || got > SLOT - HEADER) {
            return -1;
        }
        return used++ * SLOT + FRAME;
    }

    /** The frame that begins there may use so many bytes. */
    static int room() {
        return SLOT - FRAME;
    }

    /** All places in network order. */
    ByteBuffer frames() {
        return frames;
    }

    /** The same in host order. */
    ByteBuffer headers() {
        return headers;
    }

    /** Native address of the first place. */
    long address() {
        return Pointer.nativeValue(memory);
    }

    /** Forgets all frames: they were sent. */
    void release() {
        used = 0;
    }
}
