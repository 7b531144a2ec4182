package org.hadirector.director.event;

import java.util.Map;
import java.util.TreeMap;

/**
 * Something that happened in the cluster as a script of {@code rc.d} is told of it: in heartbeat a message, here made
 * from an event of the core.
 *
 * @param type names the script and is its only argument, such as {@code status}
 * @param localStatus of this node then: {@code up} or {@code active}
 * @param fields of the message, by heartbeat's names without {@code HA_}
 */
public record ClusterMessage(String type, String localStatus, Map<String, String> fields) {
    public ClusterMessage {
        fields = Map.copyOf(fields);
    }

    /** What the script finds in its environment beside that of all scripts. */
    Map<String, String> variables(boolean legacy) {
        Map<String, String> variables = new TreeMap<>();
        fields.forEach((name, value) -> variables.put("HA_" + name, value));
        variables.put("HA_t", type);
        variables.put("HA_OSTATUS", localStatus);
        if (!legacy) {
            variables.put("HA_NICEFAILBACK", "yes");
        }
        return variables;
    }
}
