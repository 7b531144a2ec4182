package org.hadirector.director.run;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How well the lease is kept: how often it is renewed and how much of it was left at the worst renewal. Written by the
 * deciding duty, read by whoever asks for status.
 */
final class LeaseMeter {
    private static final double NS_PER_MS = 1e6;

    private final Map<String, Reading> readings = new ConcurrentHashMap<>();

    /**
     * Of one group since it was taken: first and last renewal, how many, the end of the lease, what was left at worst.
     */
    private record Reading(long firstNs, long lastNs, long renewals, long untilNs, long worstLeftNs) {}

    /** The lease of a group was set; 0 ended it. */
    void set(String group, long untilNs, long nowNs) {
        if (untilNs == 0) {
            // The figures of the ownership that ended stay until the next begins.
            readings.computeIfPresent(
                    group, (key, old) -> new Reading(old.firstNs, old.lastNs, old.renewals, 0, old.worstLeftNs));
            return;
        }
        Reading old = readings.get(group);
        if (old == null || old.untilNs == 0) {
            readings.put(group, new Reading(nowNs, nowNs, 0, untilNs, Long.MAX_VALUE));
        } else if (untilNs != old.untilNs) {
            long worst = Math.min(old.worstLeftNs, old.untilNs - nowNs);
            readings.put(group, new Reading(old.firstNs, nowNs, old.renewals + 1, untilNs, worst));
        }
    }

    /** When the lease of a group ends, 0 if it does not run. */
    long untilNs(String group) {
        Reading reading = readings.get(group);
        return reading == null ? 0 : reading.untilNs;
    }

    /**
     * One tree a group.
     *
     * @param lengthNs of the lease
     */
    Map<String, Object> tree(long lengthNs) {
        Map<String, Object> tree = new LinkedHashMap<>();
        readings.forEach((group, reading) -> {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("running", reading.untilNs != 0);
            fields.put("renewals", reading.renewals);
            if (reading.renewals > 0) {
                double everyNs = (reading.lastNs - reading.firstNs) / (double) reading.renewals;
                fields.put("everyMs", everyNs / NS_PER_MS);
                fields.put("perLength", lengthNs / everyNs);
                fields.put("worstLeftMs", reading.worstLeftNs / NS_PER_MS);
            }
            tree.put(group, fields);
        });
        return tree;
    }
}
