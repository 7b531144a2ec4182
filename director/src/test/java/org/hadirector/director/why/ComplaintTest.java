package org.hadirector.director.why;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.hadirector.director.journal.JournalEntry;
import org.junit.jupiter.api.Test;

class ComplaintTest {
    private static final Instant BOOT = Instant.parse("2026-11-21T10:00:00Z");

    private final List<JournalEntry> ours = new ArrayList<>();

    private static JournalEntry entry(int second, String node, String kind, String service, String reason) {
        long value = kind.equals("SERVICE_BAD") ? 2000 : 0;
        return new JournalEntry(BOOT.plusSeconds(second), second, node, kind, "vip", service, reason, value, 0, false);
    }

    private void ours(int second, String kind, String service, String reason) {
        ours.add(entry(second, "ha1", kind, service, reason));
    }

    @Test
    void shouldTellWhatIsNotOverSinceItBegan() {
        ours(0, "START", "", "");
        ours(10, "SERVICE_BAD", "10.0.0.6:80 tcp", "it has no real server");
        ours(11, "SERVICE_BAD", "10.0.0.6:53 udp", "it has no real server");
        ours(20, "SERVICE_BAD", "10.0.0.6:80 tcp", "no neighbour answers for 10.0.0.9");
        ours(30, "SERVICE_GOOD", "10.0.0.6:53 udp", "it is served again");
        assertEquals(
                List.of(new Complaint(
                        "ha1", "vip", "10.0.0.6:80 tcp", BOOT.plusSeconds(8), "no neighbour answers for 10.0.0.9")),
                Complaint.open(ours, List.of()));
    }

    @Test
    void shouldForgetWhatAnEarlierRunSaw() {
        ours(10, "SERVICE_BAD", "10.0.0.6:80 tcp", "it has no real server");
        ours(20, "START", "", "");
        assertEquals(List.of(), Complaint.open(ours, List.of()));
    }

    @Test
    void shouldKeepTheNodesApart() {
        ours(10, "SERVICE_BAD", "10.0.0.6:80 tcp", "it has no real server");
        List<JournalEntry> theirs = List.of(
                entry(9, "ha2", "SERVICE_BAD", "10.0.0.6:80 tcp", "it has no real server"),
                entry(12, "ha2", "SERVICE_GOOD", "10.0.0.6:80 tcp", "it is served again"));
        assertEquals(
                List.of("ha1"),
                Complaint.open(ours, theirs).stream().map(Complaint::node).toList());
    }
}
