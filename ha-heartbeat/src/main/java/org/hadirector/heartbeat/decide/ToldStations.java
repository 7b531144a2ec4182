package org.hadirector.heartbeat.decide;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which stations an administrator was told of: each once, and again when it was quiet for long. Anybody on a LAN can
 * speak under any number of addresses, in any order, so only some are told one by one; then all others are told of at
 * once, and nothing more is said until they are quiet.
 */
final class ToldStations {
    private static final int ONE_BY_ONE = 8;

    private static final int QUIET_DEADTIMES = 10;

    private final Pace pace;
    private final Map<String, Long> lastNs = new LinkedHashMap<>();
    private boolean crowd;
    private long crowdNs;

    /** What to tell of a station that was heard. */
    enum News {
        NONE,
        STATION,
        /** This is one station too many: the last word for now. */
        CROWD
    }

    ToldStations(Pace pace) {
        this.pace = pace;
    }

    News heard(String station, long nowNs) {
        lastNs.values().removeIf(last -> quiet(pace, last, nowNs));
        boolean known = lastNs.containsKey(station);
        if (known || lastNs.size() < ONE_BY_ONE) {
            lastNs.put(station, nowNs);
            return known ? News.NONE : News.STATION;
        }
        boolean told = crowd && !quiet(pace, crowdNs, nowNs);
        crowd = true;
        crowdNs = nowNs;
        return told ? News.NONE : News.CROWD;
    }

    /** Those told one by one and not quiet since, in that order, but for this one. */
    List<String> others(String station) {
        return lastNs.keySet().stream().filter(told -> !told.equals(station)).toList();
    }

    /** Whether a station that spoke last then has been silent for so long that its next word is news. */
    static boolean quiet(Pace pace, long lastNs, long nowNs) {
        return nowNs - lastNs > QUIET_DEADTIMES * pace.deadtimeNs();
    }

    /** Whoever speaks is news. */
    void forget() {
        lastNs.clear();
        crowd = false;
    }
}
