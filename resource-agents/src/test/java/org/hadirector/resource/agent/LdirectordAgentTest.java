package org.hadirector.resource.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.hadirector.resource.ResourceAgent.ResourceStatus;
import org.hadirector.resource.ResourceException;
import org.hadirector.resource.check.Checkers;
import org.hadirector.resource.testing.Configs;
import org.hadirector.resource.testing.MemoryLvsAdmin;
import org.hadirector.resource.testing.RawServer;
import org.hadirector.resource.testing.RecordingLog;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The agent with real checks of a real server on loopback. */
@Timeout(180)
class LdirectordAgentTest {
    @TempDir
    Path directory;

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final ExecutorService workers = Executors.newCachedThreadPool();
    private final MemoryLvsAdmin lvs = new MemoryLvsAdmin();
    private final RecordingLog log = new RecordingLog();
    private final AtomicReference<String> page = new AtomicReference<>("Test Page");
    private RawServer server;
    private LdirectordAgent agent;

    @BeforeEach
    void serve() throws Exception {
        server = new RawServer((socket, out) ->
                out.write(RawServer.answer("200 OK", page.get()).getBytes(StandardCharsets.UTF_8)));
    }

    @AfterEach
    void stopAll() throws Exception {
        if (agent != null) {
            agent.close();
        }
        timer.shutdownNow();
        workers.shutdownNow();
        server.close();
    }

    private void create(String globals, String extra, boolean standbyChecks) {
        agent = new LdirectordAgent(
                new AgentName("ldirectord", "/etc/ha.d/resource.d/ldirectord"),
                Configs.ldirectord("checkinterval=10ms\nfallback=127.0.0.2:80\n" + globals + "virtual=10.1.0.1:80\n"
                        + "    real=127.0.0.1:" + server.port() + " masq 3\n    service=http\n"
                        + "    receive=\"Test Page\"\n" + extra),
                new LdirectordAgent.Collaborators(lvs, log, timer, workers, Checkers::of, standbyChecks));
    }

    private String real() {
        return "127.0.0.1:" + server.port();
    }

    private void awaitRows(String... rows) {
        Awaitility.await().until(() -> lvs.rows().equals(List.of(rows)));
        awaitWhole();
    }

    /** A change is seen in the table a moment before its check has said so in the log; whoever asks waits for that. */
    private void awaitWhole() {
        agent.servers();
    }

    @Test
    void shouldCheckOnTheStandbyAndOnlyCountWhenStarted() throws Exception {
        create("", "", true);
        agent.prepare();
        awaitRows(real() + " w3");
        assertEquals(ResourceStatus.STOPPED, agent.monitor());
        agent.start();
        assertEquals(ResourceStatus.RUNNING, agent.monitor());
        agent.stop();
        assertEquals(ResourceStatus.STOPPED, agent.monitor());
        assertEquals(List.of(real() + " w3"), lvs.rows());
        agent.close();
        assertEquals(List.of(), lvs.table());
        List<String> lines = log.lines();
        assertEquals(
                List.of(
                        "Added virtual server: 10.1.0.1:80",
                        "Added fallback server: 127.0.0.2:80 (10.1.0.1:80) (Weight set to 1)",
                        "Resetting soft failure count: " + real() + " (tcp:10.1.0.1:80)",
                        "Added real server: " + real() + " (10.1.0.1:80) (Weight set to 3)",
                        "Deleted fallback server: 127.0.0.2:80 (10.1.0.1:80)",
                        "Purged real server (stop): " + real() + " (10.1.0.1:80)",
                        "Purged virtual server (stop): 10.1.0.1:80",
                        "Linux Director Daemon terminated on signal: TERM"),
                lines.subList(1, lines.size()));
    }

    @Test
    void shouldTakeOutAServerThatAnswersWronglyAndBringItBack() throws Exception {
        create("", "", true);
        agent.prepare();
        agent.start();
        awaitRows(real() + " w3");
        page.set("out of order");
        awaitRows("127.0.0.2:80 w1");
        assertTrue(log.has("Deleted real server: " + real() + " (10.1.0.1:80)"));
        assertTrue(
                agent.servers().get(0).reason().contains("does not match"),
                agent.servers().toString());
        page.set("Test Page");
        awaitRows(real() + " w3");
    }

