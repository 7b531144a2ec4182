package org.hadirector.heartbeat.decide;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The stations that speak as owner of a group's address although they are neither node. The peer says in its beats
 * under which hardware addresses it speaks; before it has, nobody is called a stranger. Told once, and again when a
 * station comes back after it was quiet for some deadtimes; the last ones heard are remembered for {@code status}.
 */
final class Sentinel {
    private static final int REMEMBERED = 8;

    private final Pace pace;
    private final Map<String, CoreView.Stranger> strangers = new LinkedHashMap<>();
    private final ToldStations told;

    Sentinel(Pace pace) {
        this.pace = pace;
        this.told = new ToldStations(pace);
    }

    /**
     * A station was heard as the owner of an address.
     *
     * @param peers hardware addresses of the peer, empty when it has not told them
     * @return whether this stranger is news
     */
    ToldStations.News news(String hardwareAddress, String address, List<String> peers, long nowNs) {
        if (peers.isEmpty() || peers.contains(hardwareAddress)) {
            return ToldStations.News.NONE;
        }
        CoreView.Stranger known = strangers.remove(hardwareAddress);
        boolean again = known == null || ToldStations.quiet(pace, known.lastNs(), nowNs);
        long sinceNs = again ? nowNs : known.sinceNs();
        strangers.put(hardwareAddress, new CoreView.Stranger(hardwareAddress, address, sinceNs, nowNs));
        if (strangers.size() > REMEMBERED) {
            strangers.remove(strangers.keySet().iterator().next());
        }
        return told.heard(hardwareAddress, nowNs);
    }

    /** Those heard lately, oldest first. */
    List<CoreView.Stranger> strangers(long nowNs) {
        return strangers.values().stream()
                .filter(stranger -> !ToldStations.quiet(pace, stranger.lastNs(), nowNs))
                .toList();
    }
}
