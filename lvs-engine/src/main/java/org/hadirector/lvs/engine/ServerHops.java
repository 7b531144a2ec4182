package org.hadirector.lvs.engine;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.hadirector.lvs.forward.LinkMtus;
import org.hadirector.lvs.path.NextHops;

/**
 * The next hops of the servers in the table, the MTUs of the links and our addresses, kept as the kernel has them; any
 * thread.
 */
final class ServerHops {
    private final NextHops hops;
    private final LinkMtus links;
    private final OwnAddresses own;
    private final Set<ServerEntry> servers = ConcurrentHashMap.newKeySet();
    private final AtomicInteger refreshing = new AtomicInteger();

    ServerHops(NextHops hops, LinkMtus links, OwnAddresses own) {
        this.hops = hops;
        this.links = links;
        this.own = own;
    }

    /** Looks a new server's up, and from now on again at every {@link #refresh}. */
    void add(ServerEntry server) {
        server.resolve(hops);
        servers.add(server);
    }

    void remove(ServerEntry server) {
        servers.remove(server);
    }

    /** Looks all up anew without waiting: a call that meets another one makes that one start over. */
    void refresh() {
        if (refreshing.getAndIncrement() != 0) {
            return;
        }
        int seen;
        do {
            seen = refreshing.get();
            links.set(hops.mtus());
            own.set(hops.addresses());
            for (ServerEntry server : servers) {
                server.resolve(hops);
            }
        } while (!refreshing.compareAndSet(seen, 0));
    }
}
