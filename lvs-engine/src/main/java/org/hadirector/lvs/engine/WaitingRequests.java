package org.hadirector.lvs.engine;

import org.hadirector.lvs.engine.HopQuestions.Question;
import org.hadirector.lvs.forward.Drop;
import org.hadirector.lvs.forward.DropCounters;
import org.hadirector.lvs.packet.Checksums;
import org.hadirector.lvs.packet.PacketView;

/**
 * What servers sent to clients the way to whom is being asked for: a lost first packet would cost a SIP dialogue half a
 * second. Belongs to the packet thread.
 */
final class WaitingRequests {
    /** Then the server sends its request again (RFC 3261, timer A begins with T1). */
    static final long LONGEST_WAIT_NS = 500_000_000;

    private static final int MOST = 64;

    private final HeldFrames<Question> held = new HeldFrames<>(MOST);
    private final LateFrames late;
    private final DropCounters drops;

    WaitingRequests(LateFrames late, DropCounters drops) {
        this.late = late;
        this.drops = drops;
    }

    /**
     * Keeps the packet until its question is answered; false when there is no room, or it stands for several packets.
     *
     * @param question null if there was no room for it either
     */
    boolean keep(Question question, PacketView packet, long nowNs) {
        if (question == null || packet.frame().segmentSize() > 0) {
            return false;
        }
        Checksums.complete(packet);
        return held.add(question, packet.frame(), nowNs);
    }

    /** The question is answered: what waits goes its way, or is dropped because there is none. */
    void release(Question question, boolean found, long nowNs) {
        int end = held.end();
        for (int slot = 0; slot < end; slot++) {
            if (held.owner(slot) == question) {
                if (found && nowNs - held.arrivedNs(slot) <= LONGEST_WAIT_NS) {
                    late.serve(held.at(slot)); // which counts what it drops
                } else {
                    drops.count(Drop.NO_NEXT_HOP);
                }
                held.free(slot);
            }
        }
    }
}
