package org.hadirector.director.fault;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * One look at the service address.
 *
 * @param atNs when it was asked, monotonic nanoseconds
 * @param arp MAC addresses that answered the question who has the address
 * @param serving names of the directors that served a connection which was asked of them directly, and of nobody else
 * @param inTurn who served each connection of the round, in the order in which they were asked for
 * @param leases which leases ran while its connections may have been served
 * @param explained whether a director was seen to serve each connection that was answered
 */
public record Round(
        long atNs, Set<String> arp, Set<String> serving, List<Set<String>> inTurn, Leases leases, boolean explained) {
    public Round {
        arp = Set.copyOf(arp);
        serving = Set.copyOf(serving);
        inTurn = inTurn.stream().map(Set::copyOf).toList();
    }

    /**
     * From the questions to the last answer that may come, as the gates were seen.
     *
     * @param ran directors whose lease was seen to run
     * @param together whether two were seen to run at the same moment
     * @param gapless whether nobody looked away for so long that a whole ownership may have been missed
     */
    public record Leases(Set<String> ran, boolean together, boolean gapless) {
        public Leases {
            ran = Set.copyOf(ran);
        }
    }

    /**
     * Whether two directors certainly served at the same time: both served one connection; or both served some, and
     * their leases ran together, or one served without any. Both alone is no more than a move: a question may lie in a
     * ring of frames, or wait for the new owner, until the one that it was asked of serves.
     */
    boolean duel() {
        Set<String> servers = new HashSet<>();
        for (Set<String> one : inTurn) {
            if (one.size() > 1) {
                return true;
            }
            servers.addAll(one);
        }
        boolean rightful = leases.ran.containsAll(servers) || !leases.gapless;
        return servers.size() > 1 && (leases.together || !rightful);
    }
}
