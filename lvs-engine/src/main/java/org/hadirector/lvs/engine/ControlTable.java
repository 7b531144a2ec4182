package org.hadirector.lvs.engine;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hadirector.lvs.engine.LvsException.Reason;
import org.hadirector.lvs.model.ForwardingMethod;
import org.hadirector.lvs.model.RealServer;
import org.hadirector.lvs.model.VirtualService;
import org.hadirector.lvs.packet.PacketView;
import org.hadirector.lvs.path.ServiceKey;

/**
 * The table as control sees it, ahead of the packet thread by the commands not yet taken. Keeps removed servers while
 * connections are bound to them, so that they come back as they were. Used under the engine's control lock.
 */
final class ControlTable {
    /** How long a server is kept after its last connection has ended (linux ip_vs.h, IP_VS_DEST_TRASH_PERIOD). */
    private static final long TRASH_NS = 120_000_000_000L;

    /** Protocols of what a mark may be on. */
    private static final int[] MARKED = {PacketView.TCP, PacketView.UDP, PacketView.SCTP};

    private record Endpoint(InetAddress address, int port) {
        static Endpoint of(RealServer server) {
            return new Endpoint(server.address(), server.port());
        }

        // What the compiler makes of a record is put together at its first call, in milliseconds (decisions/0011).
        @Override
        public boolean equals(Object other) {
            return other instanceof Endpoint it && port == it.port && address.equals(it.address);
        }

        @Override
        public int hashCode() {
            return 31 * address.hashCode() + port;
        }
    }

    /** A removed server, and since when nothing is bound to it. */
    private static final class Trashed {
        private final ServerEntry entry;
        private long idleSinceNs;

        Trashed(ServerEntry entry, long nowNs) {
            this.entry = entry;
            idleSinceNs = nowNs;
        }

        boolean isOver(long nowNs) {
            if (entry.isPresent() || entry.bound() > 0) {
                idleSinceNs = nowNs;
            }
            return nowNs - idleSinceNs > TRASH_NS;
        }
    }

    /** A service and its servers, newest first. */
    static final class Row {
        private final ServiceEntry entry;
        private final List<ServerEntry> servers = new ArrayList<>();
        /** By address and port: there may be thousands. */
        private final Map<Endpoint, ServerEntry> byEndpoint = new HashMap<>();

        private final Map<ServerEntry, RealServer> configs = new HashMap<>();
        private VirtualService config;

        Row(VirtualService config) {
            entry = new ServiceEntry(config);
            config(config);
        }

        ServiceEntry entry() {
            return entry;
        }

        VirtualService config() {
            return config;
        }

        final void config(VirtualService newConfig) {
            config = newConfig;
            if (newConfig.persistentSeconds() > 0) {
                entry.keepPorts();
            }
        }

        List<ServerEntry> servers() {
            return servers;
        }

        List<RealServer> configs() {
            return servers.stream().map(configs::get).toList();
        }

        RealServer config(ServerEntry server) {
            return configs.get(server);
        }

        ServerEntry find(RealServer server) {
            return byEndpoint.get(Endpoint.of(server));
        }

        ServerEntry require(RealServer server) throws LvsException {
            ServerEntry entry = find(server);
            if (entry == null) {
                throw new LvsException(Reason.NO_SUCH_DESTINATION);
            }
            return entry;
        }

        void add(ServerEntry server, RealServer config) {
            servers.add(0, server);
            byEndpoint.put(Endpoint.of(config), server);
            configs.put(server, config);
        }

        void edit(ServerEntry server, RealServer config) {
            configs.put(server, config);
        }

        void remove(ServerEntry server) {
            servers.remove(server);
            byEndpoint.remove(Endpoint.of(configs.remove(server)));
        }

        /** Counters of the service and its servers start anew. */
        void zero() {
            entry.traffic().zero();
            servers.forEach(server -> server.traffic().zero());
        }
    }

    private final Map<ServiceKey, Row> rows = new LinkedHashMap<>();
    /** Discarded servers, by service: thousands of others are nobody's business when one service is asked for. */
    private final Map<ServiceKey, Map<Endpoint, Trashed>> trash = new HashMap<>();

    private final FormerReplies formerReplies = new FormerReplies();
    private final ServerRegistry registry;

    ControlTable(ServerRegistry registry) {
        this.registry = registry;
    }

    Collection<Row> rows() {
        return rows.values();
    }

