package org.hadirector.lvs.path.gate;

import org.hadirector.lvs.path.Frame;
import org.hadirector.lvs.path.Outlet;
import org.hadirector.lvs.path.PacketHandler;
import org.hadirector.lvs.path.PathCounters;

/**
 * Takes frames out of a ring, asks the handler, carries out its verdicts; one thread, no allocation. Slots go back to
 * the kernel in batches, after their frames were sent.
 */
final class FrameRunner implements AutoCloseable {
    private static final int ETHERNET_HEADER = 14;
    private static final int ETHER_TYPE = 12;

    private final TransmitBatch transmit;
    private final LocalStack stack;
    private final SpareFrames spare;
    private final int loopback;
    private final LeaseWatch leases;
    private final Frame frame = new Frame();

    // Written by the path's thread only, one batch at a time; read by any.
    private volatile long received;
    private volatile long forwarded;
    private volatile long local;
    private volatile long dropped;
    private volatile long truncated;
    private volatile long sendFailures;

    // What the present batch added.
    private int batchReceived;
    private int batchDropped;
    private int batchTruncated;

    FrameRunner(TransmitBatch transmit, int loopbackIndex, LeaseWatch leases) {
        this.transmit = transmit;
        this.leases = leases;
        this.stack = new LocalStack(transmit, loopbackIndex);
        this.loopback = loopbackIndex;
        this.spare = new SpareFrames(transmit, stack, leases);
    }

    /** Where the handler sends further frames. */
    Outlet outlet() {
        return spare;
    }

    /** Handles up to {@code limit} frames of a ring; returns how many. */
    int run(ReceiveRing ring, PacketHandler handler, int limit) {
        int batch = Math.min(TransmitBatch.CAPACITY, ring.slots() / 2);
        int handled = 0;
        if (spare.isUsed()) {
            spare.flush(); // what the handler sent since it had a frame
        }
        leases.begin();
        try {
            while (handled < limit && ring.next()) {
                handled++;
                handle(ring, handler);
                if (ring.held() == batch || ring.isExhausted()) {
                    finish(ring);
                }
            }
        } finally {
            if (ring.held() > 0) {
                finish(ring);
            }
        }
        return handled;
    }

    private void handle(ReceiveRing ring, PacketHandler handler) {
        if (ring.isTruncated()) {
            batchTruncated++;
            return;
        }
        batchReceived++;
        ring.wrap(frame);
        LeaseWatch.Standing standing = leases.standing(frame);
        if (standing == LeaseWatch.Standing.SILENT) {
            return;
        }
        spare.receivedAt(frame.interfaceIndex());
        int verdict = standing == LeaseWatch.Standing.SERVED ? handler.handle(frame) : handler.held(frame);
        if (verdict > 0 || verdict == PacketHandler.LOCAL && frame.length() >= ETHERNET_HEADER) {
            send(ring, verdict);
        } else if (verdict != PacketHandler.CONSUMED) {
            batchDropped++;
        }
    }

    private void send(ReceiveRing ring, int verdict) {
        long address = ring.depart(frame);
        if (transmit.isFull()) {
            spare.flush();
        }
        if (verdict == PacketHandler.LOCAL) {
            stack.add(frame, address, frame.interfaceIndex());
        } else if (frame.grown() > 0 && frame.segmentSize() > 0) {
            encapsulate(ring, address, verdict);
        } else {
            transmit.add(address, VirtioHeader.SIZE + frame.length(), verdict, frame.u16(ETHER_TYPE));
        }
    }

    /**
     * A frame that stands for several packets and got outer headers: encap.h makes an encapsulation of it, see there.
     */
    private void encapsulate(ReceiveRing ring, long address, int interfaceIndex) {
        int mark = GateProgram.ENCAPSULATED | interfaceIndex & GateProgram.MOST_INTERFACES;
        transmit.addMarked(address, VirtioHeader.SIZE + frame.length(), loopback, ring.etherType(), mark);
    }

    /** A refused frame is a send failure whatever its way was; what was local is told apart from what was forwarded. */
    private void finish(ReceiveRing ring) {
        spare.flush();
        ring.release();
        long failures = transmit.takeFailures();
        received += batchReceived;
        int given = stack.takeAdded();
        local += given;
        forwarded += Math.max(0, transmit.takeSent() - given);
        dropped += batchDropped;
        truncated += batchTruncated;
        sendFailures += failures;
        batchReceived = 0;
        batchDropped = 0;
        batchTruncated = 0;
    }

    /** With what was lost before it came here, and what the gate counted. */
    PathCounters counters(long overruns, long[] gate) {
        return new PathCounters(
                received,
                forwarded,
                local,
                dropped,
                truncated,
                overruns,
                sendFailures,
                gate[GateCounters.DIVERTED],
                gate[GateCounters.CARRIED],
                gate[GateCounters.PACKETS_SILENCED] + leases.lost(),
                gate[GateCounters.ARP_SILENCED]);
    }

    @Override
    public void close() {
        transmit.close();
    }
}
