package org.hadirector.director.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StatusTextTest {
    private static String fence(String device, String state, int failures) {
        Map<String, Object> status = new HashMap<>();
        status.put("peer", Map.of("name", "ha1", "silentMs", 5000));
        status.put("fenceDevices", List.of(device));
        status.put(
                "fence",
                Map.of("configured", true, "state", state, "failures", failures, "reason", "before a takeover"));
        return StatusText.of(status)
                .lines()
                .filter(line -> line.startsWith("fence "))
                .findFirst()
                .orElse("");
    }

    /** A takeover waits for somebody who may look here first. */
    @Test
    void shouldSayWhatAPersonCanDoForAFence() {
        assertEquals(
                "fence [Meatware STONITH device]: running (before a takeover), a person must reset ha1, then:"
                        + " meatclient -c ha1",
                fence("Meatware STONITH device", "running", 0));
        assertEquals("fence [fence_apc]: running (before a takeover)", fence("fence_apc", "running", 0));
        assertEquals(
                "fence [Meatware STONITH device]: idle (before a takeover)",
                fence("Meatware STONITH device", "idle", 0));
        assertEquals(
                "fence [fence_apc]: failed (before a takeover), 2 attempts failed: no takeover before one works; mend"
                        + " the device, or cut ha1 off by hand, then: director fence confirm ha1",
                fence("fence_apc", "failed", 2));
    }

    @Test
    void shouldSayWhyTheGateCarriesNothing() {
        Map<String, Object> engine = new HashMap<>(Map.of("services", 1, "carriesNothing", ""));
        assertEquals(1, aboutTheGate(engine).size());
        engine.put("carriesNothing", "no descriptors");
        assertEquals(
                "gate carries NOTHING by itself, every packet goes through the engine: no descriptors",
                aboutTheGate(engine).get(1));
    }

    private static List<String> aboutTheGate(Map<String, Object> engine) {
        return StatusText.of(Map.of("engine", engine))
                .lines()
                .filter(line -> line.startsWith("gate"))
                .toList();
    }

    @Test
    void shouldSayWhatAGroupIsAt() {
        Map<String, Object> group = new HashMap<>(Map.of("name", "vip", "state", "owner", "reason", "granted"));
        assertEquals(List.of(), now(group));
        group.put("busy", "");
        assertEquals(List.of(), now(group));
        group.put("busy", "starting slow::a");
        assertEquals(List.of("  now starting slow::a"), now(group));
    }

    private static List<String> now(Map<String, Object> group) {
        return StatusText.of(Map.of("groups", List.of(group)))
                .lines()
                .filter(line -> line.startsWith("  now"))
                .toList();
    }
}
