package org.hadirector.lvs.engine;

import java.security.SecureRandom;

/**
 * How an engine is built.
 *
 * @param maxConnections most connections, templates included; a new one beyond is dropped and counted
 * @param hashSeed secret of the connection hash; also salts the order of services
 */
public record EngineOptions(int maxConnections, long hashSeed) {
    private static final int MOST = 1 << 22;
    private static final int LEAST = 1 << 12;
    private static final int BYTES_PER_CONNECTION = 96;

    /** As many connections as fill a third of the largest heap, at most 4 million; a random secret. */
    public EngineOptions() {
        this(connectionsFor(Runtime.getRuntime().maxMemory() / 3), new SecureRandom().nextLong());
    }

    /** The number of connections that fit some bytes of heap: a flood must hit the limit, not the end of the memory. */
    static int connectionsFor(long bytes) {
        return (int) Math.max(LEAST, Math.min(MOST, bytes / BYTES_PER_CONNECTION));
    }
}
