package org.hadirector.director.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.hadirector.lvs.engine.HandOverStatus;
import org.junit.jupiter.api.Test;

class EngineRehearsalTest {
    private final EngineRehearsal.Played played;

    EngineRehearsalTest() throws Exception {
        played = new EngineRehearsal(() -> false).play();
    }

    @Test
    void shouldForwardEverySegmentOfEveryConnection() {
        assertEquals(400 * 5, played.forwarded(), "frames that are dropped warm nothing");
    }

    @Test
    void shouldKeepAndSendOnWhatComesInAHandOver() {
        HandOverStatus expected = new HandOverStatus(100 * 2, 100 * 2, 0, 100, 0);
        assertEquals(expected, played.handedOver(), "waited for the grant, sent on, and redirected");
    }

    @Test
    void shouldListEveryConnection() {
        assertTrue(played.listed() > 5 * (400 + 100), played.listed() + " lines");
    }

    @Test
    void shouldBreakOffWhenToldTo() throws Exception {
        int[] questions = {0};
        EngineRehearsal.Played some = new EngineRehearsal(() -> ++questions[0] > 100).play();
        assertTrue(some.forwarded() > 0 && some.forwarded() < played.forwarded(), some::toString);
        assertEquals(0, some.listed());
    }
}
