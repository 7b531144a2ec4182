package org.hadirector.director.fault;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hadirector.director.drill.KeptReport;
import org.hadirector.director.drill.OutageReport;
import org.hadirector.director.lab.LabTiming;

/**
 * One fault, made once.
 *
 * @param fault which
 * @param timing of the pair
 * @param faultNs when it began, monotonic
 * @param moved whether another director serves when it was over, before it was mended
 * @param ownership what the third host saw, from before the fault until all is well again
 * @param client what the client saw
 * @param kept what those saw that keep their connections
 * @param pausedNs how much of the client's longest silence nobody asked at all
 * @param trouble what else went wrong, empty when nothing did
 */
record FaultResult(
        Fault fault,
        LabTiming timing,
        long faultNs,
        boolean moved,
        Ownership ownership,
        OutageReport client,
        KeptReport kept,
        long pausedNs,
        String trouble) {
    private static final double NS_PER_MS = 1e6;

    /** Every way in which the pair failed; empty when it did what it must. */
    List<String> failures() {
        List<String> failures = new ArrayList<>();
        if (ownership.dualArpNs() > 0) {
            failures.add("two directors answered ARP for %.1f ms".formatted(ownership.dualArpNs() / NS_PER_MS));
        }
        if (ownership.dualServiceNs() > 0) {
            failures.add("two directors served for %.1f ms".formatted(ownership.dualServiceNs() / NS_PER_MS));
        }
        if (ownership.unexplained() > 0) {
            failures.add("%d answers came by nobody who was seen".formatted(ownership.unexplained()));
        }
        if (moved && fault.expect().moves() == Fault.Moves.MUST_NOT) {
            failures.add("the service moved");
        }
        if (!moved && fault.expect().moves() == Fault.Moves.MUST) {
            failures.add("the service did not move");
        }
        double boundMs = fault.expect().outage().of(timing).toNanos() / NS_PER_MS;
        if (client.outageMs() - pausedMs() > boundMs) {
            failures.add("clients waited %.1f ms, allowed %.0f ms".formatted(client.outageMs() - pausedMs(), boundMs));
        }
        if (!client.served()) {
            failures.add("clients were not served again");
        }
        if (!kept.wrong().isEmpty()) {
            failures.add("wrong answers on kept connections: " + String.join("; ", kept.wrong()));
        }
        if (!trouble.isEmpty()) {
            failures.add(trouble);
        }
        return failures;
    }

    double pausedMs() {
        return pausedNs / NS_PER_MS;
    }

    /** For {@code --json}; milliseconds. */
    Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("fault", fault.name());
        map.put("moved", moved);
        map.put("dual_arp_ms", ownership.dualArpNs() / NS_PER_MS);
        map.put("dual_service_ms", ownership.dualServiceNs() / NS_PER_MS);
        map.put("unanswered_arp_ms", ownership.unansweredNs() / NS_PER_MS);
        map.put("unserved_ms", ownership.unservedNs() / NS_PER_MS);
        map.put(
                "unserved_from_ms",
                ownership.unservedNs() == 0 ? null : (ownership.unservedFromNs() - faultNs) / NS_PER_MS);
        map.put("rounds", ownership.rounds());
        map.put("coarsest_ms", ownership.coarsestNs() / NS_PER_MS);
        map.put("served_by", ownership.servers());
        map.put("strangers", List.copyOf(ownership.strangers()));
        map.put("client", client.toMap());
        map.put("client_paused_ms", pausedMs());
        map.put("kept", kept.toMap());
        map.put("failures", failures());
        return map;
    }
}
