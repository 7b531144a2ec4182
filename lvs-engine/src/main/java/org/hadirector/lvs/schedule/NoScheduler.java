package org.hadirector.lvs.schedule;

import java.util.List;
import java.util.Set;
import org.hadirector.lvs.conn.ConnectionKey;
import org.hadirector.lvs.model.SchedulerFlag;

/**
 * {@code none}: a service without a scheduler takes no new connection, as if it had no server; those it has go on
 * (ip_vs_ctl.c, ip_vs_add_service; ip_vs_core.c, ip_vs_schedule).
 */
final class NoScheduler implements Scheduler {
    @Override
    public void bind(List<? extends Destination> destinations, Set<SchedulerFlag> flags) {
        // has no state
    }

    @Override
    public Destination pick(ConnectionKey key) {
        return null;
    }
}
