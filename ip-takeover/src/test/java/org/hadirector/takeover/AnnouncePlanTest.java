package org.hadirector.takeover;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

final class AnnouncePlanTest {
    private static final long MS = 1_000_000L;

    private final AnnouncePlan plan = new AnnouncePlan(new AnnouncePlan.Rhythm(3, 200 * MS, 5_000 * MS, 60_000 * MS));

    /** The times, in ms since the start, at which a caller that looks every 100 ms announces. */
    private List<Long> announcements(long startNs, long untilMs) {
        List<Long> times = new ArrayList<>();
        plan.start(startNs);
        for (long ms = 0; ms <= untilMs; ms += 100) {
            if (plan.take(startNs + ms * MS)) {
                times.add(ms);
            }
        }
        return times;
    }

    @Test
    void shouldBurstTwiceThenRefresh() {
        assertEquals(List.of(0L, 200L, 400L, 5_000L, 5_200L, 5_400L, 65_400L, 125_400L), announcements(0, 130_000));
    }

    @Test
    void shouldSurviveTheWrapOfTheClock() {
        assertEquals(List.of(0L, 200L, 400L, 5_000L, 5_200L, 5_400L), announcements(Long.MAX_VALUE - 300 * MS, 10_000));
    }

    @Test
    void shouldNotCatchUpAfterAPause() {
        plan.start(0);
        assertTrue(plan.take(0));
        assertTrue(plan.take(100_000 * MS));
        assertFalse(plan.take(100_000 * MS));
        assertFalse(plan.take(100_199 * MS));
        assertTrue(plan.take(100_200 * MS));
    }

    @Test
    void shouldBeSilentBeforeStartAndAfterStop() {
        assertFalse(plan.take(0));
        plan.start(0);
        plan.stop();
        assertFalse(plan.take(500 * MS));
    }

    @Test
    void shouldRefuseNonsense() {
        assertThrows(IllegalArgumentException.class, () -> new AnnouncePlan.Rhythm(0, 1, 1, 1));
        assertThrows(IllegalArgumentException.class, () -> new AnnouncePlan.Rhythm(1, 0, 1, 1));
    }

    @Property
    void shouldNeverAnnounceFasterThanTheInterval(@ForAll List<@LongRange(min = 0, max = 9_000) Long> stepsMs) {
        AnnouncePlan any = new AnnouncePlan(AnnouncePlan.Rhythm.DEFAULT);
        any.start(0);
        long nowNs = 0;
        long lastNs = Long.MIN_VALUE / 2;
        for (long step : stepsMs) {
            nowNs += step * MS;
            if (any.take(nowNs)) {
                assertTrue(nowNs - lastNs >= AnnouncePlan.Rhythm.DEFAULT.intervalNs());
                lastNs = nowNs;
            }
        }
    }
}
