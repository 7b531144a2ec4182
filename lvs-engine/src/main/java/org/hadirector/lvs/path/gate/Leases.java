package org.hadirector.lvs.path.gate;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.hadirector.lvs.path.Frame;

/**
 * The leases once more, for the thread that sends: the gate judges what comes in, but a process that was stopped finds
 * frames in its ring that came in when its lease still ran, and its address may be another node's by now. {@link #of}
 * is asked for every frame, {@link #haveLapsed} for every batch that is about to leave. Leases are written by any
 * thread, under the lock of {@link GateMaps}; the packet thread reads without one and without allocation.
 */
final class Leases {
    private static final int ETHER_TYPE = 12;
    private static final int IPV4 = 0x0800;
    private static final int IPV6 = 0x86dd;
    private static final int IPV4_DESTINATION = 30;
    private static final int IPV6_DESTINATION = 38;
    private static final int IPV4_END = 34;
    private static final int IPV6_END = 54;
    private static final long MAPPED = 0xffff_0000_0000L;
    private static final long LOW_WORD = 0xffff_ffffL;

    /** A guarded address and the end of its lease, on the clock of {@link System#nanoTime}; 0 when it has none. */
    static final class Lease {
        private final long high;
        private final long low;
        private volatile long untilNs;
        private volatile long heldUntilNs;

        private Lease(InetAddress address) {
            ByteBuffer octets = ByteBuffer.wrap(address.getAddress());
            boolean ipv4 = address instanceof Inet4Address;
            high = ipv4 ? 0 : octets.getLong(0);
            low = ipv4 ? MAPPED | octets.getInt(0) & LOW_WORD : octets.getLong(8);
        }

        boolean isOver(long nowNs) {
            return untilNs <= nowNs;
        }

        /** Until when packets may wait for the next owner although the lease is over; 0: they may not. */
        long heldUntilNs() {
            return heldUntilNs;
        }
    }

    private final List<Lease> leases = new ArrayList<>();

    /** By hash of the address, open addressing; at least every second place is free. Never changed, only replaced. */
    private volatile Lease[] places = new Lease[2];

    /** How many leases have run out before they were renewed or ended, as the writer saw it. */
    private volatile int lapses;

    /** A guarded address whose lease does not run yet. */
    Lease add(InetAddress address) {
        Lease lease = new Lease(address);
        leases.add(lease);
        arrange();
        return lease;
    }

    void remove(Lease lease) {
        leases.remove(lease);
        arrange();
    }

    private void arrange() {
        Lease[] next = new Lease[Integer.highestOneBit(leases.size() + 1) * 4];
        for (Lease lease : leases) {
            int at = placeOf(lease.high, lease.low, next.length);
            while (next[at] != null) {
                at = at + 1 & next.length - 1;
            }
            next[at] = lease;
        }
        places = next;
    }

    /** Sets the end of a lease, 0 to end it now. That it ran out before is remembered: somebody was stopped. */
    void set(Lease lease, long untilNs, long nowNs) {
        long before = lease.untilNs;
        lease.untilNs = untilNs;
        if (untilNs > 0) {
            lease.heldUntilNs = 0;
        }
        if (before != 0 && before <= nowNs) {
            lapses++; // one writer at a time
        }
    }

    /** Sets until when packets may wait for the next owner once the lease is over; a lease that runs again ends it. */
    void hold(Lease lease, long untilNs) {
        lease.heldUntilNs = untilNs;
    }

    /** The lease of the guarded address that a received frame is for; null when it is for none. */
    Lease of(Frame frame) {
        Lease[] all = places;
        int type = frame.length() < IPV4_END ? 0 : frame.u16(ETHER_TYPE);
        long high = 0;
        long low;
        if (type == IPV4) {
            low = MAPPED | frame.s32(IPV4_DESTINATION) & LOW_WORD;
        } else if (type == IPV6 && frame.length() >= IPV6_END) {
            high = u64(frame, IPV6_DESTINATION);
            low = u64(frame, IPV6_DESTINATION + 8);
        } else {
            return null;
        }
        int at = placeOf(high, low, all.length);
        for (Lease lease = all[at]; lease != null; lease = all[at]) {
            if (lease.low == low && lease.high == high) {
                return lease;
            }
            at = at + 1 & all.length - 1;
        }
        return null;
    }

    /** What {@link #haveLapsed} is to be asked with later. */
    int lapses() {
        return lapses;
    }

    /**
     * Whether any lease that ran when a batch was begun has run out since, unrenewed.
     *
     * @param before {@link #lapses} when it was begun
     */
    boolean haveLapsed(int before, long begunNs, long nowNs) {
        if (lapses != before) {
            return true;
        }
        for (Lease lease : places) {
            if (lease != null && lease.isOver(nowNs) && !lease.isOver(begunNs)) {
                return true;
            }
        }
        return false;
    }

    private static long u64(Frame frame, int at) {
        return (long) frame.s32(at) << 32 | frame.s32(at + 4) & LOW_WORD;
    }

    private static int placeOf(long high, long low, int places) {
        long mixed = (high ^ low * 0x9e37_79b9_7f4a_7c15L) * 0xff51_afd7_ed55_8ccdL;
        return (int) (mixed >>> 40) & places - 1;
    }
}
