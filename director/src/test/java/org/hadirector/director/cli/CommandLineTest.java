package org.hadirector.director.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.hadirector.director.control.ControlHandler;
import org.hadirector.director.control.ControlReply;
import org.hadirector.director.control.ControlRequest;
import org.hadirector.director.control.ControlServer;
import org.hadirector.director.journal.JournalEntry;
import org.hadirector.director.journal.JournalFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands against a control socket that answers as the daemon does. */
class CommandLineTest {
    private static final Map<String, Object> STATUS = Map.of(
            "node", "ha1",
            "role", "master",
            "epoch", 7,
            "resources", "local",
            "peer", Map.of("name", "ha2", "state", "up", "silentMs", 12),
            "links", List.of(Map.of("name", "eth1", "state", "down", "silentMs", 9000, "hearsUs", false)),
            "groups", List.of(Map.of("name", "10.0.0.1", "state", "owner", "ready", true, "reason", "granted")),
            "pingNodes", List.of("10.0.0.254"),
            "parameters", Map.of("deadtime", "9"));

    @TempDir
    Path directory;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<ControlRequest> asked = new ArrayList<>();
    private final PrintStream realOut = System.out;
    private final PrintStream realErr = System.err;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private ControlServer server;

    @BeforeEach
    void captureStreams() {
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void restoreStreams() throws IOException {
        System.setOut(realOut);
        System.setErr(realErr);
        if (server != null) {
            server.close();
        }
        threads.shutdownNow();
    }

    private void daemonAnswers(ControlHandler handler) throws IOException {
        server = ControlServer.bind(
                directory,
                request -> {
                    asked.add(request);
                    return handler.handle(request);
                },
                (user, group, verb) -> false,
                threads);
        threads.execute(() -> {
            try {
                server.acceptLoop();
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
    }

    private int director(String... words) {
        List<String> all = new ArrayList<>(List.of("--run", directory.toString(), "--state", directory.toString()));
        all.addAll(List.of(words));
        return Main.run("director", all.toArray(String[]::new));
    }

    @Test
    void shouldSayInOneLineThatNoDaemonRuns() {
        assertEquals(1, director("status"));
        assertEquals(1, err.toString().lines().count(), err.toString());
        assertTrue(err.toString().startsWith("director: no daemon answers at "), err.toString());
        assertEquals("", out.toString());
    }

    @Test
    void shouldShowTheStatus() throws IOException {
        daemonAnswers(request -> ControlReply.of(STATUS));
        assertEquals(0, director("status"));
        assertTrue(out.toString().startsWith("ha1: master, epoch 7"), out.toString());
        assertTrue(out.toString().contains("group 10.0.0.1: owner"), out.toString());
        out.reset();
        assertEquals(0, director("status", "--json"));
        assertTrue(out.toString().contains("\"role\" : \"master\""), out.toString());
    }

    @Test
    void shouldRelayIpvsadmVerbatim() throws IOException {
        daemonAnswers(request -> new ControlReply(255, "-h é\n", "No such service\n", Map.of()));
        assertEquals(255, director("lvs", "-D", "-t", "10.0.0.1:80", "--help", "--run", "x"));
        assertEquals(
                List.of("-D", "-t", "10.0.0.1:80", "--help", "--run", "x"),
                asked.get(0).args());
        assertEquals("-h é\n", out.toString(StandardCharsets.UTF_8));
        assertEquals("No such service\n", err.toString());
    }

    @Test
    void shouldExplainItselfWithoutAnEngine() {
        for (String help : List.of("-h", "--help", "help")) {
            assertEquals(0, director("lvs", "--netns", "nowhere-at-all", help), err.toString());
            assertTrue(out.toString().startsWith("Usage: director lvs"), out.toString());
            assertTrue(out.toString().contains("\n  sysctl [NAME[=VALUE] ...] "), out.toString());
            assertTrue(out.toString().contains("\nipvsadm v1.31 "), "ipvsadm's words");
            out.reset();
        }
        for (String word : List.of("sysctl", "mark", "proc", "status")) {
            assertEquals(0, director("lvs", word, "--help"), err.toString());
            assertTrue(out.toString().startsWith("Usage: director lvs " + word), out.toString());
            out.reset();
        }
        assertEquals("", err.toString());
        assertEquals(List.of(), asked, "no engine was asked");
        assertEquals(1, director("lvs", "-Ln"), "help only");
    }

    /** As the originals on a machine without IPVS: the program needs it even to explain itself, the script does not. */
    @Test
    void shouldNotExplainIpvsadmWithoutAnEngine() {
        Directories.Places places = new Directories.Places(directory, directory, directory, false);
        for (String help : List.of("-h", "--help")) {
            err.reset();
            assertEquals(2, LvsRelay.program("ipvsadm", places, List.of(help)));
            assertTrue(err.toString().startsWith("Can't initialize ipvs: "), err.toString());
        }
        err.reset();
        assertEquals(1, LvsRelay.program("ipvsadm-save", places, List.of("--help")));
        assertTrue(err.toString().startsWith("ipvsadm-save: Script to save the IPVS table"), err.toString());
        assertEquals("", out.toString());
    }

    /** As ipvsadm 1.31 says it to an ordinary user, whatever the words; recorded. */
    @Test
    void shouldTellAnOrdinaryUserWhatIpvsadmTells() throws IOException {
        daemonAnswers(request -> ControlReply.text(4, "only root may ask this: use sudo"));
        Directories.Places places = new Directories.Places(directory, directory, directory, true);
        for (List<String> words : List.of(List.<String>of(), List.of("-Ln"), List.of("-R"), List.of("--nonsense"))) {
            err.reset();
            assertEquals(2, LvsRelay.program("ipvsadm", places, words));
            assertEquals(
                    "Can't initialize ipvs: Permission denied (you must be root)\n"
                            + "Are you sure that IP Virtual Server is built in the kernel or as module?\n",
                    err.toString());
            assertEquals("", out.toString());
        }
    }

    /** The words of a stream go in parts; the exit code is that of the last command, and a usage error ends it. */
    @Test
    void shouldStreamLinesUntilTheEngineHasEnough() throws IOException {
        daemonAnswers(request -> {
            String lines = request.stdin();
            String stream = lines.contains("bad") ? "ENDED" : lines.isBlank() ? "IDLE" : "OPEN";
            int exit = lines.contains("bad") ? 2 : lines.contains("no") ? 255 : 0;
            return new ControlReply(exit, lines, "", Map.of("stream", stream));
        });
        assertEquals(255, restore("-A -f 1\nno\n", "\n\n"));
        assertEquals("-A -f 1\nno\n\n\n", out.toString());
        assertEquals(2, restore("-A -f 1\n", "bad\n", "-A -f 2\n"));
        assertEquals("-A -f 1\nbad\n", out.toString(), "the rest is not even sent");
        assertEquals(0, restore());
    }

    private int restore(String... parts) {
        out.reset();
        InputStream realIn = System.in;
        System.setIn(new LineBatchesTest.Pipe(parts));
        try {
            return director("lvs", "-R");
        } finally {
            System.setIn(realIn);
        }
    }

    @Test
    void shouldTellTheOutcomeOfAMove() throws IOException {
        daemonAnswers(request -> ControlReply.text(3, "director: refused"));
        assertEquals(3, director("standby"));
        assertEquals(3, director("takeover", "failback"));
        assertEquals(3, director("standby", "failback"));
        assertEquals(
                List.of(List.of("all"), List.of("all"), List.of("foreign")),
                asked.stream().map(ControlRequest::args).toList());
        assertEquals(2, director("standby", "everything"), "usage");
        assertEquals(3, director("standby", "--group", "10.0.0.1"));
        assertEquals(List.of("all", "group=10.0.0.1"), asked.get(3).args());
    }

    @Test
    void shouldShowTheLastEventsWithoutADaemon() throws IOException {
        try (JournalFile file = new JournalFile(directory, 1 << 20)) {
            for (int i = 1; i <= 3; i++) {
                file.append(
                        new JournalEntry(Instant.EPOCH, i, "ha1", "OWNER", "g", "s", "why", 0, i, true).encode(), true);
            }
        }
        assertEquals(0, director("events", "--last", "2"));
        assertEquals(2, out.toString().lines().count(), out.toString());
        assertTrue(out.toString().contains("OWNER          g s epoch 3: why"), out.toString());
        out.reset();
        assertEquals(0, director("events", "--last", "1", "--json"));
        assertEquals(3, JournalEntry.decode(out.toString().strip()).epoch());
    }

    @Test
    void shouldShowEventsSinceAMoment() throws IOException {
        assertEquals(1, director("events"), "no journal");
        try (JournalFile file = new JournalFile(directory, 1 << 20)) {
            for (String time : List.of("2026-11-21T10:00:00Z", "2026-11-21T11:00:00Z")) {
                file.append(
                        new JournalEntry(Instant.parse(time), 1, "ha1", "OWNER", "g", "s", "why", 0, 1, true).encode(),
                        true);
            }
        }
        assertEquals(0, director("events", "--since", "2026-11-21T10:30:00Z"));
        assertEquals(1, out.toString().lines().count(), out.toString());
        assertEquals(2, director("events", "--last", "-1"));
        assertTrue(err.toString().contains("--last needs a number from 1 up, not -1"), err.toString());
        assertEquals(2, director("events", "--since", "soon"));
        assertEquals(2, director("events", "--last", "few"));
    }

    @Test
    void shouldTellWhyFromTheJournals() throws IOException {
        assertEquals(1, director("why"));
        assertTrue(err.toString().contains("knows of no change of ownership"), err.toString());
        try (JournalFile file = new JournalFile(directory, 1 << 20)) {
            file.append(entry(100, "ASKED", "ha2", "VACANT"), true);
            file.append(entry(102, "CLAIM", "ha1", "ha2 granted VACANT"), true);
            file.append(entry(105, "OWNER", "ha1", "ha2 granted VACANT"), true);
        }
        assertEquals(0, director("why"));
        assertTrue(out.toString().startsWith("g: nobody -> ha1, epoch 7, "), out.toString());
        assertTrue(out.toString().contains("because nobody owned it and both nodes agreed"), out.toString());
        assertTrue(out.toString().contains("5.0 ms  +    3.0  effect   ha1    OWNER"), out.toString());
        assertFalse(out.toString().contains("answers badly"), out.toString());
        try (JournalFile file = new JournalFile(directory, 1 << 20)) {
            file.append(entry(900, "SERVICE_BAD", "10.0.0.6:80 tcp", "it has no real server"), true);
        }
        out.reset();
        assertEquals(0, director("why"));
        assertTrue(out.toString().contains("\nha1: 10.0.0.6:80 tcp answers badly here since "), out.toString());
        assertTrue(out.toString().endsWith(": it has no real server\n"), out.toString());
        out.reset();
        assertEquals(0, director("why", "--json", "--last", "0"));
        assertTrue(out.toString().contains("\"reason\" : \"it has no real server\""), out.toString());
        assertTrue(out.toString().contains("\"summary\" : \"nobody owned it and both nodes agreed\""), out.toString());
        assertEquals(1, director("why", "--group", "nosuch"));
        assertEquals(2, director("why", "--last", "-1"));
        assertEquals(2, director("why", "--peer", directory.resolve("none").toString()));
    }

    private static String entry(long atMs, String kind, String subject, String reason) throws IOException {
        return new JournalEntry(
                        Instant.ofEpochMilli(atMs), atMs * 1_000_000, "ha1", kind, "g", subject, reason, 0, 7, true)
                .encode();
    }

    @Test
    void shouldGiveFiguresToPrometheus() throws IOException {
        assertEquals(1, director("metrics"));
        assertTrue(out.toString().endsWith("ha_director_up 0\n"), out.toString());
        daemonAnswers(request -> ControlReply.of(STATUS));
        out.reset();
        assertEquals(0, director("metrics"));
        assertTrue(out.toString().contains("\nha_director_up 1\n"), out.toString());
        assertTrue(out.toString().contains("ha_director_group_owned{group=\"10.0.0.1\"} 1\n"), out.toString());
        assertTrue(out.toString().contains("ha_director_link_up{link=\"eth1\"} 0\n"), out.toString());
        assertTrue(out.toString().contains("ha_director_link_silent_seconds{link=\"eth1\"} 9\n"), out.toString());
        List<String> types =
                out.toString().lines().filter(line -> line.startsWith("# TYPE")).toList();
        assertEquals(types.size(), types.stream().distinct().count(), "each family is declared once");
    }

    @Test
    void shouldSayWhyAStandbyIsNotReady() throws IOException {
        daemonAnswers(request -> ControlReply.of(Map.of(
                "groups",
                List.of(Map.of(
                        "name",
                        "vip",
                        "ready",
                        false,
                        "reason",
                        "",
                        "notReady",
                        List.of("the table is empty"),
                        "complaints",
                        Map.of("10.0.0.6:80 tcp", "it has no real server"))),
                "renewal",
                Map.of(
                        "vip",
                        Map.of("running", true, "renewals", 9, "everyMs", 20, "perLength", 5, "worstLeftMs", 70.5)))));
        assertEquals(0, director("status"));
        assertTrue(out.toString().contains("NOT READY: the table is empty"), out.toString());
        assertTrue(out.toString().contains("  10.0.0.6:80 tcp answers BADLY: it has no real server"), out.toString());
        assertTrue(
                out.toString()
                        .contains("renewed every 20.0 ms, 5.0 times a length, worst margin 70.5 ms in 9 renewals"),
                out.toString());
    }

    @Test
    void shouldWalkEveryCommandForTheArchiveInSilence() {
        assertEquals(0, director("archive-commands"));
        assertEquals("", out.toString() + err);
        assertEquals(1, director("status"), "the tour's daemon is gone");
    }

    @Test
    void shouldRefuseWrongUsageWithTwo() {
        assertEquals(2, director("frobnicate"));
        assertEquals(2, director("status", "--frobnicate"));
        assertEquals(2, director("check", "--kind", "nonsense", "x"));
        assertEquals(2, director());
    }
}
