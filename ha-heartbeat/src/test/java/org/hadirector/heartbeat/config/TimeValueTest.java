package org.hadirector.heartbeat.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimeValueTest {
    @ParameterizedTest
    @CsvSource({
        "3,3000000000",
        "300ms,300000000",
        "2500us,2500000",
        "0.5,500000000",
        "5sec,5000000000",
        "10S,10000000000",
        "500MS,500000000",
        "1.5,1500000000",
        "1.5.1,1500000000",
        "1..5,1000000000",
        "300msx,300000000",
        "2500usec9,2500000"
    })
    void shouldReadTimesAsHeartbeat3(String word, long ns) {
        TimeValue time = TimeValue.of(word).orElseThrow();
        assertEquals(ns, time.ns());
        assertFalse(time.tooLong());
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "+5", "0x10", "2seconds", "ms", "", "2secs", "1e3"})
    void shouldRefuseWhatIsNoTime(String word) {
        assertTrue(TimeValue.of(word).isEmpty());
    }

    @Test
    void shouldKnowWhatIsTooLongAndPrintItNevertheless() {
        TimeValue time = TimeValue.of("999999999999999999").orElseThrow();
        assertTrue(time.tooLong());
        assertEquals("999999999999999999000", time.ms());
        assertEquals(999_999_999_000_000_000L, time.ns());
        assertFalse(TimeValue.of("999999999").orElseThrow().tooLong());
    }
}
