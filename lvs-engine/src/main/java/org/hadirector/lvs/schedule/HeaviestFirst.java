package org.hadirector.lvs.schedule;

import java.util.List;
import java.util.Set;
import org.hadirector.lvs.conn.ConnectionKey;
import org.hadirector.lvs.model.SchedulerFlag;

/**
 * fo and ovf: the heaviest server takes everything; of equals the newest. With overflow the weight is also a limit of
 * active connections, beyond which the next one takes over.
 */
final class HeaviestFirst implements Scheduler {
    private final boolean overflow;
    private List<? extends Destination> servers = List.of();

    HeaviestFirst(boolean overflow) {
        this.overflow = overflow;
    }

    @Override
    public void bind(List<? extends Destination> destinations, Set<SchedulerFlag> flags) {
        servers = destinations;
    }

    @Override
    public Destination pick(ConnectionKey key) {
        Destination heaviest = null;
        for (int i = 0; i < servers.size(); i++) {
            Destination server = servers.get(i);
            boolean full = overflow && server.active() > server.weight();
            if (server.isAvailable() && !full && (heaviest == null || server.weight() > heaviest.weight())) {
                heaviest = server;
            }
        }
        return heaviest;
    }
}
