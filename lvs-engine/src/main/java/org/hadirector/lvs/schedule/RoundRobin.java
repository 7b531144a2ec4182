package org.hadirector.lvs.schedule;

import java.util.List;
import java.util.Set;
import org.hadirector.lvs.conn.ConnectionKey;
import org.hadirector.lvs.model.SchedulerFlag;

/**
 * rr: each available server in turn. The pointer rests on the last choice; a removal under it moves it one back, so
 * that nobody is passed over.
 */
final class RoundRobin implements Scheduler {
    private static final int HEAD = -1;

    private List<? extends Destination> servers = List.of();
    private int last = HEAD;

    @Override
    public void bind(List<? extends Destination> destinations, Set<SchedulerFlag> flags) {
        servers = destinations;
        last = HEAD;
    }

    @Override
    public void added() {
        if (last != HEAD) {
            last++;
        }
    }

    @Override
    public void removed(int index) {
        if (index <= last) {
            last--;
        }
    }

    @Override
    public Destination pick(ConnectionKey key) {
        int count = servers.size();
        int start = last;
        for (int step = 1; step <= count + 1; step++) {
            int at = start + step;
            if (at >= count) {
                at -= count;
            }
            if (at < count && servers.get(at).isAvailable()) {
                last = at;
                return servers.get(at);
            }
        }
        return null;
    }
}
