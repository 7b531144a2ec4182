package org.hadirector.lvs.conn;

/**
 * The timers of the connections: one wheel of 4,096 slots of 250 ms, linked through the rows. A packet only moves the
 * deadline in its row; the row is hung up anew when its slot comes round, or at once if it must fire earlier. A timer
 * fires at most 250 ms late (the kernel's may be 5 s late).
 */
public final class ConnectionExpiry {
    /** Resolution of deadlines, nanoseconds. */
    public static final long TICK_NS = 10_000_000;

    /** Ticks in a second. */
    public static final int TICKS_PER_SECOND = 100;

    /** What happens to connections whose time is over. */
    @FunctionalInterface
    public interface Handler {
        /** The row is unhung; the handler removes the connection or {@link #arm}s it again. */
        void expired(int row);
    }

    private static final int SLOT_TICKS = 25;
    private static final int SLOTS = 4096;

    private final ConnectionTable table;
    private final int[] heads = new int[SLOTS]; // row + 1
    private long turned; // slots up to this one have fired
    private long nowTick;

    /** @param nowTick the present tick, see {@link #tick} */
    public ConnectionExpiry(ConnectionTable table, long nowTick) {
        this.table = table;
        this.nowTick = nowTick;
        turned = Math.floorDiv(nowTick, SLOT_TICKS);
    }

    /** The tick of a monotonic time in nanoseconds. */
    public static long tick(long nowNs) {
        return Math.floorDiv(nowNs, TICK_NS);
    }

    /** Starts the timer of a row that hangs nowhere. */
    public void arm(int row, long deadlineTick) {
        table.upper(row, ConnectionTable.TIMES, (int) deadlineTick);
        hang(row, deadlineTick);
    }

    /** Moves the deadline of a row that is armed. */
    public void touch(int row, long deadlineTick) {
        long times = table.word(row, ConnectionTable.TIMES);
        table.upper(row, ConnectionTable.TIMES, (int) deadlineTick);
        int slot = (int) times;
        if (slotOf(deadlineTick) < slotFrom(slot)) {
            disarm(row);
            hang(row, deadlineTick);
        }
    }

    /** Stops the timer of a row that is armed. */
    public void disarm(int row) {
        long links = table.word(row, ConnectionTable.WHEEL);
        int next = (int) (links >>> 32);
        int previous = (int) links;
        if (previous == 0) {
            int slot = (int) table.word(row, ConnectionTable.TIMES);
            heads[slot & SLOTS - 1] = next;
        } else {
            table.upper(previous - 1, ConnectionTable.WHEEL, next);
        }
        if (next != 0) {
            table.lower(next - 1, ConnectionTable.WHEEL, previous);
        }
    }

    /** The deadline of a row, in ticks. */
    public long deadlineTick(int row) {
        return nowTick + ((int) (table.word(row, ConnectionTable.TIMES) >>> 32) - (int) nowTick);
    }

    /**
     * Lets time pass.
     *
     * @param limit most timers to look at now, so that packets do not wait; the rest follows at the next call
     * @return timers looked at
     */
    public int advance(long newTick, Handler handler, int limit) {
        nowTick = Math.max(nowTick, newTick);
        long due = Math.floorDiv(nowTick, SLOT_TICKS);
        int work = 0;
        while (turned < due) {
            int slot = (int) (turned + 1) & SLOTS - 1;
            while (heads[slot] != 0) {
                if (work++ == limit) {
                    return limit;
                }
                int row = heads[slot] - 1;
                disarm(row);
                long deadline = deadlineTick(row);
                if (deadline > nowTick) {
                    hang(row, deadline);
                } else {
                    handler.expired(row);
                }
            }
            turned++;
        }
        return work;
    }

    private void hang(int row, long deadlineTick) {
        long slot = Math.min(Math.max(slotOf(deadlineTick), turned + 1), turned + SLOTS - 1);
        // While a slot fires, what is hung up again must not land in it.
        if (slot == turned + 1 && deadlineTick > nowTick) {
            slot++;
        }
        table.lower(row, ConnectionTable.TIMES, (int) slot);
        int at = (int) slot & SLOTS - 1;
        int next = heads[at];
        table.word(row, ConnectionTable.WHEEL, (long) next << 32);
        if (next != 0) {
            table.lower(next - 1, ConnectionTable.WHEEL, row + 1);
        }
        heads[at] = row + 1;
    }

    private static long slotOf(long deadlineTick) {
        return Math.floorDiv(deadlineTick + SLOT_TICKS - 1, SLOT_TICKS);
    }

    private long slotFrom(int low) {
        return turned + (low - (int) turned);
    }
}
