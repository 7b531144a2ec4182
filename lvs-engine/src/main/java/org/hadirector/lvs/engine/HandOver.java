package org.hadirector.lvs.engine;

import java.net.InetAddress;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.hadirector.lvs.engine.HandOverEntry.Phase;
import org.hadirector.lvs.packet.Addresses;
import org.hadirector.lvs.packet.Checksums;
import org.hadirector.lvs.packet.Ethernet;
import org.hadirector.lvs.packet.PacketView;
import org.hadirector.lvs.path.Frame;
import org.hadirector.lvs.path.PacketHandler;

/**
 * A service address leaves this node without a packet lost: what comes while nobody serves it waits, bounded in number
 * and time, and is sent on to the new owner's hardware address when that serves; so is, for a while, what clients still
 * send here. Only MAC addresses are changed and a hop is counted, nothing is answered, and what comes from the new
 * owner never goes back there, so no frame goes round. Whether an address is served or held is the data path's word, by
 * the lease: held packets come to {@link #held} and are never served, unless they waited until {@link #resume} says
 * that the lease runs here again.
 *
 * <p>Calls come from any thread; they are carried out by the packet thread, in order, before its next frame.
 */
public final class HandOver {
    /** A frame waits at most so long, nanoseconds: its sender's stack repeats it after 200 ms at the earliest. */
    public static final long LONGEST_WAIT_NS = 100_000_000;

    /** In 5 ms what a hundred thousand new connections a second send. */
    static final int MOST_WAITING = 512;

    /** Ours and the new owner's: what has no more does not wait. */
    private static final int HOPS = 2;

    private static final int SYN_ACK = 0x12;
    private static final int SYN = 0x02;
    private static final int SCTP_HEADER = 12;
    private static final int SCTP_INIT = 1;

    private final LateFrames late;
    private final LongSupplier nanoTime;
    private final Consumer<Runnable> commands;
    // The packet thread's.
    private final HandOverTable table = new HandOverTable();
    private final HeldFrames<HandOverEntry> held = new HeldFrames<>(MOST_WAITING);
    private final PacketView view = new PacketView();
    private PacketView.Kind kind = PacketView.Kind.NOT_IP;
    // Written by the packet thread, read by any.
    private volatile long servedNs;
    private volatile long waited;
    private volatile long sentOn;
    private volatile long servedHere;
    private volatile long redirected;
    private volatile long dropped;

    /**
     * @param late sends what waited, or serves it here after all
     * @param commands takes what the packet thread has to do
     */
    HandOver(LateFrames late, LongSupplier nanoTime, Consumer<Runnable> commands) {
        this.late = late;
        this.nanoTime = nanoTime;
        this.commands = commands;
        this.servedNs = nanoTime.getAsLong();
    }

    // ------------------------------------------------------------------ any thread

    /**
     * What would open a connection waits from now on; connections that are there are served to their end.
     *
     * @param untilNs then everything is served as ever, if nothing else was said
     */
    public void drain(Collection<InetAddress> vips, long untilNs) {
        servedNs = nanoTime.getAsLong();
        change(vips, Phase.DRAINING, 0, untilNs);
    }

    /** Nothing is served any more; what comes waits. To be called before the lease ends. */
    public void hold(Collection<InetAddress> vips, long untilNs) {
        change(vips, Phase.HOLDING, 0, untilNs);
    }

    /**
     * Somebody else serves: what waits, and what comes, goes there. Addresses that are not held are left alone.
     *
     * @param station its hardware address on the LAN of the addresses, low 48 bits
     */
    public void handOn(Collection<InetAddress> vips, long station, long untilNs) {
        change(vips, Phase.HANDED_ON, station, untilNs);
    }

    /** The addresses are served here, whatever was said before; also what waits. To be called when the lease runs. */
    public void resume(Collection<InetAddress> vips) {
        List<InetAddress> all = List.copyOf(vips);
        commands.accept(() -> all.forEach(this::resume));
    }

    /** How long no packet of a connection was seen since {@link #drain}, nanoseconds. */
    public long quietNs() {
        return nanoTime.getAsLong() - servedNs;
    }

    public HandOverStatus status() {
        return new HandOverStatus(waited, sentOn, servedHere, redirected, dropped);
    }

    private void change(Collection<InetAddress> vips, Phase phase, long station, long untilNs) {
        List<InetAddress> all = List.copyOf(vips);
        commands.accept(() -> all.forEach(vip -> change(vip, phase, station, untilNs)));
    }

    // ------------------------------------------------------------------ packet thread

    private void change(InetAddress vip, Phase phase, long station, long untilNs) {
        long high = Addresses.high(vip);
        long low = Addresses.low(vip);
        HandOverEntry known = table.find(high, low);
        if (phase == Phase.HANDED_ON
                && (known == null || known.phase == Phase.DRAINING || known.isOver(nanoTime.getAsLong()))) {
            return;
        }
        HandOverEntry entry = table.findOrAdd(high, low);
        entry.phase = phase;
        entry.station = station;
        entry.untilNs = untilNs;
        if (phase == Phase.HANDED_ON) {
            release(entry);
        }
    }

