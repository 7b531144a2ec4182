package org.hadirector.heartbeat.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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

    /** 3.0.6 word for word. */
    @Test
    void shouldWarnOfAPortThatBelongsToAnotherService() {
        List<ConfigProblem> found = new HaCfValidator(FakeNode.ha1())
                .validate(read("udpport 123\nudpport 694\nudpport 10694\n")).stream()
                        .filter(problem -> problem.text().contains("udp port"))
                        .toList();
        assertEquals(1, found.size(), found.toString());
        assertEquals(1, found.get(0).line());
        assertEquals(
                List.of("WARN: heartbeat: udp port 123 reserved for service \"ntp\"."),
                found.get(0).words());
    }

    @Test
    void shouldReadServicesAsTheSystemDoes(@TempDir Path directory) throws IOException {
        Path services = Files.writeString(
                directory.resolve("services"), "# 9/udp\nntp\t123/tcp\nntp\t\t123/udp  time # x\nhalf\n");
        assertEquals(Optional.of("ntp"), ServiceNames.udp(services, 123));
        assertEquals(Optional.empty(), ServiceNames.udp(services, 9));
        assertEquals(Optional.empty(), ServiceNames.udp(directory.resolve("missing"), 123));
    }

    @Test
    void shouldAdviseAWarntimeThatIsBetweenKeepaliveAndDeadtime() {
        assertEquals(1, warntimeAdvice("keepalive 1\nwarntime 1\ndeadtime 6\n"));
        assertEquals(0, warntimeAdvice("keepalive 1\nwarntime 1500ms\ndeadtime 6\n"));
        assertEquals(0, warntimeAdvice("keepalive 1\ndeadtime 6\n"));
        assertEquals(1, warntimeAdvice("keepalive 1\nwarntime 6\ndeadtime 6\n"));
    }

    private static long warntimeAdvice(String times) {
        return HaCfParser.parse("ha.cf", times + NODES).problems().stream()
                .filter(problem -> problem.text().startsWith("warntime ["))
                .count();
    }

    /** heartbeat restarts the machine: who counts on that must hear of it, and once for each line. */
    @Test
    void shouldSayThatFailfastHandsOver() {
        String lines = "failfast root /bin/true\nrespawn root /bin/true\n";
        List<ConfigProblem> said = HaCfParser.parse("ha.cf", lines + NODES).problems().stream()
                .filter(problem -> problem.text().startsWith("failfast: "))
                .toList();
        assertEquals(List.of(1), said.stream().map(ConfigProblem::line).toList());
        assertTrue(said.get(0).text().contains("hands over"), said.toString());
        assertTrue(said.get(0).words().get(0).startsWith("info: "), "no reason to call anybody");
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
