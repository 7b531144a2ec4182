package org.hadirector.lvs.engine;

import java.security.SecureRandom;
import org.hadirector.lvs.conn.ConnectionTable;

/**
 * How an engine is built.
 *
 * @param maxConnections most connections, templates included; a new one beyond is dropped and counted. They lie outside
 *     the heap, 94 bytes each, in memory that is taken when they come and given back after: a flood hits this limit,
 *     not the end of the heap
 * @param hashSeed secret of the connection hash; also salts the order of services and seeds what schedulers draw at
 *     random
 * @param sumNs how often counters are summed for listings, and rates measured as if it were every two seconds; a kernel
 *     does so a granule of its timers later than that
 */
public record EngineOptions(int maxConnections, long hashSeed, long sumNs) {
    /** The limit when nobody chose one: with it a flood costs 100 MB. */
    public static final int DEFAULT_CONNECTIONS = 1 << 20;

    /** The least limit that is taken from an administrator. */
    public static final int LEAST_CONNECTIONS = 1 << 12;

    /** The greatest: 3 GB. */
    public static final int MOST_CONNECTIONS = ConnectionTable.MOST;

    private static final long SUM_NS = ServiceEntry.ESTIMATE_SECONDS * 1_000_000_000L;

    /** Counters are summed every two seconds. */
    public EngineOptions(int maxConnections, long hashSeed) {
        this(maxConnections, hashSeed, SUM_NS);
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
