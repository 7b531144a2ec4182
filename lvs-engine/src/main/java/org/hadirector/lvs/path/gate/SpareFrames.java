package org.hadirector.lvs.path.gate;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.hadirector.lvs.path.Frame;
import org.hadirector.lvs.path.Outlet;
import org.hadirector.lvs.path.PacketHandler;

/**
 * The further frames of a handler (fragments, segments): room beside the receive ring for as many as one batch sends. A
 * full batch leaves early, so there is always room. Belongs to the path's thread; no allocation per frame.
 */
final class SpareFrames implements Outlet {
    private static final int SLOT = VirtioHeader.SIZE + LONGEST + 6; // a multiple of 16

    private final TransmitBatch transmit;
    private final LocalStack stack;
    private final LeaseWatch leases;
    private final Memory memory = new Memory((long) TransmitBatch.CAPACITY * SLOT);
    private final long address = Pointer.nativeValue(memory);
    private final ByteBuffer frames = memory.getByteBuffer(0, memory.size()).order(ByteOrder.BIG_ENDIAN);
    private final Frame given = new Frame();
    private int used;
    private int receivedAt;
    private boolean open;

    SpareFrames(TransmitBatch transmit, LocalStack stack, LeaseWatch leases) {
        this.transmit = transmit;
        this.stack = stack;
        this.leases = leases;
    }

    /** Tells where the frame at hand came in: what goes back to the stack because of it comes in there. */
    void receivedAt(int interfaceIndex) {
        receivedAt = interfaceIndex;
    }

    @Override
    public Frame frame(int length) {
        if (length > LONGEST) {
            return null;
        }
        if (transmit.isFull()) {
            flush();
        }
        open = true;
        return given.wrap(frames, used * SLOT + VirtioHeader.SIZE, length, LONGEST, receivedAt);
    }

    @Override
    public void send(int interfaceIndex) {
        if (!open || interfaceIndex == PacketHandler.DROP || interfaceIndex == PacketHandler.CONSUMED) {
            throw new IllegalStateException("no frame was given out, or nowhere to go: " + interfaceIndex);
        }
        open = false;
        VirtioHeader.clear(frames, used * SLOT);
        long from = address + (long) used * SLOT;
        if (interfaceIndex == PacketHandler.LOCAL) {
            stack.add(given, from, receivedAt);
        } else {
            transmit.add(from, VirtioHeader.SIZE + given.length(), interfaceIndex, given.u16(12));
        }
        used++;
    }

    /** Whether there is something to {@link #flush}. */
    boolean isUsed() {
        return used > 0;
    }

    /**
     * Sends everything that is queued, the frames of others too, unless a lease has run out meanwhile; all room is free
     * again.
     */
    void flush() {
        if (leases.mayLeave()) {
            transmit.flush();
        } else {
            leases.lost(transmit.discard());
            stack.takeAdded();
        }
        used = 0;
    }
}
