package org.hadirector.lvs.engine;

import java.net.InetAddress;
import java.util.Set;
import org.hadirector.lvs.packet.Addresses;

/**
 * The addresses of this machine as the packet thread asks for them: a snapshot, open addressing over pairs of longs, no
 * allocation. Any thread replaces it.
 */
final class OwnAddresses {
    private volatile long[] halves = new long[2];

    /** Takes the addresses that the machine has now. */
    void set(Set<InetAddress> addresses) {
        long[] fresh = new long[2 * Integer.highestOneBit(4 * addresses.size() + 2)];
        for (InetAddress address : addresses) {
            long high = Addresses.high(address);
            long low = Addresses.low(address);
            if (high != 0 || low != 0) {
                int at = find(fresh, high, low);
                fresh[at] = high;
                fresh[at + 1] = low;
            }
        }
        halves = fresh;
    }

    /** Whether the machine has the address; of loopback networks only what interfaces have. */
    boolean contains(long high, long low) {
        long[] known = halves;
        int at = find(known, high, low);
        return known[at + 1] == low && known[at] == high && (high != 0 || low != 0);
    }

    /** The place of an address, or the empty one ({@code ::}) where it would be. */
    private static int find(long[] table, long high, long low) {
        int mask = table.length / 2 - 1;
        long mixed = (high * 31 + low) * 0x9e37_79b9_7f4a_7c15L;
        int slot = (int) (mixed >>> 40) & mask;
        while (table[2 * slot] != 0 || table[2 * slot + 1] != 0) {
            if (table[2 * slot] == high && table[2 * slot + 1] == low) {
                break;
            }
            slot = slot + 1 & mask;
        }
        return 2 * slot;
    }
}
