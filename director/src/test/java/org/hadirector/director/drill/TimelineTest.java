package org.hadirector.director.drill;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.hadirector.director.journal.JournalEntry;
import org.hadirector.director.lab.LabTiming;
import org.junit.jupiter.api.Test;

class TimelineTest {
    private static final long MS = 1_000_000L;
    private static final long FAULT_NS = 5_000 * MS;

    private final OutageReport client = new OutageReport(
            FAULT_NS - 2 * MS,
            OptionalLong.of(FAULT_NS + 510 * MS),
            512 * MS,
            6 * MS,
            90,
            40,
            Map.of("rs1", 45, "rs2", 45),
            Map.of(Sample.Outcome.TIMEOUT, 40));

    private final Timeline timeline = Timeline.of(
            FAULT_NS,
            "ha1",
            "kill -9",
            client,
            List.of(
                    entry("ha2", 505, "CLAIM", "bereaved", 7),
                    entry("ha1", -300, "OWNER", "long ago", 6),
                    entry("ha2", 504, "PEER_DEAD", "silent for 500 ms", 0),
                    entry("ha2", 9_000, "OWNER", "after the window", 7)),
            FAULT_NS + 1_000 * MS);

    @Test
    void shouldMergeClientAndJournalsInOrderAndLeaveOutTheRest() {
        assertEquals(
                List.of("LAST_ANSWER", "FAULT", "PEER_DEAD", "CLAIM", "FIRST_ANSWER"),
                timeline.entries().stream().map(TimelineEntry::kind).toList());
    }

    @Test
    void shouldGiveMilestonesInMillisecondsAfterTheFault() {
        assertEquals(
                Map.of("last_answer", -2.0, "detected", 504.0, "claim", 505.0, "first_answer", 510.0),
                timeline.reached());
    }

    @Test
    void shouldPrintTheStoryAndTheOutage() {
        String text = DrillTable.of(report(client));
        assertTrue(text.contains("504.0  ha2     detection     silent for 500 ms"), text);
        assertTrue(text.contains("-2.0  client  last answer before"), text);
        assertTrue(text.contains("bereaved (epoch 7)"), text);
        assertTrue(
                text.matches("(?s).*failover to ha2 +512\\.0 +6\\.0 +90 +40  rs1 45, rs2 45; failed by timeout 40\n.*"),
                text);
    }

    @Test
    void shouldSayLoudlyWhenClientsWereNotServedAgain() {
        OutageReport silent = new OutageReport(
                FAULT_NS, OptionalLong.empty(), 9_000 * MS, 5 * MS, 0, 12, Map.of(), Map.of(Sample.Outcome.RESET, 12));
        DrillReport report = report(silent);
        assertFalse(report.served());
        assertTrue(DrillTable.of(report).contains("NOT SERVED"));
        assertEquals(9_000.0, report.worstOutageMs());
    }

    private DrillReport report(OutageReport seen) {
        return new DrillReport(
                "kill", LabTiming.fast(), List.of(new DrillPhase("failover to ha2", seen, timeline, Map.of())));
    }

    private static JournalEntry entry(String node, long ms, String kind, String reason, long epoch) {
        return new JournalEntry(Instant.EPOCH, FAULT_NS + ms * MS, node, kind, "vip", "", reason, 0, epoch, false);
    }
}
