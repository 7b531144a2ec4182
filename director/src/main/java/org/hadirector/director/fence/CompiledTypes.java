package org.hadirector.director.fence;

import java.io.IOException;
import java.util.Map;
import org.hadirector.heartbeat.config.FenceDirectives;

/**
 * The compiled types of cluster-glue 1.0.12, which are not loaded here, and how many parameters each wants: so that of
 * a file which names one of them all is told that heartbeat would tell.
 */
final class CompiledTypes {
    private static final Map<String, Integer> PARAMETERS = Map.ofEntries(
            Map.entry("apcmaster", 3),
            Map.entry("apcmastersnmp", 3),
            Map.entry("apcsmart", 2),
            Map.entry("baytech", 3),
            Map.entry("bladehpi", 1),
            Map.entry("cyclades", 3),
            Map.entry("drac3", 3),
            Map.entry("ibmhmc", 1),
            Map.entry("ipmilan", 8),
            Map.entry("nw_rpc100s", 2),
            Map.entry("rcd_serial", 4),
            Map.entry("rps10", 1),
            Map.entry("suicide", 0),
            Map.entry("wti_mpc", 4),
            Map.entry("wti_nps", 2));

    private CompiledTypes() {}

    static boolean has(String type) {
        return PARAMETERS.containsKey(type);
    }

    /** Whether there are enough of them; the last one takes the rest of the line. */
    static boolean takes(FenceDirectives.Device device) {
        try {
            String parameters = FenceTypes.parameters(device).strip();
            int given = parameters.isEmpty() ? 0 : parameters.split("\\s+").length;
            return given >= PARAMETERS.get(device.type());
        } catch (IOException e) {
            return false;
        }
    }
}
