package org.hadirector.director.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class EngineRehearsalTest {
    @Test
    void shouldForwardEverySegmentOfEveryConnection() throws Exception {
        assertEquals(400 * 5, new EngineRehearsal().play(), "frames that are dropped warm nothing");
    }
}
