package org.hadirector.director.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import org.junit.jupiter.api.Test;

class LeaseMeterTest {
    private static final long MS = 1_000_000;

    private final LeaseMeter meter = new LeaseMeter();

    @Test
    void shouldTellRhythmAndWorstMargin() {
        meter.set("vip", 100 * MS, 0);
        meter.set("vip", 120 * MS, 20 * MS);
        meter.set("vip", 190 * MS, 90 * MS);
        meter.set("vip", 190 * MS, 95 * MS); // the same end again is no renewal
        assertEquals(
                Map.of(
                        "vip",
                        Map.of(
                                "running",
                                true,
                                "renewals",
                                2L,
                                "everyMs",
                                45.0,
                                "perLength",
                                100 / 45.0,
                                "worstLeftMs",
                                30.0)),
                meter.tree(100 * MS));
    }

    @Test
    void shouldBeginAnewWithEachOwnership() {
        meter.set("vip", 100 * MS, 0);
        meter.set("vip", 105 * MS, 99 * MS);
        meter.set("vip", 0, 100 * MS);
        assertEquals(false, ((Map<?, ?>) meter.tree(100 * MS).get("vip")).get("running"));
        meter.set("vip", 900 * MS, 800 * MS);
        assertEquals(Map.of("vip", Map.of("running", true, "renewals", 0L)), meter.tree(100 * MS));
    }

    @Test
    void shouldShowALeaseThatWasOverBeforeItWasRenewed() {
        meter.set("vip", 100 * MS, 0);
        meter.set("vip", 250 * MS, 150 * MS);
        assertEquals(-50.0, ((Map<?, ?>) meter.tree(100 * MS).get("vip")).get("worstLeftMs"));
    }
}
