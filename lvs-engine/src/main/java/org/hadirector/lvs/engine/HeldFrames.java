package org.hadirector.lvs.engine;

import java.nio.ByteBuffer;
import org.hadirector.lvs.path.Frame;

/**
 * Frames that wait, in the order in which they came: at most {@link #MOST}, each of at most {@link #LONGEST} bytes, one
 * megabyte outside the heap. Belongs to the packet thread; no allocation.
 */
final class HeldFrames {
    /** In 5 ms what a hundred thousand new connections a second send. */
    static final int MOST = 512;

    /** Room for what a tunnel puts in front. */
    private static final int HEADROOM = 128;

    private static final int SLOT = 2048;

    /** An Ethernet frame without jumbo size, and some. */
    static final int LONGEST = SLOT - HEADROOM;

    private final ByteBuffer memory = ByteBuffer.allocateDirect(MOST * SLOT);
    private final HandOverEntry[] owners = new HandOverEntry[MOST];
    private final long[] arrivedNs = new long[MOST];
    private final int[] lengths = new int[MOST];
    private final int[] interfaces = new int[MOST];
    private final int[] marks = new int[MOST];
    private final Frame kept = new Frame();
    private int end;
    private int waiting;

    /** Keeps a copy; false when there is no room. */
    boolean add(HandOverEntry owner, Frame frame, long nowNs) {
        if (end == MOST || frame.length() > LONGEST) {
            return false;
        }
        int slot = end++;
        waiting++;
        owners[slot] = owner;
        arrivedNs[slot] = nowNs;
        lengths[slot] = frame.length();
        interfaces[slot] = frame.interfaceIndex();
        marks[slot] = frame.mark();
        at(slot).copy(0, frame, 0, frame.length());
        return true;
    }

    /** How many places were used since all were free: frames have the numbers below. */
    int end() {
        return end;
    }

    int waiting() {
        return waiting;
    }

    /** Whom the frame waits for, null when it does not wait any more. */
    HandOverEntry owner(int slot) {
        return owners[slot];
    }

    long arrivedNs(int slot) {
        return arrivedNs[slot];
    }

    /** The frame; valid until the next call. */
    Frame at(int slot) {
        return kept.wrap(memory, slot * SLOT + HEADROOM, lengths[slot], LONGEST, interfaces[slot])
                .headroom(HEADROOM)
                .mark(marks[slot]);
    }

    /** It waits no longer. */
    void free(int slot) {
        owners[slot] = null;
        if (--waiting == 0) {
            end = 0;
        }
    }
}
