package org.hadirector.lvs.engine;

import java.util.Arrays;
import java.util.function.Predicate;

/**
 * The addresses that are handed over: open addressing, so that a look-up on the packet thread costs the same for one
 * address and for 256. Belongs to the packet thread; look-ups do not allocate.
 */
final class HandOverTable {
    private HandOverEntry[] slots = new HandOverEntry[16];
    private int size;

    int size() {
        return size;
    }

    /** Null when nothing is known of the address. */
    HandOverEntry find(long high, long low) {
        int mask = slots.length - 1;
        for (int at = hash(high, low) & mask; slots[at] != null; at = at + 1 & mask) {
            if (slots[at].low == low && slots[at].high == high) {
                return slots[at];
            }
        }
        return null;
    }

    HandOverEntry findOrAdd(long high, long low) {
        HandOverEntry found = find(high, low);
        if (found == null) {
            if (2 * (size + 1) > slots.length) {
                rebuild(2 * slots.length, entry -> true);
            }
            found = new HandOverEntry(high, low);
            place(found);
        }
        return found;
    }

    void remove(HandOverEntry gone) {
        rebuild(slots.length, entry -> entry != gone);
    }

    /** Removes all whose time is over. */
    void removeOver(long nowNs) {
        for (HandOverEntry entry : slots) {
            if (entry != null && entry.isOver(nowNs)) {
                rebuild(slots.length, left -> !left.isOver(nowNs));
                return;
            }
        }
    }

    private void rebuild(int length, Predicate<HandOverEntry> stays) {
        HandOverEntry[] before = slots;
        slots = new HandOverEntry[length];
        size = 0;
        Arrays.stream(before)
                .filter(entry -> entry != null && stays.test(entry))
                .forEach(this::place);
    }

    private void place(HandOverEntry entry) {
        int mask = slots.length - 1;
        int at = hash(entry.high, entry.low) & mask;
        while (slots[at] != null) {
            at = at + 1 & mask;
        }
        slots[at] = entry;
        size++;
    }

    private static int hash(long high, long low) {
        long mixed = (high ^ low) * 0x9e37_79b9_7f4a_7c15L;
        return (int) (mixed >>> 40);
    }
}
