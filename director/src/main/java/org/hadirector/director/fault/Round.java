package org.hadirector.director.fault;

import java.util.Set;

/**
 * One look at the service address.
 *
 * @param atNs when it was asked, monotonic nanoseconds
 * @param arp MAC addresses that answered the question who has the address
 * @param serving names of the directors through which a real server answered a connection
 */
public record Round(long atNs, Set<String> arp, Set<String> serving) {
    public Round {
        arp = Set.copyOf(arp);
        serving = Set.copyOf(serving);
    }
}
