package org.hadirector.director.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class JournalLineTest {
    private static final List<String> TEXTS = List.of(
            "",
            "ha1",
            "192.0.2.6",
            "Knoten für Ärger",
            "granted to ha2: OPERATOR",
            "{\"time\":",
            "a\\b",
            "\t",
            "\u2028");
    private static final List<Instant> TIMES = List.of(
            Instant.EPOCH,
            Instant.parse("2026-11-23T09:20:05Z"),
            Instant.parse("2024-02-29T23:59:59.100Z"),
            Instant.parse("2026-11-23T09:20:05.123456Z"),
            Instant.parse("2026-11-23T09:20:05.000000001Z"),
            Instant.parse("1969-12-31T23:59:59.999Z"),
            Instant.parse("+12026-11-23T09:20:05Z"));

    private static JournalEntry drawn(Random random) {
        return new JournalEntry(
                TIMES.get(random.nextInt(TIMES.size())),
                random.nextLong() >> random.nextInt(64),
                text(random),
                text(random),
                text(random),
                text(random),
                text(random),
                random.nextInt(3) - 1,
                random.nextLong() >> random.nextInt(64),
                random.nextBoolean());
    }

    private static String text(Random random) {
        return TEXTS.get(random.nextInt(TEXTS.size()));
    }

    /** What the reader of JSON makes of it, null when nothing. */
    private static JournalEntry json(String line) {
        try {
            return JournalEntry.decodeJson(line);
        } catch (IOException e) {
            return null;
        }
    }

    @Test
    void shouldReadItselfWhatTheDaemonWritesMostly() throws IOException {
        JournalEntry entry = new JournalEntry(
                TIMES.get(2), -5, "ha1", "OWNER", "192.0.2.6", "", "ha2 granted FAILBACK", 0, 18619, true);
        assertEquals(entry, JournalLine.read(entry.encode()));
        for (Instant time : TIMES.subList(0, 6)) {
            JournalEntry other = new JournalEntry(time, 1, "ha1", "START", "", "0.1.0", "", 0, 0, false);
            assertNotNull(JournalLine.read(other.encode()), other.encode());
        }
    }

    @Test
    void shouldLeaveToJsonWhatIsNotPlain() {
        String line = "{\"time\":\"2026-11-23T09:20:05Z\",\"mono\":1,\"node\":\"\",\"kind\":\"\",\"group\":\"\","
                + "\"subject\":\"\",\"reason\":\"\",\"value\":0,\"epoch\":0,\"durable\":true}";
        assertNotNull(JournalLine.read(line));
        for (String other : List.of(
                line.replace("09:20", "24:00"),
                line.replace("-11-23", "-02-30"),
                line.replace("05Z", "05.Z"),
                line.replace("05Z", "60Z"),
                line.replace("\"mono\":1", "\"mono\":01"),
                line.replace("\"mono\":1", "\"mono\":\"1\""),
                line.replace("\"mono\":1", "\"mono\":1234567890123456789"),
                line.replace("\"reason\":\"\"", "\"reason\":\"a\\n\""),
                line.replace("true}", "maybe"),
                line + " ",
                line.substring(0, line.length() - 1),
                "")) {
            assertNull(JournalLine.read(other), other);
        }
    }

    @Test
    void shouldNeverReadAnythingElseThanTheReaderOfJson() throws IOException {
        Random random = new Random(5);
        int read = 0;
        for (int i = 0; i < 20_000; i++) {
            JournalEntry entry = drawn(random);
            StringBuilder line = new StringBuilder(entry.encode());
            assertEquals(entry, JournalEntry.decode(line.toString()));
            for (int j = random.nextInt(3); j > 0; j--) {
                int at = random.nextInt(line.length());
                switch (random.nextInt(3)) {
                    case 0 -> line.deleteCharAt(at);
                    case 1 -> line.insert(at, line.charAt(random.nextInt(line.length())));
                    default -> line.setCharAt(at, line.charAt(random.nextInt(line.length())));
                }
            }
            JournalEntry plain = JournalLine.read(line.toString());
            if (plain != null) {
                read++;
                assertEquals(json(line.toString()), plain, line.toString());
            }
        }
        assertTrue(read > 500, "plain lines among them: " + read);
    }
}