    @Test
    void shouldComplainOfServicesThatAnswerBadly() throws Exception {
        create("", "", true);
        assertEquals(Map.of(), agent.complaints(), "nobody looks yet");
        agent.prepare();
        awaitRows(real() + " w3");
        assertEquals(Map.of(), agent.complaints());
        lvs.silence(true);
        assertEquals(Map.of("10.1.0.1:80 tcp", "no neighbour answers for 127.0.0.1"), agent.complaints());
        lvs.silence(false);
        page.set("out of order");
        awaitRows("127.0.0.2:80 w1");
        assertEquals(Map.of("10.1.0.1:80 tcp", "only its fallback server is left"), agent.complaints());
    }

    @Test
    void shouldComplainOfServicesWithoutAServerThatTakesClients() throws Exception {
        agent = new LdirectordAgent(
                new AgentName("ldirectord", "/etc/ha.d/resource.d/ldirectord"),
                Configs.ldirectord("checkinterval=10ms\nvirtual=10.1.0.1:80\n    real=127.0.0.1:" + server.port()
                        + " masq 3\n    service=http\n    receive=\"no such page\"\n    quiescent=yes\n"
                        + "virtual=10.1.0.2:80\n    real=127.0.0.1:" + server.port()
                        + " masq 3\n    service=http\n    receive=\"no such page\"\n    quiescent=no\n"),
                new LdirectordAgent.Collaborators(lvs, log, timer, workers, Checkers::of, true));
        agent.prepare();
        awaitRows(real() + " w0");
        assertEquals(
                Map.of(
                        "10.1.0.1:80 tcp", "all its real servers have weight 0: no new client gets one",
                        "10.1.0.2:80 tcp", "it has no real server"),
                agent.complaints());
    }

    @Test
    void shouldPutBackWhatSomebodyTookOutOfTheTable() throws Exception {
        create("", "", true);
        agent.prepare();
        agent.start();
        awaitRows(real() + " w3");
        lvs.deleteService(lvs.table().get(0).service().key());
        assertEquals(ResourceStatus.FAILED, agent.monitor());
        agent.stop();
        awaitRows(real() + " w3");
        lvs.deleteService(lvs.table().get(0).service().key());
        agent.start();
        assertEquals(ResourceStatus.RUNNING, agent.monitor());
        awaitRows(real() + " w3");
    }

    @Test
    void shouldBeUsefulOnlyWhileSomeRealServerAnswers() throws Exception {
        create("", "", true);
        assertTrue(agent.useful(), "nobody has looked yet");
        agent.prepare();
        Awaitility.await().until(agent::useful);
        page.set("out of order");
        Awaitility.await().until(() -> !agent.useful());
        page.set("Test Page");
        Awaitility.await().until(agent::useful);
    }

    @Test
    void shouldKeepQuiescentServersWithWeightZero() throws Exception {
        create("quiescent=yes\n", "", true);
        agent.prepare();
        awaitRows(real() + " w3");
        server.close();
        awaitRows(real() + " w0", "127.0.0.2:80 w1");
    }

    @Test
    void shouldNotCheckOnTheStandbyWhenToldSo() throws Exception {
        create("", "", false);
        agent.prepare();
        agent.start();
        awaitRows(real() + " w3");
        agent.stop();
        agent.close();
        create("", "", false);
        int before = server.requests().size();
        agent.prepare();
        assertEquals(List.of("127.0.0.2:80 w1"), lvs.rows());
        assertTrue(server.requests().size() <= before + 1);
    }

    @Test
    void shouldLeaveTheTableWithoutCleanstop() throws Exception {
        create("cleanstop=no\n", "", true);
        agent.prepare();
        awaitRows(real() + " w3");
        agent.close();
        assertEquals(List.of(real() + " w3"), lvs.rows());
        create("", "", true);
        agent.prepare();
        assertTrue(log.has("Changed virtual server: 10.1.0.1:80"));
        assertTrue(log.has("Restored real server: " + real() + " (10.1.0.1:80) (Weight set to 3)"));
    }

    @Test
    void shouldFailWhenSomebodyEmptiesTheTable() throws Exception {
        create("", "", true);
        agent.start();
        lvs.clear();
        assertEquals(ResourceStatus.FAILED, agent.monitor());
    }

    @Test
    void shouldNotBeReadyWithAnEmptiedTable() throws Exception {
        create("", "", true);
        assertTrue(agent.notReady().contains("not loaded"), agent.notReady());
        agent.prepare();
        assertEquals("", agent.notReady());
        lvs.clear();
        assertTrue(agent.notReady().contains("missing in the table"), agent.notReady());
        agent.start();
        assertEquals("", agent.notReady(), "a start loads it anew");
    }

