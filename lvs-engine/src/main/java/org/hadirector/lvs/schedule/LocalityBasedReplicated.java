package org.hadirector.lvs.schedule;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.IntSupplier;
import org.hadirector.lvs.conn.ConnectionKey;
import org.hadirector.lvs.model.SchedulerFlag;

/**
 * lblcr: as lblc, but a virtual address has a set of servers, of which the least loaded takes the connection. When that
 * one is swamped while others idle, the choice of wlc joins the set. A set that has not changed for a day loses its
 * most loaded server, so that a wave of requests does not spread an address for ever.
 */
final class LocalityBasedReplicated implements Scheduler {
    private final WeightedLeastConnection leastConnection = new WeightedLeastConnection();
    private final DestinationCache cache;
    private final DestinationSets sets = new DestinationSets();
    private final IntSupplier expiration;
    private List<? extends Destination> servers = List.of();
    private int[] changed = new int[64]; // second in which the set of a row changed

    /**
     * @param seed secret of the hash
     * @param expiration seconds without a change after which a set shrinks, without use after which an address goes
     */
    LocalityBasedReplicated(long seed, IntSupplier expiration) {
        this.expiration = expiration;
        cache = new DestinationCache(seed, expiration, sets::clear);
    }

    @Override
    public void bind(List<? extends Destination> destinations, Set<SchedulerFlag> flags) {
        servers = destinations;
        leastConnection.bind(destinations, flags);
    }

    @Override
    public void passed(int seconds) {
        cache.passed(seconds);
    }

    @Override
    public Destination pick(ConnectionKey key) {
        int row = cache.find(key.virtualHigh(), key.virtualLow());
        if (row != DestinationCache.NONE) {
            Destination server = sets.least(row);
            if (cache.now() - changed[row] > expiration.getAsInt() && sets.removeMostLoaded(row)) {
                changed[row] = cache.now();
            }
            if (server != null && !LocalityBased.isSwamped(server, servers)) {
                return server;
            }
        }
        Destination server = leastConnection.pick(key);
        if (server != null) {
            join(row != DestinationCache.NONE ? row : cache.add(key.virtualHigh(), key.virtualLow()), server);
        }
        return server;
    }

    private void join(int row, Destination server) {
        if (row != DestinationCache.NONE && sets.add(row, server)) {
            if (row >= changed.length) {
                changed = Arrays.copyOf(changed, 2 * changed.length);
            }
            changed[row] = cache.now();
        }
    }
}
