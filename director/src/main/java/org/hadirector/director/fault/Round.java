package org.hadirector.director.fault;

import java.util.Set;

/**
 * One look at the service address.
 *
 * @param atNs when it was asked, monotonic nanoseconds
 * @param arp MAC addresses that answered the question who has the address
 * @param serving names of the directors that served a connection which was asked of them directly, and of nobody else
 * @param reached names of the directors that served a connection which may have waited, or have been handed to them
 * @param explained whether a director was seen to serve each connection that was answered
 */
public record Round(long atNs, Set<String> arp, Set<String> serving, Set<String> reached, boolean explained) {
    public Round {
        arp = Set.copyOf(arp);
        serving = Set.copyOf(serving);
        reached = Set.copyOf(reached);
    }
}
