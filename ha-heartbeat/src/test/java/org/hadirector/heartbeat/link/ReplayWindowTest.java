package org.hadirector.heartbeat.link;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ReplayWindowTest {
    private static final long LIVING = 77;

    private final ReplayWindow window = new ReplayWindow();

    @Test
    void shouldLetEachBeatOfEachRunThroughOnce() {
        assertTrue(window.accept(9, 5, 0));
        assertTrue(window.accept(3, 1, 0));
        assertFalse(window.accept(9, 5, 0));
        assertFalse(window.accept(3, 1, 0));
        assertTrue(window.accept(9, 7, 0));
        assertFalse(window.accept(9, 6, 0), "overtaken");
        assertTrue(window.accept(3, 2, 0));
    }

    @Test
    void shouldCountSequencesWithoutSign() {
        assertTrue(window.accept(9, Long.MAX_VALUE, 0));
        assertTrue(window.accept(9, Long.MIN_VALUE, 0));
        assertFalse(window.accept(9, Long.MAX_VALUE, 0));
    }

    @Test
    void shouldRememberTheRunThatAnswersUsHoweverManyRecordingsCome() {
        assertTrue(window.accept(LIVING, 5, 1_000));
        for (long former = 1; former <= 3 * ReplayWindow.RUNS; former++) {
            assertTrue(window.accept(1_000_000 + former, 1, former));
            assertFalse(window.accept(LIVING, 5, 1_000));
        }
        assertTrue(window.accept(LIVING, 6, 1_000));
    }

    @Test
    void shouldForgetTheRunHeardLeastRecentlyOfThoseThatAnswerNothing() {
        for (long run = 1; run <= ReplayWindow.RUNS; run++) {
            assertTrue(window.accept(run, 1, 0));
        }
        assertTrue(window.accept(1, 2, 0));
        assertTrue(window.accept(LIVING, 1, 0), "2 makes room");
        assertFalse(window.accept(1, 2, 0));
        assertFalse(window.accept(3, 1, 0));
        assertTrue(window.accept(2, 1, 0));
    }
}
