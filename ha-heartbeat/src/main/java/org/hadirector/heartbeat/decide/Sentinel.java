package org.hadirector.heartbeat.decide;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The stations that speak as owner of a group's address although they are neither node. The peer says in its beats
 * under which hardware addresses it speaks; before it has, nobody is called a stranger. Told once, and again when a
 * station comes back after it was quiet for some deadtimes.
 */
final class Sentinel {
    private static final int REMEMBERED = 8;
    private static final int QUIET_DEADTIMES = 10;

    private final Pace pace;
    private final Map<String, CoreView.Stranger> strangers = new LinkedHashMap<>();

    Sentinel(Pace pace) {
        this.pace = pace;
    }

    /**
     * A station was heard as the owner of an address.
     *
     * @param peers hardware addresses of the peer, empty when it has not told them
     * @return whether this stranger is news
     */
    boolean news(String hardwareAddress, String address, List<String> peers, long nowNs) {
        if (peers.isEmpty() || peers.contains(hardwareAddress)) {
            return false;
        }
        CoreView.Stranger known = strangers.remove(hardwareAddress);
        boolean again = known == null || quiet(known.lastNs(), nowNs);
        long sinceNs = again ? nowNs : known.sinceNs();
        strangers.put(hardwareAddress, new CoreView.Stranger(hardwareAddress, address, sinceNs, nowNs));
        if (strangers.size() > REMEMBERED) {
            strangers.remove(strangers.keySet().iterator().next());
        }
        return again;
    }

    /** Those heard lately, oldest first. */
    List<CoreView.Stranger> strangers(long nowNs) {
        return strangers.values().stream()
                .filter(stranger -> !quiet(stranger.lastNs(), nowNs))
                .toList();
    }

    /** Whether a station that spoke last then has been silent for so long that its next word is news. */
    boolean quiet(long lastNs, long nowNs) {
        return nowNs - lastNs > QUIET_DEADTIMES * pace.deadtimeNs();
    }
}
