package org.hadirector.heartbeat.decide;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.hadirector.heartbeat.decide.CoreEvent.Kind;
import org.junit.jupiter.api.Test;

/** What comes and goes hundreds of times a second is told a few times, and how it ended. */
class FlickerTest {
    private static final long MS = 1_000_000;
    private static final long DEADTIME = 500 * MS;
    private static final String UP = "the interface of the address has a carrier";
    private static final String DOWN = "the interface lost its carrier";

    private final Flicker flicker = new Flicker();
    private final List<String> told = new ArrayList<>();
    private long nowNs = 7_000 * MS;

    private void told(String text) {
        if (text != null) {
            told.add(text);
        }
    }

    private void flickers(int times, long everyNs) {
        for (int i = 0; i < times; i++) {
            nowNs += everyNs;
            told(flicker.changed(i % 2 == 0 ? "down" : "up", DEADTIME, nowNs));
        }
    }

    private void calm(long ns) {
        for (long untilNs = nowNs + ns; nowNs < untilNs; nowNs += 50 * MS) {
            told(flicker.settle(DEADTIME, nowNs));
        }
    }

    @Test
    void shouldTellWhatChangesSeldomEachTime() {
        for (int i = 0; i < 100; i++) {
            flickers(1, 11 * DEADTIME);
        }
        flickers(5, MS);
        assertEquals(105, told.size());
    }

    @Test
    void shouldTellOfAnHourInSomeDozenLines() {
        flickers(3600 * 200, 5 * MS);
        calm(11 * DEADTIME);
        assertTrue(told.size() < 140, told.size() + " lines");
        assertTrue(told.get(told.size() - 1).matches("up, after [0-9]+ changes"), told::toString);
        int changes = 0;
        for (String text : told) {
            changes += text.contains("after") ? Integer.parseInt(text.replaceAll("[^0-9]", "")) : 1;
        }
        assertEquals(3600 * 200, changes);
    }

    @Test
    void shouldTellHowItEndedAndBeginAnew() {
        flickers(9, MS);
        assertEquals(6, told.size());
        calm(DEADTIME + 100 * MS);
        assertEquals(List.of("down, after 3 changes"), told.subList(6, told.size()));
        assertNull(flicker.settle(DEADTIME, nowNs));
        calm(10 * DEADTIME);
        told.clear();
        flickers(6, MS);
        assertEquals(List.of("down", "up", "down", "up", "down", "up"), told);
    }

    /** As the core has it: of the carrier, and of signs on a link. */
    @Test
    void shouldBoundWhatTheCoreTells() {
        CoreBench bench = new CoreBench(CoreStepTest.SETTINGS, 5_000 * MS);
        bench.cycle();
        bench.heard(222, true, List.of());
        String link = CoreStepTest.SETTINGS.links().get(0);
        List<Effect> all = new ArrayList<>();
        for (int i = 0; i < 2000; i++) {
            all.addAll(bench.step(new Input.CarrierChanged("vip", i % 2 == 1)));
            all.addAll(bench.step(new Input.DeathSign(link, Sign.CARRIER_LOST, i % 2 == 0, 0)));
            bench.now += MS;
        }
        int before = all.size();
        all.addAll(bench.cyclesFor(70 * CoreStepTest.TIMING.deadtimeNs()));
        List<String> carriers = CoreBench.told(Kind.CARRIER, all);
        List<String> signs = CoreBench.told(Kind.EVIDENCE, all);
        assertTrue(before > 0 && carriers.size() < 20 && signs.size() < 20, carriers.size() + " " + signs.size());
        assertEquals(DOWN, carriers.get(0));
        assertTrue(carriers.get(carriers.size() - 1).startsWith(UP + ", after "), carriers::toString);
        assertTrue(signs.get(signs.size() - 1).startsWith("no longer: "), signs::toString);
    }
}
