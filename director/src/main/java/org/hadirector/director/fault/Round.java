package org.hadirector.director.fault;

import java.util.List;
import java.util.Set;

/**
 * One look at the service address.
 *
 * @param atNs when it was asked, monotonic nanoseconds
 * @param arp MAC addresses that answered the question who has the address
 * @param serving names of the directors that served a connection which was asked of them directly, and of nobody else
 * @param inTurn who served each connection of the round, in the order in which they were asked for
 * @param explained whether a director was seen to serve each connection that was answered
 */
public record Round(long atNs, Set<String> arp, Set<String> serving, List<Set<String>> inTurn, boolean explained) {
    public Round {
        arp = Set.copyOf(arp);
        serving = Set.copyOf(serving);
        inTurn = inTurn.stream().map(Set::copyOf).toList();
    }

    /**
     * Whether two directors certainly served at the same time: both served one connection, or one served what was asked
     * after what the other one served, and the other one again what was asked after that. A single change from one to
     * the other is a move that came between two questions.
     */
    boolean duel() {
        String last = null;
        int changes = 0;
        for (Set<String> servers : inTurn) {
            if (servers.size() > 1) {
                return true;
            }
            for (String server : servers) {
                changes += last != null && !last.equals(server) ? 1 : 0;
                last = server;
            }
        }
        return changes > 1;
    }
}
