package org.hadirector.lvs.engine;

import java.nio.ByteBuffer;
import org.hadirector.lvs.path.Frame;

/**
 * Frames that wait, in the order in which they came, each of at most {@link #LONGEST} bytes, in memory outside the heap
 * that is there from the start. Belongs to the packet thread; no allocation.
 *
 * @param <T> what they wait for
 */
final class HeldFrames<T> {
    /** Room for what a tunnel puts in front. */
    private static final int HEADROOM = 128;

    private static final int SLOT = 2048;

    /** An Ethernet frame without jumbo size, and some. */
    static final int LONGEST = SLOT - HEADROOM;

    private final ByteBuffer memory;
    private final Object[] owners;
    private final long[] arrivedNs;
    private final int[] lengths;
    private final int[] interfaces;
    private final int[] marks;
    private final Frame kept = new Frame();
    private int end;
    private int waiting;

    /** @param most frames, of 2 KiB each */
    HeldFrames(int most) {
        memory = ByteBuffer.allocateDirect(most * SLOT);
        owners = new Object[most];
        arrivedNs = new long[most];
        lengths = new int[most];
        interfaces = new int[most];
        marks = new int[most];
    }

    /**
     * Keeps a copy; false when there is no room. Gives frames that wait other numbers: not to be called while somebody
     * goes through them.
     */
    boolean add(T owner, Frame frame, long nowNs) {
        if (waiting == owners.length || frame.length() > LONGEST) {
            return false;
        }
        if (end == owners.length) {
            closeGaps();
        }
        int slot = end++;
        waiting++;
        put(slot, owner, nowNs, frame.length(), frame.interfaceIndex(), frame.mark());
        at(slot).copy(0, frame, 0, frame.length());
        return true;
    }

    private void put(int slot, Object owner, long atNs, int length, int interfaceIndex, int mark) {
        owners[slot] = owner;
        arrivedNs[slot] = atNs;
        lengths[slot] = length;
        interfaces[slot] = interfaceIndex;
        marks[slot] = mark;
    }

    /** What waits moves together, in its order. */
    private void closeGaps() {
        int to = 0;
        for (int slot = 0; slot < end; slot++) {
            if (owners[slot] == null) {
                continue;
            }
            if (to < slot) {
                put(to, owners[slot], arrivedNs[slot], lengths[slot], interfaces[slot], marks[slot]);
                memory.put(to * SLOT + HEADROOM, memory, slot * SLOT + HEADROOM, lengths[slot]);
                owners[slot] = null;
            }
            to++;
        }
        end = to;
    }

    /** Frames have the numbers below; not each of them still waits. */
    int end() {
        return end;
    }

    /** What the frame waits for, null when it does not wait any more. */
    @SuppressWarnings("unchecked")
    T owner(int slot) {
        return (T) owners[slot];
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
