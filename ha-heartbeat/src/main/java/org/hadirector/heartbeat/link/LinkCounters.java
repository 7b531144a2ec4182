package org.hadirector.heartbeat.link;

/**
 * What a link counted.
 *
 * @param sent beats handed to the medium
 * @param received beats accepted
 * @param foreign of another cluster or an unknown node
 * @param forged digest wrong or key unknown
 * @param replayed boot id and sequence not newer than one accepted before
 * @param malformed truncated, damaged, unknown version
 * @param sendFailures refused by the medium, or replaced by a newer beat before it could leave
 * @param reopened how often the medium had to be opened again
 * @param misrouted good beats of another link of the same kind
 * @param unresolved beats in short form that could not be completed yet
 * @param bytesSent on the wire, with framing or the headers of UDP and IP
 * @param bytesPerSecond sent, over the last ten seconds
 */
public record LinkCounters(
        long sent,
        long received,
        long foreign,
        long forged,
        long replayed,
        long malformed,
        long sendFailures,
        long reopened,
        long misrouted,
        long unresolved,
        long bytesSent,
        long bytesPerSecond) {}
