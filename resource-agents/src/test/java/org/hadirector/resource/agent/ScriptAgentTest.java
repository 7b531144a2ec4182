package org.hadirector.resource.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.hadirector.resource.ResourceAgent.ResourceStatus;
import org.hadirector.resource.ResourceException;
import org.hadirector.resource.testing.RecordingLog;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScriptAgentTest {
    @TempDir
    Path directory;

    private final RecordingLog log = new RecordingLog();

    private ScriptAgent agent(String body, Duration timeout, String... args) throws IOException {
        Path script = directory.resolve("rec");
        Files.writeString(script, "#!/bin/sh\necho \"$@\" >> " + directory.resolve("calls") + "\n" + body + "\n");
        assertTrue(script.toFile().setExecutable(true));
        ScriptAgent.Settings settings =
                new ScriptAgent.Settings(Map.of("HA_CURHOST", "ha1.example"), timeout, 10, Duration.ofMillis(1));
        return new ScriptAgent(
                new AgentName("rec::a", script + " " + String.join(" ", args)), script, List.of(args), settings, log);
    }

    private ScriptAgent agent(String body, String... args) throws IOException {
        return agent(body, Duration.ofSeconds(60), args);
    }

    private List<String> calls() throws IOException {
        return Files.readAllLines(directory.resolve("calls"));
    }

    @Test
    void shouldPassArgumentsFirstAndTheVerbLastAndTheEnvironment() throws Exception {
        ScriptAgent agent = agent("test \"$HA_CURHOST\" = ha1.example", "a", "b c", "*");
        agent.start();
        agent.stop();
        assertEquals(List.of("a b c * start", "a b c * stop"), calls());
    }

    @Test
    void shouldReportTheReturnCodeAndTheLastWords() throws Exception {
        ScriptAgent agent = agent("echo first; echo no such disk >&2; exit 5");
        ResourceException e = assertThrows(ResourceException.class, agent::start);
        assertTrue(e.getMessage().startsWith("Return code 5 from "), e.getMessage());
        assertTrue(e.getMessage().endsWith(": no such disk"), e.getMessage());
        assertEquals(
                "ERROR Return code 5 from " + directory.resolve("rec"),
                log.lines().get(0));
    }

    /** The words and verdicts of ResourceManager 3.0.6 (golden vector status-text). */
    @ParameterizedTest
    @CsvSource({
        "running, 3, RUNNING",
        "Running, 3, RUNNING",
        "OK, 3, RUNNING",
        "x (pid 7) is running..., 3, RUNNING",
        "RUNNING, 0, STOPPED",
        "not running, 0, STOPPED",
        "OK but not running, 0, STOPPED",
        "NOT running, 0, STOPPED",
        "x is not yet Running, 0, STOPPED",
        "'not found; nothing running', 0, STOPPED",
        "notrunning, 3, RUNNING",
        "running and not slow, 3, RUNNING",
        "stopped, 0, STOPPED",
        "okay, 0, STOPPED",
        "'', 0, STOPPED"
    })
    void shouldTellTheStatusFromTheWordsNotFromTheExitStatus(String words, int status, ResourceStatus expected)
            throws Exception {
        assertEquals(expected, agent("echo '" + words + "'; exit " + status).monitor());
    }

    @Test
    void shouldTryAFailingStopAgain() throws Exception {
        Path count = directory.resolve("count");
        agent("[ $1 = stop ] || exit 0; echo x >> " + count + "; [ $(wc -l < " + count + ") -ge 4 ]")
                .stop();
        assertEquals(List.of("stop", "stop", "stop", "stop"), calls());
        assertTrue(log.has("INFO Retrying failed stop operation [rec::a]"));
    }

    @Test
    void shouldGiveUpWhenItStillRunsAfterTenRetries() throws Exception {
        ScriptAgent agent = agent("echo running; exit 1");
        assertThrows(ResourceException.class, agent::stop);
        assertEquals(11, calls().stream().filter("stop"::equals).count());
        assertTrue(log.has("CRIT Resource STOP failure. Reboot required!"));
    }

    @Test
    void shouldForgiveAScriptThatCannotStopWhatIsStopped() throws Exception {
        agent("echo stopped; exit 1").stop();
        assertTrue(log.has("ERROR Resource script for rec::a probably not LSB-compliant."));
        assertTrue(log.has("WARN it (rec::a) MUST succeed on a stop when already stopped"));
    }

    @Test
    void shouldKillAScriptThatHangsAndWhatItStarted() throws Exception {
        Path pid = directory.resolve("pid");
        ScriptAgent agent = agent(
                "sleep 1000 & echo $! > " + pid + ".new; mv " + pid + ".new " + pid + "; wait", Duration.ofSeconds(1));
        Awaitility.await()
                .until(
                        () -> { // on a machine that stands still it may be killed before it has a child
                            ResourceException e = assertTimeoutPreemptively(
                                    Duration.ofSeconds(30), () -> assertThrows(ResourceException.class, agent::start));
                            assertTrue(e.getMessage().contains("was killed after 1000 ms"), e.getMessage());
                            return Files.exists(pid);
                        });
        long child = Long.parseLong(Files.readString(pid).strip());
        try {
            Awaitility.await()
                    .until(() ->
                            !ProcessHandle.of(child).map(ProcessHandle::isAlive).orElse(false));
        } finally {
            ProcessHandle.of(child).ifPresent(ProcessHandle::destroyForcibly);
        }
    }

    @Test
    void shouldFailTheStatusOfAScriptThatHangs() throws Exception {
        ScriptAgent agent = agent("exec sleep 1000", Duration.ofMillis(300));
        assertEquals(ResourceStatus.FAILED, assertTimeoutPreemptively(Duration.ofSeconds(30), agent::monitor));
    }

    @Test
    void shouldNotWaitForADaemonThatAScriptLeavesBehind() throws Exception {
        Path pid = directory.resolve("pid");
        ScriptAgent agent = agent("sleep 1000 & echo $! > " + pid + "; echo OK");
        try {
            assertTimeoutPreemptively(Duration.ofSeconds(30), agent::start);
        } finally {
            ProcessHandle.of(Long.parseLong(Files.readString(pid).strip())).ifPresent(ProcessHandle::destroyForcibly);
        }
    }

    @Test
    void shouldReportAScriptThatCannotBeRun() throws Exception {
        ScriptAgent agent = agent("exit 0");
        Files.delete(directory.resolve("rec"));
        assertThrows(ResourceException.class, agent::start);
        assertEquals(ResourceStatus.FAILED, agent.monitor());
    }
}
