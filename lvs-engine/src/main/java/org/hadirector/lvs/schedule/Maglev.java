package org.hadirector.lvs.schedule;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.hadirector.lvs.conn.ConnectionKey;
import org.hadirector.lvs.model.SchedulerFlag;
import org.hadirector.lvs.packet.Addresses;

/**
 * mh: consistent hashing of clients after Maglev (Eisenbud and others, NSDI 2016, section 3.4). Every server has a
 * permutation of the {@value #SLOTS} slots of its own, drawn from its address and port. Servers claim free slots in
 * turn, the next ones of their permutations, the more in one turn the heavier they are, until all slots are taken. When
 * a server comes or goes, few slots of the others change hands.
 *
 * <p>The last weight that was not 0 counts, so that a quiescent server keeps its slots and disturbs nobody. The keys of
 * the hash are constants (linux ip_vs_mh.c): directors with the same servers in the same order agree on every client. A
 * choice does not depend on the number of servers; after changes, however many, the next one fills the table first.
 * IPv6 servers of an IPv4 service (tunnelling) count by the first word of their addresses, as there: mostly they share
 * one permutation, and have their shares of it, but more changes hands.
 */
final class Maglev implements Scheduler {
    static final int SLOTS = 4093; // prime, so that every skip reaches every slot
    private static final int MOST_TURN_BITS = 6;
    private static final long KEY = 2_654_435_761L;
    private static final long SKIP_KEY = 2_654_446_892L;

    private final Destination[] slots = new Destination[SLOTS];
    private List<? extends Destination> servers = List.of();
    private boolean fallback;
    private boolean withPort;
    private boolean stale;

    @Override
    public void bind(List<? extends Destination> destinations, Set<SchedulerFlag> flags) {
        servers = destinations;
        flags(flags);
        serversChanged();
    }

    @Override
    public void flags(Set<SchedulerFlag> flags) {
        fallback = flags.contains(SchedulerFlag.FLAG_1);
        withPort = flags.contains(SchedulerFlag.FLAG_2);
    }

    @Override
    public void serversChanged() {
        stale = true;
    }

    /** @param ipv4 whether the service is one of IPv4 */
    private void refill(boolean ipv4) {
        stale = false;
        Arrays.fill(slots, null);
        int common = 0;
        int heaviest = 0;
        for (int i = 0; i < servers.size(); i++) {
            common = gcd(common, servers.get(i).lastWeight());
            heaviest = Math.max(heaviest, servers.get(i).lastWeight());
        }
        if (common > 0) {
            int bits = Integer.SIZE - Integer.numberOfLeadingZeros(heaviest / common);
            fill(common, Math.max(0, bits - MOST_TURN_BITS), ipv4);
        }
    }

    private static int gcd(int a, int b) {
        return b == 0 ? a : gcd(b, a % b);
    }

    private void fill(int common, int shift, boolean ipv4) {
        int[] next = new int[servers.size()];
        int[] skip = new int[servers.size()];
        for (int i = 0; i < next.length; i++) {
            Destination server = servers.get(i);
            int value = address(server, ipv4) + server.port();
            next[i] = Integer.remainderUnsigned(SipHash.hash(value, KEY), SLOTS);
            skip[i] = Integer.remainderUnsigned(SipHash.hash(value, SKIP_KEY), SLOTS - 1) + 1;
        }
        int taken = 0;
        for (int i = 0; taken < SLOTS; i = (i + 1) % next.length) {
            Destination server = servers.get(i);
            int weight = server.lastWeight();
            int turn = Math.max(weight / common >> shift, Math.min(weight, 1));
            for (; turn > 0 && taken < SLOTS; turn--, taken++) {
                while (slots[next[i]] != null) {
                    next[i] = (next[i] + skip[i]) % SLOTS;
                }
                slots[next[i]] = server;
            }
        }
    }

    private static int address(Destination server, boolean ipv4) {
        boolean other = ipv4 && !Addresses.isIpv4(server.addressHigh(), server.addressLow());
        return other
                ? (int) (server.addressHigh() >>> 32)
                : AddressHash.fold(server.addressHigh(), server.addressLow());
    }

    @Override
    public Destination pick(ConnectionKey key) {
        if (stale) {
            refill(Addresses.isIpv4(key.clientHigh(), key.clientLow()));
        }
        int value = AddressHash.fold(key.clientHigh(), key.clientLow()) + (withPort ? key.clientPort() : 0);
        int first = slot(value);
        Destination server = slots[first];
        if (server == null || server.isAvailable()) {
            return server;
        }
        for (int i = 0; fallback && i < SLOTS; i++) {
            Destination other = slots[slot(value + (first + i) % SLOTS)];
            if (other.isAvailable()) {
                return other;
            }
        }
        return null;
    }

    private static int slot(int value) {
        return Integer.remainderUnsigned(SipHash.hash(value, KEY), SLOTS);
    }
}
