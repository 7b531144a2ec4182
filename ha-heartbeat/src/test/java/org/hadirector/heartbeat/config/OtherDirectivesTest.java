package org.hadirector.heartbeat.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class OtherDirectivesTest {
    @Test
    void shouldTakeTheDigitsAtTheBeginning() {
        assertEquals(12, OtherDirectives.leading("12x7"));
        assertEquals(7, OtherDirectives.leading(" +7"));
        assertEquals(-3, OtherDirectives.leading("-3"));
        assertEquals(0, OtherDirectives.leading("lots"));
        assertEquals(0, OtherDirectives.leading("-"));
        assertEquals(Integer.MAX_VALUE, OtherDirectives.leading("99999999999"));
    }

    /** To regular expressions some words hold a line end; to heartbeat they are words. */
    @Test
    void shouldTakeNoWordForTheEndOfALine() {
        char nextLine = 0x85;
        assertEquals(0, OtherDirectives.leading("" + nextLine));
        assertEquals(4, OtherDirectives.leading("4" + nextLine + "5"));
    }
}
