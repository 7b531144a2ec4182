package org.hadirector.lvs.path.gate;

import org.hadirector.lvs.path.Frame;

/**
 * The way back to this machine's own stack: a frame sent on loopback with its interface in the mark, where the program
 * "back" of gate.c lets it come in again at that interface, as it came the first time.
 */
final class LocalStack {
    private final TransmitBatch transmit;
    private final int loopback;
    private int added;

    LocalStack(TransmitBatch transmit, int loopbackIndex) {
        this.transmit = transmit;
        this.loopback = loopbackIndex;
    }

    /**
     * Queues a frame for the stack.
     *
     * @param address of its virtio-net header
     * @param interfaceIndex where it is to come in
     */
    void add(Frame frame, long address, int interfaceIndex) {
        int mark = GateProgram.GIVEN_BACK | interfaceIndex & GateProgram.MOST_INTERFACES;
        transmit.addMarked(address, VirtioHeader.SIZE + frame.length(), loopback, frame.u16(12), mark);
        added++;
    }

    /** Frames since the last call. */
    int takeAdded() {
        int taken = added;
        added = 0;
        return taken;
    }
}
