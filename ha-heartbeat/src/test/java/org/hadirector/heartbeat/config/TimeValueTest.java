package org.hadirector.heartbeat.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
        assertEquals(ns, TimeValue.parseNs(word).orElseThrow());
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "+5", "0x10", "2seconds", "ms", "", "2secs", "1e3", "999999999999999999"})
    void shouldRefuseWhatIsNoTime(String word) {
        assertTrue(TimeValue.parseNs(word).isEmpty());
    }
}
