package org.hadirector.resource.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.hadirector.resource.check.RiseFall.Change;
import org.junit.jupiter.api.Test;

class RiseFallTest {
    @Test
    void shouldCountAsDownUntilChecked() {
        RiseFall state = new RiseFall(3);
        assertFalse(state.isUp());
        assertEquals(Change.NONE, state.offer(false));
        assertEquals(Change.WENT_UP, state.offer(true));
        assertTrue(state.isUp());
    }

    @Test
    void shouldGoDownAfterSoManyFailuresInARowOnly() {
        RiseFall state = new RiseFall(3);
        state.offer(true);
        assertEquals(Change.SOFT_FAILURE, state.offer(false));
        assertEquals(Change.SOFT_FAILURE, state.offer(false));
        assertEquals(2, state.failures());
        assertEquals(Change.RESET, state.offer(true));
        assertEquals(Change.SOFT_FAILURE, state.offer(false));
        assertEquals(Change.SOFT_FAILURE, state.offer(false));
        assertTrue(state.isUp());
        assertEquals(Change.WENT_DOWN, state.offer(false));
        assertEquals(Change.NONE, state.offer(false));
        assertEquals(Change.WENT_UP, state.offer(true));
        assertEquals(Change.NONE, state.offer(true));
    }

    @Test
    void shouldGoDownAtOnceWithACountOfOne() {
        RiseFall state = new RiseFall(1);
        state.adopt();
        assertTrue(state.isUp());
        assertEquals(Change.WENT_DOWN, state.offer(false));
    }

    @Test
    void shouldRefuseACountBelowOne() {
        assertThrows(IllegalArgumentException.class, () -> new RiseFall(0));
    }
}
