package org.hadirector.director.children;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.hadirector.heartbeat.config.ClientChild;
import org.hadirector.heartbeat.config.NodeFacts.Account;
import org.hadirector.heartbeat.config.SystemNodeFacts;
import org.hadirector.linux.testing.RequiresRoot;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessLauncherTest {
    @TempDir
    Path directory;

    private int run(String user, String command) throws Exception {
        Account account = new SystemNodeFacts().user(user).orElseThrow();
        CompletableFuture<Integer> status = new CompletableFuture<>();
        ClientChild child = new ClientChild(user, command, false, 1);
        new ProcessLauncher(Map.of("HA_COLOUR", "blue")).start(child, account, status::complete);
        return status.get(20, TimeUnit.SECONDS);
    }

    @Test
    void shouldTellTheExitStatus() throws Exception {
        assertEquals(100, run(System.getProperty("user.name"), "/bin/sh -c \"exit 100\""));
    }

    @Test
    @RequiresRoot
    void shouldRunAsTheUserWithTheEnvironment() throws Exception {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
        Path said = directory.resolve("said");
        assertEquals(0, run("nobody", "/bin/sh -c 'id -un; id -gn; echo $HA_COLOUR' >" + said));
        assertEquals("nobody\nnogroup\nblue\n", Files.readString(said));
    }

    @Test
    void shouldEndAProgramAndWhatItStarted() throws Exception {
        Account account =
                new SystemNodeFacts().user(System.getProperty("user.name")).orElseThrow();
        CompletableFuture<Integer> status = new CompletableFuture<>();
        ClientChild child = new ClientChild("", "/bin/sh -c 'sleep 1000 & sleep 1000; true'", false, 1);
        Launcher.Running running = new ProcessLauncher(Map.of()).start(child, account, status::complete);
        assertTrue(running.alive());
        ProcessHandle handle = ProcessHandle.of(running.pid()).orElseThrow();
        org.awaitility.Awaitility.await().until(() -> handle.descendants().count() >= 2);
        var children = handle.descendants().toList();
        running.terminate();
        assertEquals(143, status.get(20, TimeUnit.SECONDS));
        org.awaitility.Awaitility.await().until(() -> children.stream().noneMatch(ProcessHandle::isAlive));
    }
}