    Row find(ServiceKey key) {
        return rows.get(key);
    }

    Row require(ServiceKey key, Reason otherwise) throws LvsException {
        Row row = rows.get(key);
        if (row == null) {
            throw new LvsException(otherwise);
        }
        return row;
    }

    void add(Row row) {
        rows.put(row.entry().key(), row);
    }

    void remove(Row row, long nowNs) {
        rows.remove(row.entry().key());
        for (ServerEntry server : row.servers()) {
            discard(row, server, nowNs);
        }
    }

    /**
     * The entry for a server that is added: the discarded one if it is still there, with its connections; its counters
     * start anew if the service is another one since.
     */
    ServerEntry entryFor(Row row, RealServer server) {
        Map<Endpoint, Trashed> discarded = trash.getOrDefault(row.entry().key(), Map.of());
        Trashed old = discarded.isEmpty() ? null : discarded.remove(Endpoint.of(server));
        if (old != null) {
            if (old.entry.service() != row.entry()) {
                old.entry.traffic().zero();
            }
            return old.entry;
        }
        ServerEntry entry = new ServerEntry(registry.freeId(), row.entry(), server);
        registry.put(entry);
        return entry;
    }

    void discard(Row row, ServerEntry server, long nowNs) {
        Endpoint endpoint = new Endpoint(server.config().address(), server.port());
        trash.computeIfAbsent(row.entry().key(), key -> new HashMap<>()).put(endpoint, new Trashed(server, nowNs));
    }

    /** Whether connections are bound to a server of the service, present or discarded. */
    boolean isConnected(Row row) {
        return row.servers.stream().anyMatch(server -> server.bound() > 0)
                || isConnected(row.entry().key());
    }

    /** Whether connections are bound to a discarded server of the service, present or gone. */
    boolean isConnected(ServiceKey service) {
        return trash.getOrDefault(service, Map.of()).values().stream().anyMatch(old -> old.entry.bound() > 0);
    }

    /** Replies of servers that are reached by another method now. */
    FormerReplies formerReplies() {
        return formerReplies;
    }

    /** Forgets discarded servers without connections; returns the sources of replies that nobody needs any more. */
    Set<ServiceKey> empty(long nowNs, Listings listings) {
        Set<ServiceKey> unneeded = formerReplies.over(listings);
        trash.values().forEach(discarded -> discarded.values().removeIf(old -> {
            boolean over = old.isOver(nowNs);
            if (over) {
                registry.remove(old.entry);
                unneeded.addAll(replySources(old.entry.service(), old.entry.config()));
            }
            return over;
        }));
        trash.values().removeIf(Map::isEmpty);
        return unused(unneeded);
    }

    /** Those of the given sources of replies that no server, present or discarded, needs. */
    Set<ServiceKey> unused(Collection<ServiceKey> sources) {
        Set<ServiceKey> unused = new HashSet<>(sources);
        if (!unused.isEmpty()) {
            unused.removeAll(formerReplies.sources());
            trash.values().stream()
                    .flatMap(discarded -> discarded.values().stream())
                    .forEach(old -> replySources(old.entry.service(), old.entry.config())
                            .forEach(unused::remove));
            rows.values().forEach(row -> row.configs.values().forEach(config -> replySources(row.entry, config)
                    .forEach(unused::remove)));
        }
        return unused;
    }

    /** What replies of a server, or errors about what was sent to it, look like to the data path; none for some. */
    static List<ServiceKey> replySources(ServiceEntry entry, RealServer server) {
        ServiceKey service = entry.key();
        InetAddress address = server.address();
        if (server.method() == ForwardingMethod.TUNNEL) {
            int protocol = RelatedErrors.protocolOf(server.tunnel(), service.isIpv6());
            return List.of(new ServiceKey(protocol, address, server.tunnel().port()));
        }
        if (server.method() != ForwardingMethod.MASQUERADE) {
            return List.of();
        }
        if (!service.isMark()) {
            return List.of(new ServiceKey(service.protocol(), address, service.port() == 0 ? 0 : server.port()));
        }
        List<ServiceKey> sources = new ArrayList<>();
        for (int protocol : MARKED) {
            sources.add(new ServiceKey(protocol, address, server.port()));
            if (server.port() != 0 && entry.mayKeepPorts()) {
                sources.add(new ServiceKey(protocol, address, 0)); // connections keep the port they asked for
            }
        }
        return sources;
    }
}
