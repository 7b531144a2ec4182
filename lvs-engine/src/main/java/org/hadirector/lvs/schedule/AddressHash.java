package org.hadirector.lvs.schedule;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.hadirector.lvs.conn.ConnectionKey;
import org.hadirector.lvs.model.SchedulerFlag;

/**
 * sh and dh: 256 buckets, dealt to the servers in list order; the client's (sh) or the virtual (dh) address chooses the
 * bucket. With sh a server gets as many buckets in its turn as its weight says, with dh one. An unavailable server
 * means no server, unless sh-fallback lets the next buckets be tried.
 */
final class AddressHash implements Scheduler {
    private static final int BUCKETS = 256;
    private static final int GOLDEN_RATIO = 0x61C8_8647;

    private final boolean bySource;
    private final Destination[] buckets = new Destination[BUCKETS];
    private List<? extends Destination> servers = List.of();
    private boolean fallback;
    private boolean withPort;

    AddressHash(boolean bySource) {
        this.bySource = bySource;
    }

    @Override
    public void bind(List<? extends Destination> destinations, Set<SchedulerFlag> flags) {
        servers = destinations;
        flags(flags);
        serversChanged();
    }

    @Override
    public void flags(Set<SchedulerFlag> flags) {
        fallback = bySource && flags.contains(SchedulerFlag.FLAG_1);
        withPort = bySource && flags.contains(SchedulerFlag.FLAG_2);
    }

    @Override
    public void serversChanged() {
        if (servers.isEmpty()) {
            Arrays.fill(buckets, null);
            return;
        }
        int next = 0;
        int dealt = 0;
        for (int bucket = 0; bucket < BUCKETS; bucket++) {
            Destination server = servers.get(next);
            buckets[bucket] = server;
            dealt++;
            if (!bySource || dealt >= server.weight()) {
                next = (next + 1) % servers.size();
                dealt = 0;
            }
        }
    }

    @Override
    public Destination pick(ConnectionKey key) {
        int value = bySource ? fold(key.clientHigh(), key.clientLow()) : fold(key.virtualHigh(), key.virtualLow());
        int first = bucket(value + (withPort ? key.clientPort() : 0), 0);
        Destination server = buckets[first];
        if (server == null || server.isAvailable()) {
            return server;
        }
        for (int i = 0; fallback && i < BUCKETS; i++) {
            Destination other = buckets[bucket(value + (withPort ? key.clientPort() : 0), first + i)];
            if (other.isAvailable()) {
                return other;
            }
        }
        return null;
    }

    private static int bucket(int value, int offset) {
        return offset + (value * GOLDEN_RATIO >>> 24) & BUCKETS - 1;
    }

    /** IPv6 is folded by exclusive or of its words; a mapped IPv4 address is its last word. */
    static int fold(long high, long low) {
        if (high == 0 && low >>> 32 == 0xffff) {
            return (int) low;
        }
        return (int) (high >>> 32) ^ (int) high ^ (int) (low >>> 32) ^ (int) low;
    }
}
