package org.hadirector.lvs.schedule;

import java.util.List;
import java.util.Set;
import org.hadirector.lvs.conn.ConnectionKey;
import org.hadirector.lvs.model.SchedulerFlag;

/**
 * What lc, wlc, sed and nq share: the available server of least load for its weight; of equals the newest. Loads are
 * compared by cross-multiplication, so nothing is rounded.
 */
abstract class LeastLoaded implements Scheduler {
    private List<? extends Destination> servers = List.of();

    @Override
    public final void bind(List<? extends Destination> destinations, Set<SchedulerFlag> flags) {
        servers = destinations;
    }

    /** The load of a server; smaller is better. */
    abstract long load(Destination server);

    /** What the load is divided by. */
    long share(Destination server) {
        return server.weight();
    }

    /** Whether a server is taken at once, without looking at the others. */
    boolean isIdeal(Destination server) {
        return false;
    }

    @Override
    public final Destination pick(ConnectionKey key) {
        Destination best = null;
        long bestLoad = 0;
        long bestShare = 1;
        for (int i = 0; i < servers.size(); i++) {
            Destination server = servers.get(i);
            if (!server.isAvailable()) {
                continue;
            }
            if (isIdeal(server)) {
                return server;
            }
            long load = load(server);
            long share = share(server);
            if (best == null || bestLoad * share > load * bestShare) {
                best = server;
                bestLoad = load;
                bestShare = share;
            }
        }
        return best;
    }
}