    @Test
    void shouldHealATableThatSomebodyChanged() throws Exception {
        create("", "", true);
        agent.prepare();
        awaitRows(real() + " w3");
        var entry = lvs.table().get(0);
        lvs.deleteServer(entry.service().key(), entry.servers().get(0));
        page.set("out of order");
        awaitRows("127.0.0.2:80 w1");
        page.set("Test Page");
        awaitRows(real() + " w3");
    }

    @Test
    void shouldHealAServerThatSomebodyDeletedWithQuiescent() throws Exception {
        create("quiescent=yes\n", "", true);
        agent.prepare();
        awaitRows(real() + " w3");
        var entry = lvs.table().get(0);
        lvs.deleteServer(entry.service().key(), entry.servers().get(0));
        page.set("out of order");
        awaitRows(real() + " w0", "127.0.0.2:80 w1");
    }

    @Test
    void shouldNameTheServiceTheEngineRefuses() {
        create("", "", true);
        lvs.refuseEverything();
        ResourceException e = assertThrows(ResourceException.class, () -> agent.prepare());
        assertEquals(
                "virtual service 10.1.0.1:80 refused by the engine: The data path refused the service", e.getMessage());
        assertEquals(ResourceStatus.STOPPED, agent.monitor());
    }

    @Test
    void shouldCallTheFallbackCommandWhileItCounts() throws Exception {
        Path calls = directory.resolve("calls");
        Path script = directory.resolve("sorry");
        Files.writeString(script, "#!/bin/sh\necho \"$@\" >> " + calls + "\n");
        assertTrue(script.toFile().setExecutable(true));
        create("", "    fallbackcommand=\"" + script + "\"\n", true);
        agent.prepare();
        awaitRows(real() + " w3");
        agent.start();
        page.set("out of order");
        awaitLines(calls, "start 10.1.0.1:80 tcp");
        page.set("Test Page");
        awaitLines(calls, "start 10.1.0.1:80 tcp", "stop 10.1.0.1:80 tcp");
    }

    private static void awaitLines(Path file, String... lines) {
        Awaitility.await()
                .until(() -> Files.exists(file) && Files.readAllLines(file).equals(List.of(lines)));
    }

    private void reread(String virtuals) throws Exception {
        agent.reconfigure(
                Configs.ldirectord("checkinterval=10ms\n" + virtuals),
                new LdirectordAgent.Collaborators(lvs, log, timer, workers, Checkers::of, true));
    }

    private String virtual(String address, String reals) {
        return "virtual=" + address + "\n" + reals + "    service=http\n    receive=\"Test Page\"\n";
    }

    @Test
    void shouldChangeOnlyWhatDiffersWhenTheFileIsReadAnew() throws Exception {
        create("quiescent=no\n", "", true);
        agent.prepare();
        Awaitility.await().until(() -> weights().equals(List.of(3)));
        awaitWhole();
        int operations = log.lines().size();
        String same = virtual("10.1.0.1:80", "    real=" + real() + " masq 3\n");
        reread("quiescent=no\nfallback=127.0.0.2:80\n" + same);
        assertEquals(List.of(3), weights());
        assertTrue(
                log.lines().subList(operations, log.lines().size()).stream()
                        .noneMatch(line -> line.contains("real server") || line.contains("virtual server")),
                log.lines()::toString);
        reread("quiescent=no\n" + virtual("10.1.0.1:80", "    real=" + real() + " masq 7\n"));
        assertEquals(List.of(7), weights(), "up as before, at once with its new weight");
        reread("quiescent=yes\n"
                + virtual("10.1.0.1:80", "    real=" + real() + " masq 7\n    real=127.0.0.3:9 masq 4\n")
                + virtual("10.1.0.1:81", "    real=" + real() + " masq 2\n"));
        assertEquals(List.of(0, 7), weights().stream().sorted().toList(), "a new server waits for its first check");
        Awaitility.await()
                .until(() -> lvs.table().size() == 2
                        && lvs.table().stream()
                                .allMatch(entry -> entry.servers().stream().anyMatch(one -> one.weight() > 0)));
        reread("quiescent=no\n" + virtual("10.1.0.1:81", "    real=" + real() + " masq 2\n"));
        assertEquals(1, lvs.table().size(), "a service that is gone is removed");
        assertEquals(81, lvs.table().get(0).service().key().port());
        page.set("broken");
        Awaitility.await().until(() -> weights().isEmpty());
    }

    private List<Integer> weights() {
        return lvs.table().get(0).servers().stream().map(one -> one.weight()).toList();
    }
}
