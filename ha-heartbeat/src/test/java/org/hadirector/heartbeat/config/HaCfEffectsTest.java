package org.hadirector.heartbeat.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the values of single directives mean to the daemon. */
class HaCfEffectsTest {
    private static final String NODES = "bcast eth0\nauto_failback on\nnode a\nnode b\n";

    private static HaCf read(String lines) {
        return HaCfParser.parse("ha.cf", lines + NODES).value();
    }

    @Test
    void shouldRunInRealTimeAtTheMiddleOfTheRangeUnlessToldOtherwise() {
        assertEquals(50, read("").realtimePriority());
        assertEquals(7, read("rtprio 7\n").realtimePriority());
        assertEquals(0, read("realtime off\nrtprio 7\n").realtimePriority());
    }

    @Test
    void shouldSendToTheSystemLogWhereHeartbeatDid() {
        assertEquals(null, read("logfile /l\n").logging().facility());
        assertEquals("local3", read("logfacility local3\n").logging().facility());
        assertEquals("daemon", read("").logging().facility(), "nowhere else");
        assertEquals("daemon", read("logfile /l\nuse_logd yes\n").logging().facility());
        assertEquals("mail", read("logfacility mail\nuse_logd yes\n").logging().facility());
        assertEquals(
                null,
                read("logfile /l\nlogfacility none\nuse_logd off\n").logging().facility());
    }

    @Test
    void shouldLeaveCoreDumpsAloneUnlessTold() {
        assertEquals(Optional.empty(), read("").coreDumps());
        assertEquals(Optional.of(false), read("coredumps off\n").coreDumps());
        assertEquals(Optional.of(true), read("coredumps true\n").coreDumps());
    }

    @Test
    void shouldNotSayOfWhatWorksThatItHasNoEffect() {
        String lines = "logfacility local0\nsyslogmsgfmt off\nuse_logd yes\nrealtime on\nrtprio 5\ncoredumps on\n"
                + "apiauth director uid=root\ndebug 1\n";
        List<String> without = HaCfParser.parse("ha.cf", lines + NODES).problems().stream()
                .map(ConfigProblem::text)
                .filter(text -> text.contains("no effect"))
                .toList();
        assertEquals(List.of(), without);
    }
}
