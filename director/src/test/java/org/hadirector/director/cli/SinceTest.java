package org.hadirector.director.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

class SinceTest {
    private static final Clock NOW = Clock.fixed(Instant.parse("2026-11-21T14:00:00Z"), ZoneOffset.ofHours(1));

    private static String since(String text) {
        return Since.parse(text, NOW).toString();
    }

    @Test
    void shouldUnderstandWhatPeopleWrite() {
        assertEquals("2026-11-21T13:58:30Z", since("90s"));
        assertEquals("2026-11-21T12:00:00Z", since("2h"));
        assertEquals("2026-11-20T14:00:00Z", since("1d"));
        assertEquals("2026-11-21T13:05:00Z", since("14:05"));
        assertEquals("2026-11-19T23:00:00Z", since("2026-11-20"));
        assertEquals("2026-11-20T08:30:15Z", since("2026-11-20 09:30:15"));
        assertEquals("2026-11-20T09:30:15Z", since("2026-11-20T09:30:15Z"));
    }

    @Test
    void shouldSayWhatWouldBeATime() {
        for (String nonsense : List.of("", "yesterday", "10", "-5m", "25:00", "2026-13-01", "99999999999d")) {
            IllegalArgumentException e =
                    assertThrows(IllegalArgumentException.class, () -> Since.parse(nonsense, NOW), nonsense);
            assertEquals("'" + nonsense + "' is no time: 90s, 15m, 2h, 1d, 14:05, 2026-11-21 14:05:30", e.getMessage());
        }
    }
}
