package org.hadirector.director.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AsyncAppender;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.impl.Log4jLogEvent;
import org.apache.logging.log4j.message.SimpleMessage;
import org.hadirector.director.UnixDatagrams;
import org.hadirector.heartbeat.config.HaCf;
import org.hadirector.heartbeat.config.SystemNodeFacts;
import org.hadirector.resource.Log4jResourceLog;
import org.hadirector.resource.ResourceLog;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The three shapes of heartbeat 3.0.6's lines (golden README), and where they go. */
class LogFilesTest {
    private static final long PID = ProcessHandle.current().pid();
    private static final String DATE = "\\d{4}/\\d\\d/\\d\\d_\\d\\d:\\d\\d:\\d\\d";
    private static final String MONTH = "(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) ";

    @TempDir
    Path directory;

    private Path log;
    private Path debug;
    private String socket;
    private final Logger heartbeat = LogManager.getLogger(LogFiles.HEARTBEAT);

    @BeforeEach
    void name() {
        log = directory.resolve("ha-log");
        debug = directory.resolve("ha-debug");
        socket = directory.resolve("log").toString();
    }

    @AfterEach
    void closeFiles() {
        LogFiles.close();
    }

    private HaCf.Logging files(int debugLevel, boolean syslogFormat, String facility) {
        return new HaCf.Logging(log.toString(), debug.toString(), facility, debugLevel, syslogFormat, false);
    }

    private void write() {
        heartbeat.warn("node ha2: is dead");
        heartbeat.debug("detail");
        heartbeat.fatal("end");
        ResourceLog.log4j().info("Running /etc/ha.d/resource.d/rec a start");
    }

    private static void assertMatches(String pattern, String line) {
        assertTrue(line.matches(pattern), line);
    }

    @Test
    void shouldWriteShortLinesWithSyslogmsgfmtOff() throws IOException {
        LogFiles.configure(files(1, false, null), true, socket, false);
        write();
        LogFiles.close();
        List<String> lines = Files.readAllLines(log);
        assertEquals(3, lines.size(), lines.toString());
        String stamp = "heartbeat\\[" + PID + "\\]: " + DATE + " ";
        assertMatches(stamp + "WARN: node ha2: is dead", lines.get(0));
        assertMatches(stamp + "CRIT: end", lines.get(1));
        String script = DATE + "  ResourceManager\\(default\\)\\[" + PID
                + "\\]:    info: Running /etc/ha.d/resource.d/rec a start";
        assertMatches(script, lines.get(2));
        assertEquals(4, Files.readAllLines(debug).size());
    }

    /** Time and host are the journal's own, and its priorities can be asked for: journalctl -p warning. */
    @Test
    void shouldWriteToTheJournalWithPrioritiesAndWithoutDates() {
        LogFiles.configure(files(0, true, null), true, socket, true);
        assertTrue(appenders().contains("stderr"));
        String prefix = "heartbeat: [" + PID + "]: ";
        assertEquals("<4>" + prefix + "WARN: is dead\n", onStandardError(Level.WARN));
        assertEquals("<2>" + prefix + "CRIT: is dead\n", onStandardError(Level.FATAL));
        assertEquals("<6>is dead\n", onStandardError(Log4jResourceLog.SCRIPT));
        LogFiles.configure(files(0, true, null), true, socket, false);
        assertMatches(MONTH + ".* WARN: is dead\n", onStandardError(Level.WARN));
    }

    /** The journal has the system's log as well. */
    @Test
    void shouldNotWriteToTheJournalWhatTheSystemLogBringsThere() throws Exception {
        try (UnixDatagrams system = UnixDatagrams.listen(socket)) {
            LogFiles.configure(files(0, true, "daemon"), true, socket, true);
            assertFalse(appenders().contains("stderr"));
            write();
            LogFiles.close();
            assertTrue(system.next().endsWith("WARN: node ha2: is dead"));
            LogFiles.configure(files(0, true, "daemon"), true, socket, false);
            assertTrue(appenders().contains("stderr"));
        }
    }

    private static Configuration configuration() {
        return LoggerContext.getContext(false).getConfiguration();
    }

    /** Whom the queue feeds. */
    private static List<String> appenders() {
        return List.of(((AsyncAppender) configuration().getAppender("async")).getAppenderRefStrings());
    }

    private static String onStandardError(Level level) {
        Log4jLogEvent event = Log4jLogEvent.newBuilder()
                .setLoggerName(LogFiles.HEARTBEAT)
                .setLevel(level)
                .setMessage(new SimpleMessage("is dead"))
                .setTimeMillis(0)
                .build();
        return new String(configuration().getAppender("stderr").getLayout().toByteArray(event), StandardCharsets.UTF_8);
    }

    @Test
    void shouldKnowTheStreamThatLeadsToTheJournal() throws IOException {
        Files.createFile(log);
        String told = Files.getAttribute(log, "unix:dev") + ":" + Files.getAttribute(log, "unix:ino");
        assertTrue(JournalStream.is(told, log));
        assertFalse(JournalStream.is(told + "0", log), "put in its place by somebody between");
        assertFalse(JournalStream.is(null, log));
        assertFalse(JournalStream.is(told, debug), "closed");
    }

