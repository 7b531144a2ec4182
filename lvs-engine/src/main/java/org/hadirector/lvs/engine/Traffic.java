package org.hadirector.lvs.engine;

/**
 * What passed, as of the last two-second mark.
 *
 * @param outPackets 0 with direct routing and tunnelling, whose replies do not pass here
 * @param inBytes of IP packets, headers included
 * @param rates the same per second, smoothed
 */
public record Traffic(long connections, long inPackets, long outPackets, long inBytes, long outBytes, Rates rates) {
    /** Per second. */
    public record Rates(long connections, long inPackets, long outPackets, long inBytes, long outBytes) {}
}
