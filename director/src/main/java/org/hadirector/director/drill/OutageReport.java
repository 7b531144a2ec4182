package org.hadirector.director.drill;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.hadirector.director.drill.Sample.Outcome;

/**
 * What a client saw around one fault. Times are monotonic nanoseconds.
 *
 * @param lastGoodNs the end of the last good answer before the longest silence
 * @param firstGoodNs the end of the first good answer after it; empty when clients were not served again
 * @param outageNs the longest time without a good answer in the window
 * @param usualGapNs the longest such time before the fault: what the outage cannot be measured better than
 * @param answered requests of the window that were answered
 * @param failed requests begun in the window that were not
 * @param byServer answers of each real server
 * @param failures failed requests by their outcome
 */
public record OutageReport(
        long lastGoodNs,
        OptionalLong firstGoodNs,
        long outageNs,
        long usualGapNs,
        int answered,
        int failed,
        Map<String, Integer> byServer,
        Map<Outcome, Integer> failures) {
    private static final double NS_PER_MS = 1e6;

    public OutageReport {
        byServer = new TreeMap<>(byServer);
        failures = new TreeMap<>(failures);
    }

    /** Whether clients were served (again) at the end. */
    public boolean served() {
        return firstGoodNs.isPresent();
    }

    public double outageMs() {
        return outageNs / NS_PER_MS;
    }

    /** For {@code --json}; milliseconds rounded to microseconds. */
    public Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("served", served());
        map.put("outage_ms", milliseconds(outageNs));
        map.put("usual_gap_ms", milliseconds(usualGapNs));
        map.put("answered", answered);
        map.put("failed", failed);
        map.put("by_server", byServer);
        Map<String, Integer> outcomes = new LinkedHashMap<>();
        failures.forEach((outcome, count) -> outcomes.put(outcome.name().toLowerCase(java.util.Locale.ROOT), count));
        map.put("failures", outcomes);
        return map;
    }

    static double milliseconds(long ns) {
        return Math.round(ns / 1e3) / 1e3;
    }
}
