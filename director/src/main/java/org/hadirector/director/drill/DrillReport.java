package org.hadirector.director.drill;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hadirector.director.lab.LabTiming;

/**
 * What a drill found.
 *
 * @param drill its name
 * @param timing of the pair it was run on
 * @param phases in the order in which they happened
 */
public record DrillReport(String drill, LabTiming timing, List<DrillPhase> phases) {
    /** Whether clients were served at the end of every phase. */
    public boolean served() {
        return phases.stream().allMatch(phase -> phase.client().served());
    }

    /** The longest outage of all phases. */
    public double worstOutageMs() {
        return phases.stream()
                .mapToDouble(phase -> phase.client().outageMs())
                .max()
                .orElse(0);
    }

    /** For {@code --json}. */
    public Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("drill", drill);
        map.put("keepalive", timing.keepalive());
        map.put("deadtime", timing.deadtime());
        map.put("served", served());
        map.put("worst_outage_ms", OutageReport.milliseconds(Math.round(worstOutageMs() * 1e6)));
        map.put("phases", phases.stream().map(DrillPhase::toMap).toList());
        return map;
    }
}
