package org.hadirector.resource.config;

import java.util.Optional;

/** The global settings that a virtual service may override; times in milliseconds, 0 for not set. */
final class Defaults {
    static final long INTERVAL_MS = 10_000;

    long checkTimeoutMs;
    long negotiateTimeoutMs;
    long intervalMs = INTERVAL_MS;
    int failureCount = 1;
    int pingCount = 1;
    boolean quiescent;
    boolean cleanStop = true;
    String fallbackCommand = "";
    Optional<RealLine> fallback = Optional.empty();
    Optional<RealLine> fallback6 = Optional.empty();
}
