package org.hadirector.lvs.engine;

import java.security.SecureRandom;
import org.hadirector.lvs.conn.ConnectionTable;

/**
 * How an engine is built.
 *
 * @param maxConnections most connections, templates included; a new one beyond is dropped and counted. They lie outside
 *     the heap, 92 bytes each, in memory that is taken when they come and given back after: a flood hits this limit,
 *     not the end of the heap
 * @param hashSeed secret of the connection hash; also salts the order of services and seeds what schedulers draw at
 *     random
 * @param sumNs how often counters are summed for listings, and rates measured as if it were every two seconds; a kernel
 *     does so a granule of its timers later than that
 * @param carriedAfter packets of a client after which the data path may carry the connection by itself, 1 to
 *     {@value #LASTING}: most are over before, and nothing was gained
 */
public record EngineOptions(int maxConnections, long hashSeed, long sumNs, int carriedAfter) {
    /** The usual number of packets that show that a connection lasts. */
    static final int LASTING = Connections.MANY_PACKETS;

    /** The limit when nobody chose one: with it a flood costs 100 MB. */
    public static final int DEFAULT_CONNECTIONS = 1 << 20;

    /** The least limit that is taken from an administrator. */
    public static final int LEAST_CONNECTIONS = 1 << 12;

    /** The greatest: 3 GB. */
    public static final int MOST_CONNECTIONS = ConnectionTable.MOST;

    private static final long SUM_NS = ServiceEntry.ESTIMATE_SECONDS * 1_000_000_000L;

    /** Counters are summed every two seconds, connections that last are carried. */
    public EngineOptions(int maxConnections, long hashSeed) {
        this(maxConnections, hashSeed, SUM_NS, LASTING);
    }

    /** The usual limit, a random secret. */
    public EngineOptions() {
        this(DEFAULT_CONNECTIONS, new SecureRandom().nextLong());
    }

    /** A chosen limit, a random secret. */
    public static EngineOptions of(int maxConnections) {
        return new EngineOptions(maxConnections, new SecureRandom().nextLong());
    }
}
