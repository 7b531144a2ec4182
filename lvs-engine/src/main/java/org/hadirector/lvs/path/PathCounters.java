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
 */
public record PathCounters(
        long received, long forwarded, long local, long dropped, long truncated, long overruns, long sendFailures) {}