    @Test
    void shouldKeepTheLogWhenItsPreparationComesTooLate() throws IOException {
        LogFiles.configure(files(1, false, null), true, socket, false);
        LogFiles.prepare();
        write();
        LogFiles.close();
        assertEquals(3, Files.readAllLines(log).size());
    }

    @Test
    void shouldWriteLinesAsSyslogDoesByDefault() throws IOException {
        LogFiles.configure(files(0, true, null), true, socket, false);
        write();
        LogFiles.close();
        List<String> lines = Files.readAllLines(log);
        assertEquals(3, lines.size(), lines.toString());
        String stamp = MONTH + "\\d\\d \\d\\d:\\d\\d:\\d\\d \\Q" + new SystemNodeFacts().nodeName()
                + "\\E heartbeat: \\[" + PID + "\\]: ";
        assertMatches(stamp + "WARN: node ha2: is dead", lines.get(0));
        assertMatches(stamp + "CRIT: end", lines.get(1));
        assertMatches(DATE + "  ResourceManager\\(default\\)\\[" + PID + "\\]:    info: .*", lines.get(2));
        assertEquals(3, Files.readAllLines(debug).size(), "debug 0");
    }

    @Test
    void shouldRaiseAndLowerTheDebugLevelWhileItRuns() throws IOException {
        LogFiles.configure(files(0, true, null), true, socket, false);
        heartbeat.debug("quiet");
        assertEquals(1, LogFiles.debug(1));
        heartbeat.debug("told");
        assertEquals(0, LogFiles.debug(-1));
        assertEquals(0, LogFiles.debug(-1));
        heartbeat.debug("quiet again");
        LogFiles.close();
        List<String> lines = Files.readAllLines(debug);
        assertEquals(1, lines.size(), lines.toString());
        assertTrue(lines.get(0).endsWith("]: debug: told"), lines.toString());
        assertEquals(List.of(), Files.readAllLines(log), "debug lines have a file of their own");
    }

    @Test
    void shouldSendDatagramsToTheSystemLog() throws IOException {
        try (UnixDatagrams syslog = UnixDatagrams.listen(socket)) {
            LogFiles.configure(files(1, true, "local3"), true, socket, false);
            write();
            LogFiles.close();
            String stamp = MONTH + "[ \\d]\\d \\d\\d:\\d\\d:\\d\\d ";
            assertMatches("<156>" + stamp + "heartbeat: \\[" + PID + "\\]: WARN: node ha2: is dead", syslog.next());
            assertMatches("<159>" + stamp + "heartbeat: \\[" + PID + "\\]: debug: detail", syslog.next());
            assertMatches("<154>" + stamp + "heartbeat: \\[" + PID + "\\]: CRIT: end", syslog.next());
            assertMatches(
                    "<158>" + stamp + "ResourceManager\\(default\\)\\[" + PID + "\\]: info: Running .*", syslog.next());
            assertEquals("", syslog.next());
        }
    }

    /** Neither a log that is not there yet nor one that reads nothing holds anybody up or loses a line of the file. */
    @Test
    void shouldNotCareForASystemLogThatIsAwayOrFull() throws IOException {
        LogFiles.configure(files(0, true, "daemon"), true, socket, false);
        heartbeat.info("nobody there");
        try (UnixDatagrams syslog = UnixDatagrams.listen(socket)) {
            for (int i = 0; i < 2000; i++) {
                heartbeat.info("line {}", i);
            }
            LogFiles.close();
            String first = syslog.next();
            assertTrue(first.startsWith("<30>"), first);
        }
        assertEquals(2001, Files.readAllLines(log).size());
    }

    @Test
    void shouldCloseTheFormerSocketWhenReconfigured() throws IOException {
        LogFiles.configure(files(0, true, "daemon"), true, socket, false);
        long before = sockets();
        for (int i = 0; i < 5; i++) {
            LogFiles.configure(files(i, true, "daemon"), true, socket, false);
        }
        assertEquals(before, sockets());
    }

    private static long sockets() throws IOException {
        long count = 0;
        try (var descriptors = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (Path descriptor : descriptors) {
                boolean open = Files.exists(descriptor, LinkOption.NOFOLLOW_LINKS);
                count += open && Files.readSymbolicLink(descriptor).toString().startsWith("socket:") ? 1 : 0;
            }
        }
        return count;
    }

    @Test
    void shouldKnowTheFacilitiesOfSyslog() {
        assertEquals(0, SyslogAppender.number("kern"));
        assertEquals(3, SyslogAppender.number("daemon"));
        assertEquals(4, SyslogAppender.number("security"));
        assertEquals(10, SyslogAppender.number("authpriv"));
        assertEquals(16, SyslogAppender.number("local0"));
        assertEquals(23, SyslogAppender.number("local7"));
    }
}
