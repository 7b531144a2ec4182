package org.hadirector.lvs.conn;

import java.util.BitSet;

/**
 * Which rows are free. A row comes from the lowest group that has room, so that what lives long gathers in low groups
 * and, after a flood, high ones are empty; the memory of a group that is empty for a while goes back to the kernel
 * ({@link #sweep}). One thread.
 */
final class RowPool {
    /** Rows in a group: the fewest that fill pages ({@link RowMemory#GROUP_BYTES}). */
    static final int GROUP_BITS = 9;

    static final int GROUP_ROWS = 1 << GROUP_BITS;

    private final RowMemory memory;
    private final int link;
    private final int[] live; // rows in use
    private final int[] used; // rows that were in use since the group's memory was fresh
    private final int[] freed; // the last row that was given back + 1; each holds the one before
    private final BitSet room = new BitSet();
    private final BitSet resting = new BitSet(); // empty when the sweep came by
    private int lowest; // no group below has room
    private int swept;

    /**
     * @param most rows that may ever be taken
     * @param link the word of a free row whose upper half is the pool's own
     */
    RowPool(RowMemory memory, int most, int link) {
        this.memory = memory;
        this.link = link;
        int groups = (most + GROUP_ROWS - 1) >> GROUP_BITS;
        live = new int[groups];
        used = new int[groups];
        freed = new int[groups];
        room.set(0, groups);
    }

    /** A free row, or {@link ConnectionTable#NONE} if there is none or no memory for it. */
    int take() {
        int group = room.nextSetBit(lowest);
        if (group < 0 || used[group] == 0 && !memory.reach(group)) {
            return ConnectionTable.NONE;
        }
        lowest = group;
        int row = freed[group] - 1;
        if (row != ConnectionTable.NONE) {
            freed[group] = memory.upper(row, link);
        } else {
            row = (group << GROUP_BITS) + used[group]++;
            memory.rows(row + 1);
        }
        if (++live[group] == GROUP_ROWS) {
            room.clear(group);
        }
        return row;
    }

    /** The row is free again. */
    void release(int row) {
        int group = row >> GROUP_BITS;
        memory.upper(row, link, freed[group]);
        freed[group] = row + 1;
        live[group]--;
        room.set(group);
        lowest = Math.min(lowest, group);
    }

    /**
     * Looks at some groups, in turn, and gives the memory of those back that are empty for the second time.
     *
     * @param groups how many
     * @return how many went back
     */
    int sweep(int groups) {
        int gone = 0;
        for (int i = 0; i < Math.min(groups, live.length); i++) {
            swept = swept + 1 < live.length ? swept + 1 : 0;
            boolean empty = live[swept] == 0 && used[swept] > 0;
            if (empty && resting.get(swept) && memory.giveBack(swept)) {
                used[swept] = 0;
                freed[swept] = 0;
                gone++;
            }
            resting.set(swept, empty);
        }
        return gone;
    }
}
