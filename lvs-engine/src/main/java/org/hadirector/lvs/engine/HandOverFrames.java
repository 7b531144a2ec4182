package org.hadirector.lvs.engine;

import java.util.function.LongSupplier;
import org.hadirector.lvs.packet.Checksums;
import org.hadirector.lvs.packet.Ethernet;
import org.hadirector.lvs.packet.PacketView;
import org.hadirector.lvs.path.Frame;
import org.hadirector.lvs.path.PacketHandler;

/**
 * The frames of addresses that are handed over: they wait, bounded in number and time, and go to the new owner or are
 * served here after all. Of what goes to the new owner only the MAC addresses change and a hop is counted; what came
 * from it never goes back there, so no frame goes round. Belongs to the packet thread but for {@link #status}.
 */
final class HandOverFrames {
    /** In 5 ms what a hundred thousand new connections a second send. */
    static final int MOST_WAITING = 512;

    /** Ours and the new owner's: what has no more neither waits nor goes on. */
    private static final int HOPS = 2;

    private final LateFrames late;
    private final LongSupplier nanoTime;
    private final HeldFrames<HandOverEntry> held = new HeldFrames<>(MOST_WAITING);
    private final PacketView view = new PacketView();
    // Written by the packet thread, read by any.
    private volatile long waited;
    private volatile long sentOn;
    private volatile long servedHere;
    private volatile long redirected;
    private volatile long dropped;

    /** @param late sends what waited, or serves it here after all */
    HandOverFrames(LateFrames late, LongSupplier nanoTime) {
        this.late = late;
        this.nanoTime = nanoTime;
    }

    /** What became of them; any thread. */
    HandOverStatus status() {
        return new HandOverStatus(waited, sentOn, servedHere, redirected, dropped);
    }

    /**
     * Whether the frame waits. One that stands for several is of a connection that the new owner does not know.
     *
     * @param packet the frame, parsed
     * @param kind as what it was parsed
     */
    boolean keep(PacketView packet, PacketView.Kind kind, HandOverEntry entry) {
        Frame frame = packet.frame();
        if (packet.hops() <= HOPS || frame.segmentSize() > 0) {
            return false;
        }
        if (kind == PacketView.Kind.TRANSPORT || kind == PacketView.Kind.ICMP) {
            Checksums.complete(packet);
        }
        boolean kept = held.add(entry, frame, nanoTime.getAsLong());
        waited += kept ? 1 : 0;
        return kept;
    }

    /** The verdict about a frame that comes when the new owner serves already. */
    int redirect(PacketView packet, HandOverEntry entry) {
        if (!readdressed(packet, entry)) {
            return drop();
        }
        redirected++;
        return packet.frame().interfaceIndex();
    }

    int drop() {
        dropped++;
        return PacketHandler.DROP;
    }

    /** What waits for the address goes where the entry says. */
    void release(HandOverEntry entry) {
        long nowNs = nanoTime.getAsLong();
        int end = held.end();
        for (int slot = 0; slot < end; slot++) {
            if (held.owner(slot) == entry) {
                Frame frame = held.at(slot);
                if (isTooOld(slot, nowNs) || entry.isOver(nowNs)) {
                    dropped++;
                } else if (entry.phase == HandOverEntry.Phase.HANDED_ON) {
                    sendOn(frame, entry);
                } else if (late.serve(frame)) {
                    servedHere++;
                } else {
                    dropped++;
                }
                held.free(slot);
            }
        }
    }

    /** Gives up what waited too long; the number of frames. */
    int advance(long nowNs) {
        int given = 0;
        int end = held.end();
        for (int slot = 0; slot < end; slot++) {
            if (held.owner(slot) != null && isTooOld(slot, nowNs)) {
                held.free(slot);
                dropped++;
                given++;
            }
        }
        return given;
    }

    private boolean isTooOld(int slot, long nowNs) {
        return nowNs - held.arrivedNs(slot) > HandOver.LONGEST_WAIT_NS;
    }

    private void sendOn(Frame frame, HandOverEntry entry) {
        view.parse(frame);
        if (readdressed(view, entry) && late.send(frame, frame.interfaceIndex())) {
            sentOn++;
        } else {
            dropped++;
        }
    }

    /**
     * Turns a frame towards the new owner, unless it came from there or would not live through both hops. What came to
     * our MAC address leaves from it, so that no switch sees the client where it is not.
     */
    private static boolean readdressed(PacketView packet, HandOverEntry to) {
        Frame frame = packet.frame();
        if (Ethernet.source(frame) == to.station || packet.hops() <= HOPS) {
            return false;
        }
        packet.decrementHops();
        Ethernet.addresses(frame, to.station, Ethernet.destination(frame));
        return true;
    }
}
