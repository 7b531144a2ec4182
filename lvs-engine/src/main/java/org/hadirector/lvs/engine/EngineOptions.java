package org.hadirector.lvs.engine;

import java.security.SecureRandom;

/**
 * How an engine is built.
 *
 * @param maxConnections most connections, templates included; a new one beyond is dropped and counted
 * @param hashSeed secret of the connection hash
 */
public record EngineOptions(int maxConnections, long hashSeed) {
    private static final int DEFAULT_CONNECTIONS = 1 << 22;

    /** 4 million connections, a random secret. */
    public EngineOptions() {
        this(DEFAULT_CONNECTIONS, new SecureRandom().nextLong());
    }
}
