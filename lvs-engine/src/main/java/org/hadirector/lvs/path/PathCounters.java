package org.hadirector.lvs.path;

/**
 * What a data path counted, frames unless said otherwise.
 *
 * @param received handed to the engine
 * @param forwarded sent on
 * @param local given to this machine's own stack
 * @param dropped dropped by verdict
 * @param truncated larger than a receive slot, dropped
 * @param overruns lost because the engine did not keep up
 * @param sendFailures refused by the kernel on the way out
 * @param diverted taken away from the stack, on their way up to the engine
 * @param silenced for a guarded address whose lease was over, dropped
 * @param silencedArp questions (ARP, neighbour solicitation) about such an address, dropped
 */
public record PathCounters(
        long received,
        long forwarded,
        long local,
        long dropped,
        long truncated,
        long overruns,
        long sendFailures,
        long diverted,
        long silenced,
        long silencedArp) {
    /** Nothing happened yet. */
    public static final PathCounters NONE = new PathCounters(0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
}
