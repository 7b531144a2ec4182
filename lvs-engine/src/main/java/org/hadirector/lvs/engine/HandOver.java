package org.hadirector.lvs.engine;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.hadirector.lvs.engine.HandOverEntry.Phase;
import org.hadirector.lvs.packet.Addresses;
import org.hadirector.lvs.packet.PacketView;
import org.hadirector.lvs.path.Frame;
import org.hadirector.lvs.path.PacketHandler;

/**
 * A service address leaves this node without a packet lost: what comes while nobody serves it waits and is sent on to
 * the new owner's hardware address when that serves; so is, for a while, what clients still send here. Whether an
 * address is served or held is the data path's word, by the lease: held packets come to {@link #held} and are never
 * served, unless they waited until {@link #resume} says that the lease runs here again. This class knows how far each
 * address is, {@link HandOverFrames} what becomes of a frame.
 *
 * <p>Calls come from any thread; they are carried out by the packet thread, in order, before its next frame.
 */
public final class HandOver {
    /** A frame waits at most so long, nanoseconds: its sender's stack repeats it after 200 ms at the earliest. */
    public static final long LONGEST_WAIT_NS = 100_000_000;

    /** Connections grow too old to be waited for without any packet. */
    private static final long LOOK_EVERY_NS = 100_000;

    private static final int SYN_ACK = 0x12;
    private static final int SYN = 0x02;
    private static final int SCTP_HEADER = 12;
    private static final int SCTP_INIT = 1;

    private final HandOverFrames frames;
    private final RecentConnections recent;
    private final LongSupplier nanoTime;
    private final Consumer<Runnable> commands;
    // The packet thread's.
    private final HandOverTable table = new HandOverTable();
    private final List<HandOverEntry> draining = new ArrayList<>();
    private final PacketView view = new PacketView();
    private PacketView.Kind kind = PacketView.Kind.NOT_IP;

    /**
     * @param late sends what waited, or serves it here after all
     * @param recent the connections that may be about to end
     * @param commands takes what the packet thread has to do
     */
    HandOver(LateFrames late, RecentConnections recent, LongSupplier nanoTime, Consumer<Runnable> commands) {
        this.frames = new HandOverFrames(late, nanoTime);
        this.recent = recent;
        this.nanoTime = nanoTime;
        this.commands = commands;
    }

    // ------------------------------------------------------------------ any thread

    /**
     * What would open a connection waits from now on; connections that are there are served to their end.
     *
     * @param untilNs then everything is served as ever, if nothing else was said
     * @return counted down to zero when no connection is left that was opened a moment ago and has not ended
     */
    public CountDownLatch drain(Collection<InetAddress> vips, long untilNs) {
        List<InetAddress> all = List.copyOf(vips);
        CountDownLatch drained = new CountDownLatch(all.size());
        commands.accept(() -> {
            for (InetAddress vip : all) {
                HandOverEntry entry = change(vip, Phase.DRAINING, untilNs);
                entry.drained = drained;
                draining.add(entry);
            }
        });
        return drained;
    }

    /** Nothing is served any more; what comes waits. To be called before the lease ends. */
    public void hold(Collection<InetAddress> vips, long untilNs) {
        List<InetAddress> all = List.copyOf(vips);
        commands.accept(() -> all.forEach(vip -> change(vip, Phase.HOLDING, untilNs)));
    }

    /**
     * Somebody else serves: what waits, and what comes, goes there. Addresses that are not held are left alone.
     *
     * @param station its hardware address on the LAN of the addresses, low 48 bits
     */
    public void handOn(Collection<InetAddress> vips, long station, long untilNs) {
        List<InetAddress> all = List.copyOf(vips);
        commands.accept(() -> all.forEach(vip -> handOn(vip, station, untilNs)));
    }

    /** The addresses are served here, whatever was said before; also what waits. To be called when the lease runs. */
    public void resume(Collection<InetAddress> vips) {
        List<InetAddress> all = List.copyOf(vips);
        commands.accept(() -> all.forEach(this::resume));
    }

    public HandOverStatus status() {
        return frames.status();
    }

    // ------------------------------------------------------------------ packet thread

    private HandOverEntry change(InetAddress vip, Phase phase, long untilNs) {
        HandOverEntry entry = table.findOrAdd(Addresses.high(vip), Addresses.low(vip));
        entry.phase = phase;
        entry.untilNs = untilNs;
        return entry;
    }

    private void handOn(InetAddress vip, long station, long untilNs) {
        HandOverEntry known = table.find(Addresses.high(vip), Addresses.low(vip));
        if (known != null && known.phase != Phase.DRAINING && !known.isOver(nanoTime.getAsLong())) {
            known.station = station;
            frames.release(change(vip, Phase.HANDED_ON, untilNs));
        }
    }

    private void resume(InetAddress vip) {
        HandOverEntry entry = table.find(Addresses.high(vip), Addresses.low(vip));
        if (entry != null) {
            table.remove(entry);
            entry.phase = Phase.DRAINING;
            frames.release(entry);
        }
    }

    /** Whether a packet that may be served would open a connection that had better wait, and does so now. */
    boolean keepsOpening(Frame frame) {
        HandOverEntry entry = entry(frame);
        return entry != null
                && entry.phase != Phase.HANDED_ON
                && !entry.isOver(nanoTime.getAsLong())
                && kind == PacketView.Kind.TRANSPORT
                && opens()
                && frames.keep(view, kind, entry);
    }

    /** The verdict about a packet that must not be served. */
    int held(Frame frame) {
        HandOverEntry entry = entry(frame);
        if (entry == null || entry.isOver(nanoTime.getAsLong())) {
            return frames.drop();
        }
        return switch (entry.phase) {
            case DRAINING -> frames.drop();
            case HOLDING -> frames.keep(view, kind, entry) ? PacketHandler.CONSUMED : frames.drop();
            case HANDED_ON -> frames.redirect(view, entry);
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

    /** Gives up what waited too long, and forgets addresses whose time is over; the number of frames. */
    int advance(long nowNs) {
        if (table.size() > 0) {
            table.removeOver(nowNs);
        }
        if (!draining.isEmpty()) {
            tellWhatIsDrained();
        }
        return frames.advance(nowNs);
    }

    private void tellWhatIsDrained() {
        draining.forEach(entry -> entry.unfinished = false);
        recent.forEachUnfinished((high, low) -> {
            HandOverEntry entry = table.find(high, low);
            if (entry != null) {
                entry.unfinished = true;
            }
        });
        draining.removeIf(entry -> {
            if (!entry.unfinished) {
                entry.drained.countDown();
            }
            return !entry.unfinished;
        });
    }

    /** How long the packet thread may wait for packets, nanoseconds. */
    long mayWait(long atMostNs) {
        return draining.isEmpty() ? atMostNs : Math.min(atMostNs, LOOK_EVERY_NS);
    }
}
