package org.hadirector.director.drill;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One fault or repair of a drill, as measured.
 *
 * @param name such as {@code failover}, {@code failback}
 * @param client what the client saw
 * @param timeline the story
 * @param figures further measured milliseconds by name
 */
public record DrillPhase(String name, OutageReport client, Timeline timeline, Map<String, Double> figures) {
    Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("name", name);
        map.putAll(client.toMap());
        map.put("milestones_ms", timeline.reached());
        map.put("figures_ms", figures);
        List<Map<String, Object>> story = new ArrayList<>();
        for (TimelineEntry entry : timeline.entries()) {
            Map<String, Object> line = new LinkedHashMap<>();
            line.put("ms", OutageReport.milliseconds(entry.atNs() - timeline.faultNs()));
            line.put("where", entry.where());
            line.put("kind", entry.kind());
            line.put("text", entry.text());
            story.add(line);
        }
        map.put("timeline", story);
        return map;
    }
}
