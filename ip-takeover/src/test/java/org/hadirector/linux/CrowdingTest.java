package org.hadirector.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class CrowdingTest {
    private static final long CROWDED = Crowding.LIMIT_NS + 1;

    private final Crowding crowding = new Crowding();

    @BeforeEach
    void settle() {
        for (int i = 0; i < Crowding.SETTLING; i++) {
            assertFalse(crowding.look(10 * Crowding.LIMIT_NS), "a start");
        }
        assertFalse(crowding.look(0));
    }

    /** How many looks the threads are urgent for, nobody waiting; the first of them has been. */
    private int urgentFor() {
        int looks = 1;
        while (crowding.look(0)) {
            looks++;
        }
        return looks;
    }

    @Test
    void shouldNotMindAFewMilliseconds() {
        for (int i = 0; i < 100; i++) {
            assertFalse(crowding.look(Crowding.LIMIT_NS));
        }
    }

    @Test
    void shouldNotMindWhatPasses() {
        for (int i = 0; i < 100; i++) {
            assertFalse(crowding.look(CROWDED), "a program that starts");
            assertFalse(crowding.look(CROWDED));
            assertFalse(crowding.look(0));
        }
    }

    @Test
    void shouldHoldLongerAsLongAsItIsThere() {
        assertFalse(crowding.look(CROWDED));
        assertFalse(crowding.look(CROWDED));
        List<Integer> holds = new ArrayList<>();
        for (int time = 0; time < 4; time++) {
            assertTrue(crowding.look(CROWDED), "once is enough when it was there a moment ago");
            holds.add(urgentFor());
        }
        assertEquals(List.of(1, 8, 60, 60), holds);
    }

    @Test
    void shouldForgetWhatIsOver() {
        crowding.starving();
        assertTrue(crowding.look(0), "until the end of the second, and then for the hold");
        assertEquals(Crowding.FIRST_HOLD, urgentFor());
        assertFalse(crowding.look(0), "over");
        assertFalse(crowding.look(CROWDED));
        assertFalse(crowding.look(CROWDED));
        assertTrue(crowding.look(CROWDED));
        assertEquals(Crowding.FIRST_HOLD, urgentFor());
    }

    @Test
    void shouldHoldLongerWhenOneStarvesAgainAtOnce() {
        crowding.starving();
        assertTrue(crowding.look(0));
        assertEquals(Crowding.FIRST_HOLD, urgentFor());
        crowding.starving();
        assertTrue(crowding.look(0));
        assertEquals(Crowding.GROWTH * Crowding.FIRST_HOLD, urgentFor());
    }
}
