package org.hadirector.lvs.path.gate;

import org.hadirector.lvs.path.Frame;
import org.hadirector.lvs.path.PacketHandler;
import org.hadirector.lvs.path.PathCounters;

/**
 * Takes frames out of a ring, asks the handler, carries out its verdicts; one thread, no allocation. Slots go back to
 * the kernel in batches, after their frames were sent.
 */
final class FrameRunner implements AutoCloseable {
    private static final int ETHERNET_HEADER = 14;

    private final TransmitBatch transmit;
    private final int loopback;
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
    private int batchLocal;
    private int batchDropped;
    private int batchTruncated;

    FrameRunner(TransmitBatch transmit, int loopbackIndex) {
        this.transmit = transmit;
        this.loopback = loopbackIndex;
    }

    /** Handles up to {@code limit} frames of a ring; returns how many. */
    int run(ReceiveRing ring, PacketHandler handler, int limit) {
        int batch = Math.min(TransmitBatch.CAPACITY, ring.slots() / 2);
        int handled = 0;
        try {
            while (handled < limit && ring.next()) {
                handled++;
                handle(ring, handler);
                if (ring.held() == batch) {
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
        int verdict = handler.handle(ring.wrap(frame));
        if (verdict > 0) {
            send(ring, verdict);
        } else if (verdict == PacketHandler.LOCAL && frame.length() >= ETHERNET_HEADER) {
            // The stack takes a frame from loopback for its own when it goes to loopback's address, which is all zero.
            frame.s32(0, 0);
            frame.u16(4, 0);
            send(ring, loopback);
            batchLocal++;
        } else {
            batchDropped++;
        }
    }

    private void send(ReceiveRing ring, int interfaceIndex) {
        int header = ring.headerAt();
        if (frame.replaced()) {
            ring.headers().putLong(header, 0).putShort(header + 8, (short) 0);
        } else {
            // Of what the receiver learnt about the checksum only "unfinished" means something to a sender.
            int flags = ring.headers().get(header) & ReceiveRing.NEEDS_CHECKSUM;
            ring.headers().put(header, (byte) flags);
        }
        transmit.add(
                ring.address() + header, ReceiveRing.VNET_HEADER + frame.length(), interfaceIndex, ring.etherType());
    }

    /** A refused frame is a send failure whatever its way was; what was local is told apart from what was forwarded. */
    private void finish(ReceiveRing ring) {
        transmit.flush();
        ring.release();
        long failures = transmit.takeFailures();
        received += batchReceived;
        local += batchLocal;
        forwarded += Math.max(0, transmit.takeSent() - batchLocal);
        dropped += batchDropped;
        truncated += batchTruncated;
        sendFailures += failures;
        batchReceived = 0;
        batchLocal = 0;
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
                gate[GateCounters.PACKETS_SILENCED],
                gate[GateCounters.ARP_SILENCED]);
    }

    @Override
    public void close() {
        transmit.close();
    }
}
