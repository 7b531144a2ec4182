package org.hadirector.director.run;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class SeldomTest {
    @Test
    void shouldTellTheFirstTimeAndThenOnceInAWhile() {
        Seldom seldom = new Seldom(100);
        assertTrue(seldom.due(Long.MIN_VALUE), "whatever the clock shows");
        assertFalse(seldom.due(Long.MIN_VALUE + 99));
        assertTrue(seldom.due(Long.MIN_VALUE + 100));
        assertFalse(seldom.due(Long.MIN_VALUE + 199), "counted from what was told, not from what was asked");
        assertTrue(seldom.due(Long.MIN_VALUE + 200));
    }
}
