package org.hadirector.lvs.engine;

import java.util.List;

/**
 * What passed through all services, those that are gone included (linux ip_vs_stats). Summed at the two-second marks,
 * so that no packet is counted one time more for it. The packet thread's, but for {@link #snapshot} and {@link #zero}.
 */
final class TotalTraffic {
    private final TrafficCounters gone = new TrafficCounters();
    private final TrafficCounters total = new TrafficCounters();

    /** A service is deleted. */
    void leaves(ServiceEntry service) {
        gone.add(service.traffic());
    }

    /** Two seconds have passed. */
    void estimate(List<ServiceEntry> services) {
        total.clear();
        total.add(gone);
        for (int i = 0; i < services.size(); i++) {
            total.add(services.get(i).traffic());
        }
        total.estimate();
    }

    /** Any thread. */
    Traffic snapshot() {
        return total.snapshot();
    }

    /** Any thread. */
    void zero() {
        total.zero();
    }
}
