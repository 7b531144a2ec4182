package org.hadirector.director.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Collections;
import java.util.List;
import org.hadirector.director.config.Concluded;
import org.hadirector.director.log.HeartbeatTexts;
import org.hadirector.director.log.LogLine;
import org.hadirector.director.log.StartTexts;
import org.hadirector.director.run.Director;
import org.hadirector.heartbeat.config.ConfigProblem;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the daemon says first, and with which exit status it refuses to start: a service manager goes by that. */
class DaemonExitTest {
    private static final Path UNIT = Path.of("..", "packaging", "ha-director.service");

    @TempDir
    Path directory;

    private final PrintStream realErr = System.err;
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @BeforeEach
    void write() throws IOException {
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
        String node = InetAddress.getLocalHost().getHostName();
        file("authkeys", "auth 1\n1 sha1 a-long-enough-secret\n");
        file("haresources", node + " 198.51.100.77/24/nosuch0\n");
        file("ha.cf", haCf(node));
    }

    @AfterEach
    void restore() {
        System.setErr(realErr);
    }

    /** Nothing is wrong with it but that its interface and its serial line are not there. */
    private String haCf(String node) {
        return "logfile " + directory.resolve("ha-log") + "\nkeepalive 1\ndeadtime 10\nauto_failback on\n"
                + "bcast nosuch0\nserial /dev/nosuchtty\nnode " + node + " other\n";
    }

    private void file(String name, String text) throws IOException {
        Path file = Files.writeString(directory.resolve(name), text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    private int daemon() {
        String place = directory.toString();
        return Main.run("director", new String[] {"--config", place, "--run", place, "--state", place, "daemon"});
    }

    @Test
    void shouldSayThatALaterStartMayGoWellWhenOnlyTheMachineIsNotReady() {
        assertEquals(1, daemon(), err::toString);
        String said = err.toString(StandardCharsets.UTF_8);
        assertTrue(said.contains("ha.cf:5: bcast: interface [nosuch0] does not exist"), said);
        assertTrue(said.contains("ha.cf:6: Nonexistent serial port"), said);
        assertTrue(said.contains("haresources:1: "), said);
    }

    @Test
    void shouldSayThatTheFilesAreWrongWhateverElseIsMissing() throws IOException {
        String good = Files.readString(directory.resolve("ha.cf"));
        file("ha.cf", good + "deadtimes 9\n");
        assertEquals(StartTexts.NOT_CONFIGURED, daemon(), err::toString);
        file("ha.cf", good);
        file("haresources", Files.readString(directory.resolve("haresources")).replace("/24", "/240"));
        assertEquals(StartTexts.NOT_CONFIGURED, daemon(), err::toString);
    }

    @Test
    void shouldSayThatTheFilesAreGoodUnlessHeartbeatRStartsIt() {
        Concluded good = new Concluded(null, List.of());
        List<LogLine> validated = HeartbeatTexts.validated(Director.VERSION);
        assertEquals(validated, DaemonCommand.firstLines(good, false));
        assertEquals(List.of(), DaemonCommand.firstLines(good, true));
        ConfigProblem wrong = new ConfigProblem("ha.cf", 1, ConfigProblem.Severity.ERROR, "wrong", "right");
        assertTrue(
                Collections.disjoint(validated, DaemonCommand.firstLines(new Concluded(null, List.of(wrong)), false)));
    }

    @Test
    void shouldBeStartedAgainAfterACrashAndNotWithWrongFiles() throws IOException {
        String unit = Files.readString(UNIT);
        assertTrue(unit.contains("\nRestart=on-failure\n"), unit);
        assertTrue(unit.contains("\nRestartPreventExitStatus=" + StartTexts.NOT_CONFIGURED + "\n"), unit);
        assertTrue(
                unit.contains("\nSuccessExitStatus=143\n"), "stopped while it starts, a JVM ends with 128 + SIGTERM");
    }
}
