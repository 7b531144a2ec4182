package org.hadirector.lvs.path;

/**
 * What a data path counted, frames unless said otherwise.
 *
 * @param received handed to the engine
 * @param forwarded sent on
 * @param local given to this machine's own stack
 * @param dropped dropped by verdict
 * @param truncated without their end, dropped: longer than 64 kB, or more long ones than the kernel keeps for the
 *     engine
 * @param overruns lost because the engine did not keep up
 * @param sendFailures refused by the kernel on the way out
 * @param diverted taken away from the stack, on their way up to the engine
 * @param carried sent on by the path itself ({@link FlowCache})
 * @param silenced for or from a guarded address whose lease was over, dropped, wherever they had come to
 * @param silencedArp questions about such an address (ARP, neighbour solicitation) and claims to it, dropped
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
        long carried,
        long silenced,
        long silencedArp) {
    /** Nothing happened yet. */
    public static final PathCounters NONE = new PathCounters(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
}
