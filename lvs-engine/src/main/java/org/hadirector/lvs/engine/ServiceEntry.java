package org.hadirector.lvs.engine;

import java.util.ArrayList;
import java.util.List;
import org.hadirector.lvs.model.RealServer;
import org.hadirector.lvs.model.VirtualService;
import org.hadirector.lvs.packet.Addresses;
import org.hadirector.lvs.path.ServiceKey;
import org.hadirector.lvs.schedule.Scheduler;

/** A virtual service at run time; all but the configuration belongs to the packet thread. */
final class ServiceEntry {
    /** Time between two calls of {@link #passed}. */
    static final int ESTIMATE_SECONDS = 2;

    private final ServiceKey key;
    private final long virtualHigh;
    private final long virtualLow;
    private final TrafficCounters traffic = new TrafficCounters();
    private final List<ServerEntry> servers = new ArrayList<>();
    private volatile VirtualService config;
    private volatile boolean portsKept;
    private Scheduler scheduler;

    ServiceEntry(VirtualService config) {
        this.config = config;
        key = config.key();
        virtualHigh = Addresses.high(key.address());
        virtualLow = Addresses.low(key.address());
    }

    ServiceKey key() {
        return key;
    }

    long virtualHigh() {
        return virtualHigh;
    }

    long virtualLow() {
        return virtualLow;
    }

    TrafficCounters traffic() {
        return traffic;
    }

    VirtualService config() {
        return config;
    }

    /**
     * Whether connections of the service may have kept the port they asked for: it has been persistent at some time.
     */
    boolean mayKeepPorts() {
        return portsKept;
    }

    /** The service is persistent from now on. */
    void keepPorts() {
        portsKept = true;
    }

    List<ServerEntry> servers() {
        return servers;
    }

    Scheduler scheduler() {
        return scheduler;
    }

    /** Takes a new configuration; the scheduler starts anew only if another one is wanted. */
    void configure(VirtualService newConfig, Scheduler newScheduler) {
        boolean keep = scheduler != null && newConfig.scheduler().equals(config.scheduler());
        config = newConfig;
        if (keep) {
            scheduler.flags(newConfig.flags());
        } else {
            scheduler = newScheduler;
            scheduler.bind(servers, newConfig.flags());
        }
    }

    void add(ServerEntry server, RealServer serverConfig) {
        server.service(this);
        server.configure(serverConfig);
        server.forgetLastWeight();
        server.present(true);
        servers.add(0, server);
        scheduler.added();
    }

    void edit(ServerEntry server, RealServer serverConfig) {
        server.configure(serverConfig);
        scheduler.serversChanged();
    }

    void remove(ServerEntry server) {
        int at = servers.indexOf(server);
        servers.remove(at);
        server.present(false);
        scheduler.removed(at);
    }

    /** {@link #ESTIMATE_SECONDS} have passed. */
    void passed(boolean estimating) {
        scheduler.passed(ESTIMATE_SECONDS);
        if (!estimating) {
            return;
        }
        traffic.estimate();
        for (int i = 0; i < servers.size(); i++) {
            servers.get(i).traffic().estimate();
        }
    }

    /** The service is deleted: its servers take no packets any more. */
    void close() {
        for (ServerEntry server : servers) {
            server.present(false);
        }
        servers.clear();
    }
}
