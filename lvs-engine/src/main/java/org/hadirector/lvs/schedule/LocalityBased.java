package org.hadirector.lvs.schedule;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.IntSupplier;
import org.hadirector.lvs.conn.ConnectionKey;
import org.hadirector.lvs.model.SchedulerFlag;

/**
 * lblc: a virtual address stays with the server that wlc chose for it, so that caches meet what they know (services of
 * many addresses: firewall marks). It leaves when the server is gone, quiescent, or swamped while others idle. A server
 * over its upper threshold keeps the addresses it has, as in the kernel.
 */
final class LocalityBased implements Scheduler {
    private final WeightedLeastConnection leastConnection = new WeightedLeastConnection();
    private final DestinationCache cache;
    private List<? extends Destination> servers = List.of();
    private Destination[] remembered = new Destination[64];

    /**
     * @param seed secret of the hash
     * @param expiration seconds that an address is kept which nobody asks for
     */
    LocalityBased(long seed, IntSupplier expiration) {
        cache = new DestinationCache(seed, expiration, row -> remembered[row] = null);
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
            Destination server = remembered[row];
            if (server.isPresent() && server.weight() > 0 && !isSwamped(server, servers)) {
                return server;
            }
        }
        Destination server = leastConnection.pick(key);
        if (server != null) {
            remember(row != DestinationCache.NONE ? row : cache.add(key.virtualHigh(), key.virtualLow()), server);
        }
        return server;
    }

    private void remember(int row, Destination server) {
        if (row != DestinationCache.NONE) {
            if (row >= remembered.length) {
                remembered = Arrays.copyOf(remembered, 2 * remembered.length);
            }
            remembered[row] = server;
        }
    }

    /** Whether a server has more active connections than its weight says, and another one less than half as many. */
    static boolean isSwamped(Destination server, List<? extends Destination> servers) {
        if (server.active() <= server.weight()) {
            return false;
        }
        for (int i = 0; i < servers.size(); i++) {
            if (2L * servers.get(i).active() < servers.get(i).weight()) {
                return true;
            }
        }
        return false;
    }
}