    private void resume(InetAddress vip) {
        HandOverEntry entry = table.find(Addresses.high(vip), Addresses.low(vip));
        if (entry != null) {
            table.remove(entry);
            entry.phase = Phase.DRAINING;
            release(entry);
        }
    }

    /** What waits for the address goes its way. */
    private void release(HandOverEntry entry) {
        long nowNs = nanoTime.getAsLong();
        int end = held.end();
        for (int slot = 0; slot < end; slot++) {
            if (held.owner(slot) == entry) {
                Frame frame = held.at(slot);
                if (nowNs - held.arrivedNs(slot) > LONGEST_WAIT_NS || entry.isOver(nowNs)) {
                    dropped++;
                } else if (entry.phase == Phase.HANDED_ON) {
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

    private void sendOn(Frame frame, HandOverEntry entry) {
        view.parse(frame);
        if (readdressed(frame, entry) && late.send(frame, frame.interfaceIndex())) {
            sentOn++;
        } else {
            dropped++;
        }
    }

    /**
     * Turns the frame that was parsed last towards the new owner, unless it came from there or would not live through
     * both hops. What came to our MAC address leaves from it, so that no switch sees the client where it is not.
     */
    private boolean readdressed(Frame frame, HandOverEntry to) {
        if (Ethernet.source(frame) == to.station || view.hops() <= HOPS) {
            return false;
        }
        view.decrementHops();
        Ethernet.addresses(frame, to.station, Ethernet.destination(frame));
        return true;
    }

    /** Whether a packet that may be served would open a connection that had better wait, and does so now. */
    boolean keepsOpening(Frame frame) {
        HandOverEntry entry = entry(frame);
        if (entry == null || entry.phase == Phase.HANDED_ON || kind != PacketView.Kind.TRANSPORT) {
            return false;
        }
        long nowNs = nanoTime.getAsLong();
        if (opens() && view.hops() > HOPS && !entry.isOver(nowNs)) {
            return keep(frame, entry, nowNs);
        }
        servedNs = nowNs;
        return false;
    }

    /** The verdict about a packet that must not be served. */
    int held(Frame frame) {
        HandOverEntry entry = entry(frame);
        long nowNs = nanoTime.getAsLong();
        if (entry == null || entry.isOver(nowNs)) {
            return drop();
        }
        return switch (entry.phase) {
            case DRAINING -> drop();
            case HOLDING -> view.hops() > HOPS && keep(frame, entry, nowNs) ? PacketHandler.CONSUMED : drop();
            case HANDED_ON -> redirect(frame, entry);
        };
    }

    /** What is known of the address that a frame is for; null when it is not handed over. The frame is parsed then. */
    private HandOverEntry entry(Frame frame) {
        if (table.size() == 0) {
            return null;
        }
        kind = view.parse(frame);
        return switch (kind) {
            case TRANSPORT, FRAGMENT, OTHER_PROTOCOL, ICMP -> table.find(view.destinationHigh(), view.destinationLow());
            default -> null;
        };
    }

    /** Whether the packet is the first of a connection. Of UDP nobody can tell, and nobody waits for its end. */
    private boolean opens() {
        return switch (view.protocol()) {
            case PacketView.TCP -> (view.tcpFlags() & SYN_ACK) == SYN;
            case PacketView.SCTP -> view.packetLength() + view.network() > view.transport() + SCTP_HEADER
                    && view.frame().u8(view.transport() + SCTP_HEADER) == SCTP_INIT;
            default -> false;
        };
    }

    /** Whether the frame waits. One that stands for several is of a connection that the new owner does not know. */
    private boolean keep(Frame frame, HandOverEntry entry, long nowNs) {
        if (frame.segmentSize() > 0) {
            return false;
        }
        if (kind == PacketView.Kind.TRANSPORT || kind == PacketView.Kind.ICMP) {
            Checksums.complete(view);
        }
        boolean kept = held.add(entry, frame, nowNs);
        waited += kept ? 1 : 0;
        return kept;
    }

    private int redirect(Frame frame, HandOverEntry entry) {
        if (!readdressed(frame, entry)) {
            return drop();
        }
        redirected++;
        return frame.interfaceIndex();
    }

    private int drop() {
        dropped++;
        return PacketHandler.DROP;
    }

    /** Gives up what waited too long, and forgets addresses whose time is over; the number of frames. */
    int advance(long nowNs) {
        if (table.size() > 0) {
            table.removeOver(nowNs);
        }
        int given = 0;
        int end = held.end();
        for (int slot = 0; slot < end; slot++) {
            if (held.owner(slot) != null && nowNs - held.arrivedNs(slot) > LONGEST_WAIT_NS) {
                held.free(slot);
                dropped++;
                given++;
            }
        }
        return given;
    }
}
