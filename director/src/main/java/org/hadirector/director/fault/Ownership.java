package org.hadirector.director.fault;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * From rounds to ownership, purely. A round stands for the time until the next one.
 *
 * @param dualArpNs time in which both directors answered for the address
 * @param dualServiceNs time in which both directors served: rounds with a {@link Round#duel}
 * @param unansweredNs the longest time in which no director answered for the address
 * @param unservedNs the longest time in which no director served what was asked of it directly
 * @param unservedFromNs when that time began, monotonic; 0 when there was none
 * @param servers directors that served, in the order in which they did; one that served again stands there again
 * @param strangers MAC addresses of others that answered for the address
 * @param unexplained rounds with an answer that came by nobody who was seen: two owners might have been missed
 * @param rounds how many looks this is made of
 * @param coarsestNs the longest time between two looks: no shorter dual ownership is sure to be seen
 */
public record Ownership(
        long dualArpNs,
        long dualServiceNs,
        long unansweredNs,
        long unservedNs,
        long unservedFromNs,
        List<String> servers,
        Set<String> strangers,
        int unexplained,
        int rounds,
        long coarsestNs) {
    /** Looks are milliseconds apart. */
    private static final long PAUSE_NS = 50_000_000;

    /**
     * Looks at rounds in the order of time.
     *
     * @param directors MAC address → name
     * @param apart when two may own: what is seen of two then is not counted
     */
    static Ownership of(List<Round> rounds, Map<String, String> directors, Apart apart) {
        Tally tally = new Tally(apart);
        for (int i = 0; i + 1 < rounds.size(); i++) {
            tally.add(rounds.get(i), rounds.get(i + 1).atNs() - rounds.get(i).atNs(), directors);
        }
        return new Ownership(
                tally.dualArpNs,
                tally.dualServiceNs,
                tally.unanswered.longestNs,
                tally.unserved.longestNs,
                tally.unserved.longestFromNs,
                List.copyOf(tally.servers),
                Set.copyOf(tally.strangers),
                tally.unexplained,
                rounds.size(),
                tally.coarsestNs);
    }

    /**
     * How much of a time nobody looked, because this process stood still: what a client in the same process waited then
     * says nothing about the service.
     *
     * @param rounds in the order of time
     */
    static long pausedNs(List<Round> rounds, long fromNs, long untilNs) {
        long pausedNs = 0;
        for (int i = 0; i + 1 < rounds.size(); i++) {
            long beganNs = rounds.get(i).atNs();
            long endedNs = rounds.get(i + 1).atNs();
            if (endedNs - beganNs > PAUSE_NS) {
                pausedNs += Math.max(0, Math.min(endedNs, untilNs) - Math.max(beganNs, fromNs));
            }
        }
        return pausedNs;
    }

    private static final class Silence {
        private long fromNs;
        private long lengthNs;
        private long longestNs;
        private long longestFromNs;

        private void add(boolean silent, long atNs, long ns) {
            fromNs = lengthNs == 0 ? atNs : fromNs;
            lengthNs = silent ? lengthNs + ns : 0;
            if (lengthNs > longestNs) {
                longestNs = lengthNs;
                longestFromNs = fromNs;
            }
        }
    }

    private static final class Tally {
        private long dualArpNs;
        private long dualServiceNs;
        private long coarsestNs;
        private int unexplained;
        private final Silence unanswered = new Silence();
        private final Silence unserved = new Silence();
        private final List<String> servers = new ArrayList<>();
        private final Set<String> strangers = new LinkedHashSet<>();
        private final Apart apart;

        private Tally(Apart apart) {
            this.apart = apart;
        }

        private void add(Round round, long ns, Map<String, String> directors) {
            Set<String> answering = new HashSet<>();
            for (String mac : round.arp()) {
                String director = directors.get(mac);
                if (director == null) {
                    strangers.add(mac);
                } else {
                    answering.add(director);
                }
            }
            if (!apart.at(round.atNs())) {
                dualArpNs += answering.size() > 1 ? ns : 0;
                dualServiceNs += round.duel() ? ns : 0;
            }
            unexplained += round.explained() ? 0 : 1;
            unanswered.add(answering.isEmpty(), round.atNs(), ns);
            unserved.add(round.serving().isEmpty(), round.atNs(), ns);
            coarsestNs = Math.max(coarsestNs, ns);
            for (String server : round.serving()) {
                if (servers.isEmpty() || !servers.get(servers.size() - 1).equals(server)) {
                    servers.add(server);
                }
            }
        }
    }
}
