package org.hadirector.director.golden;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Nothing is started later than heartbeat started it: for each resource that both start during an event, the first
 * start. The vectors' README allows a second, more at a start; earlier is always in order.
 */
final class CallTimes {
    private static final double TOLERANCE_S = 1;
    private static final double AT_START_S = 2;

    private CallTimes() {}

    /**
     * @param start whether a daemon was started meanwhile
     * @param wanted calls of one node, {@code +S PATH ARGUMENTS VERB}, all of the same event; {@code got} likewise
     */
    static List<Difference> later(String event, boolean start, String node, List<String> wanted, List<String> got) {
        Map<String, Double> there = firstStarts(wanted);
        double toleranceS = start ? AT_START_S : TOLERANCE_S;
        List<Difference> later = new ArrayList<>();
        firstStarts(got).forEach((command, atS) -> {
            if (atS > there.getOrDefault(command, Double.MAX_VALUE) + toleranceS) {
                later.add(new Difference(
                        event,
                        node + " start|" + command + " at +" + there.get(command),
                        node + " start|" + command + " at +" + atS));
            }
        });
        return later;
    }

    private static Map<String, Double> firstStarts(List<String> calls) {
        Map<String, Double> first = new LinkedHashMap<>();
        for (String call : calls) {
            String[] parts = call.split(" ", 2);
            if (call.endsWith(" start")) {
                first.putIfAbsent(parts[1].replace("//", "/"), Double.parseDouble(parts[0].substring(1)));
            }
        }
        return first;
    }
}
