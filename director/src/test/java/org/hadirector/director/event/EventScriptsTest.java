package org.hadirector.director.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import org.hadirector.director.config.RcScripts;
import org.hadirector.heartbeat.decide.CoreEvent;
import org.hadirector.resource.agent.ScriptRun;
import org.hadirector.resource.agent.ScriptRunner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventScriptsTest {
    @TempDir
    Path configuration;

    private final Queue<Runnable> thread = new ArrayDeque<>();
    private final List<String> log = new ArrayList<>();

    private void script(String name, String... lines) throws IOException {
        Path path = Files.createDirectories(configuration.resolve("rc.d")).resolve(name);
        Files.writeString(path, "#!/bin/sh\n" + String.join("\n", lines) + "\n");
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private EventScripts scripts(ScriptRunner runner) {
        EventScripts scripts = new EventScripts(
                told(false, "2000"),
                new EventScripts.World(
                        new RcScripts(configuration),
                        Path.of("/etc/ha.d"),
                        runner,
                        thread::add,
                        line -> log.add(line.script() + " " + line.text())));
        scripts.tell(new CoreEvent(CoreEvent.Kind.FENCED, "", "ha2", "", 0)); // so that a death is one message
        runAll();
        log.clear();
        return scripts;
    }

    private static EventScripts.Told told(boolean legacy, String keepalive) {
        return new EventScripts.Told(
                new ClusterMessages.Setup("ha1", "ha2", Set.of(), true, legacy, true, 3000, 3),
                Map.of("HA_CURHOST", "ha1", "HA_keepalive", keepalive));
    }

    private static CoreEvent dead() {
        return new CoreEvent(CoreEvent.Kind.PEER_DEAD, "", "ha2", "", 0);
    }

    private void runAll() {
        while (!thread.isEmpty()) {
            thread.remove().run();
        }
    }

    @Test
    void shouldRunAScriptWithTheFieldsInItsEnvironment() throws IOException {
        script("status", "echo $1 $HA_CURHOST $HA_src $HA_st $HA_t $HA_OSTATUS $HA_NICEFAILBACK", "exit 3");
        scripts(ScriptRunner.processes()).tell(dead());
        assertEquals(List.of(), log);
        runAll();
        assertEquals(
                List.of(
                        "harc(default) info: Running /etc/ha.d//rc.d/status status",
                        "status(default) status ha1 ha2 dead status up yes",
                        "harc(default) ERROR: Return code 3 from /etc/ha.d//rc.d/status"),
                log);
    }

    @Test
    void shouldTellOfOtherFilesFromThenOn() throws IOException {
        script("status", "echo $HA_keepalive $HA_NICEFAILBACK $HA_st");
        EventScripts scripts = scripts(ScriptRunner.processes());
        scripts.tell(dead());
        scripts.reconfigure(told(true, "500"));
        scripts.tell(new CoreEvent(CoreEvent.Kind.PEER_UP, "", "ha2", "", 2));
        runAll();
        assertEquals(
                List.of("status(default) 2000 yes dead", "status(default) 500 active"),
                log.stream().filter(line -> line.startsWith("status")).toList());
    }

    @Test
    void shouldNotRunWhatMovesGroupsAndSaySoOnce() throws IOException {
        script("status", "touch " + configuration.resolve("ran"), "mach_down $HA_src");
        EventScripts scripts = scripts(ScriptRunner.processes());
        scripts.tell(dead());
        scripts.tell(dead());
        runAll();
        assertEquals(1, log.size(), log::toString);
        assertTrue(log.get(0).contains("/etc/ha.d//rc.d/status is not run"), log::toString);
        assertTrue(Files.notExists(configuration.resolve("ran")));
    }

    @Test
    void shouldTellOfAScriptThatHangs() throws IOException {
        script("status");
        List<Duration> limits = new ArrayList<>();
        scripts(new ScriptRunner() {
                    @Override
                    public ScriptRun run(List<String> command, Map<String, String> environment, Duration timeout) {
                        limits.add(timeout);
                        return new ScriptRun(ScriptRun.TIMED_OUT, "");
                    }

                    @Override
                    public void pause(Duration length) {
                        throw new AssertionError("nothing is tried again");
                    }
                })
                .tell(dead());
        runAll();
        assertEquals(List.of(EventScripts.TIMEOUT), limits);
        assertEquals("harc(default) ERROR: /etc/ha.d//rc.d/status was killed after 60 s", log.get(1));
    }

    @Test
    void shouldLetOnlySoManyWait() {
        EventScripts scripts = scripts(ScriptRunner.processes());
        for (int i = 0; i <= EventScripts.MOST_WAITING; i++) {
            scripts.tell(dead());
        }
        assertEquals(EventScripts.MOST_WAITING, thread.size());
        assertEquals(List.of("harc(default) ERROR: /etc/ha.d//rc.d/status is not run: too many wait for it"), log);
    }
}
