package org.hadirector.linux;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class CrowdingTest {
    private final Crowding crowding = new Crowding();

    @BeforeEach
    void settle() {
        for (int i = 0; i < Crowding.SETTLING; i++) {
            assertFalse(crowding.look(10 * Crowding.LIMIT_NS), "a start");
        }
    }

    @Test
    void shouldNotMindAFewMilliseconds() {
        for (int i = 0; i < 100; i++) {
            assertFalse(crowding.look(Crowding.LIMIT_NS));
        }
    }

    @Test
    void shouldLookAgainAfterAMinute() {
        assertTrue(crowding.look(Crowding.LIMIT_NS + 1));
        for (int i = 1; i < Crowding.HELD; i++) {
            assertTrue(crowding.look(0), "who is urgent does not wait");
        }
        assertFalse(crowding.look(0));
        assertFalse(crowding.look(0));
        assertTrue(crowding.look(Crowding.LIMIT_NS + 1));
    }
}
