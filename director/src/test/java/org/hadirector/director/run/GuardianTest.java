package org.hadirector.director.run;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.hadirector.director.lab.LaunchedProgram;
import org.hadirector.linux.NetworkNamespace;
import org.hadirector.linux.testing.RequiresRoot;
import org.hadirector.linux.testing.TestNetwork;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real launcher and its real guardian, beside a process that is as much of a daemon as they see of one. */
@RequiresRoot
class GuardianTest {
    private static final String VIP = "192.0.2.6";
    private static final String SECOND = "192.0.2.7";
    private static final String SIXTH = "fd00:9:0:0:0:0:0:6";

    private final TestNetwork network = new TestNetwork();
    private final List<ProcessHandle> started = new ArrayList<>();

    @TempDir
    Path temporary;

    private NetworkNamespace host;

    /** The launcher finds a jar and a java here; that java runs {@link GuardedDaemon} in its place. */
    @BeforeEach
    void install() throws IOException {
        host = network.host("guardian");
        host.ip("link", "set", "lo", "up");
        Files.createFile(temporary.resolve("director-0.1.0.jar"));
        Path java = Files.createDirectories(temporary.resolve("bin")).resolve("java");
        Files.writeString(
                java,
                """
                #!/bin/bash
                while [ "$1" != org.hadirector.director.cli.Main ]; do shift; done
                shift
                exec %s -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xshare:auto -Xmx32m -cp %s %s "$@"
                """
                        .formatted(
                                Path.of(System.getProperty("java.home"), "bin", "java"),
                                System.getProperty("java.class.path"),
                                GuardedDaemon.class.getName()));
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @AfterEach
    void end() throws IOException {
        started.forEach(ProcessHandle::destroyForcibly);
        await().until(() -> started.stream().noneMatch(GuardianTest::lives));
        network.close();
    }

    /** A launched daemon and what it says. */
    private final class Launched {
        private final Process process;
        private final BufferedReader says;

        Launched(String... environment) throws IOException {
            List<String> words = new ArrayList<>(List.of("ip", "netns", "exec", host.name(), "env"));
            words.addAll(List.of("HA_DIRECTOR_HOME=" + temporary, "JAVA_HOME=" + temporary));
            words.addAll(List.of(environment));
            words.addAll(List.of(LaunchedProgram.LAUNCHER.toString(), "daemon", temporary.toString()));
            process = new ProcessBuilder(words)
                    .redirectError(temporary.resolve("err").toFile())
                    .start();
            started.add(process.toHandle());
            says = process.inputReader(StandardCharsets.UTF_8);
        }

        /** Its guardian and what belongs to it. */
        private List<ProcessHandle> guardian() {
            List<ProcessHandle> guardian = process.toHandle().descendants().toList();
            started.addAll(guardian);
            return guardian;
        }

        private String next() throws IOException {
            String line = says.readLine();
            return line == null ? "it ended: " + Files.readString(temporary.resolve("err")) : line;
        }

        private String command(String line) throws IOException {
            process.outputWriter().write(line + "\n");
            process.outputWriter().flush();
            return next();
        }

        private void kill() throws InterruptedException {
            process.destroyForcibly().waitFor();
        }
    }

    private Launched daemon(String... environment) throws IOException {
        Launched launched = new Launched(environment);
        assertEquals("claimed", launched.next());
        return launched;
    }

    private void up(String address, String... lifetime) throws IOException {
        List<String> words = new ArrayList<>(List.of("addr", "add", address, "dev", "lo"));
        words.addAll(List.of(lifetime));
        host.ip(words.toArray(new String[0]));
    }

    private void leased(String address) throws IOException {
        up(address + (address.contains(":") ? "/128" : "/32"), "valid_lft", "600", "preferred_lft", "0");
    }

    private String addresses() throws IOException {
        return host.ip("-o", "addr", "show", "dev", "lo");
    }

    private static void gone(List<ProcessHandle> processes) {
        await().until(() -> processes.stream().noneMatch(GuardianTest::lives));
    }

    /** Nobody collects what the launcher began before it became the daemon: it stays a zombie. */
    private static boolean lives(ProcessHandle process) {
        try {
            return !Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat"))
                    .contains(") Z ");
        } catch (IOException none) {
            return false;
        }
    }

    @Test
    void shouldTakeAwayWhatAKilledDaemonLeftAndNothingElse() throws Exception {
        Launched daemon = daemon();
        assertEquals("WATCHING", daemon.command("tell " + VIP + " " + SIXTH + " " + SECOND));
        leased(VIP);
        leased(SIXTH);
        leased("192.0.2.99");
        up(SECOND + "/32");
        List<ProcessHandle> guardian = daemon.guardian();
        assertFalse(guardian.isEmpty());

        daemon.kill();

        gone(guardian);
        String left = addresses();
        assertFalse(left.contains(VIP + "/") || left.contains("fd00:9::6/"), left);
        assertTrue(left.contains(SECOND + "/"), "without a lifetime it is not the daemon's: " + left);
        assertTrue(left.contains("192.0.2.99/"), "nobody told of it: " + left);
    }

    /** What a reload takes away may be up until the next one. */
    @Test
    void shouldKnowTheAddressesOfTheLatestFilesAndOfThoseBefore() throws Exception {
        Launched daemon = daemon();
        daemon.command("tell " + VIP);
        daemon.command("tell " + SECOND);
        assertEquals("WATCHING", daemon.command("tell " + SECOND + " " + SIXTH));
        leased(VIP);
        leased(SECOND);
        leased(SIXTH);
        List<ProcessHandle> guardian = daemon.guardian();

        daemon.kill();

        gone(guardian);
        String left = addresses();
        assertFalse(left.contains(SECOND + "/") || left.contains("fd00:9::6/"), left);
        assertTrue(left.contains(VIP + "/"), "given up two files ago: " + left);
    }

    @Test
    void shouldGoOnAndSayOnceThatTheGuardianIsGone() throws Exception {
        Launched daemon = daemon();
        daemon.command("tell " + VIP);
        leased(VIP);
        assertEquals("WATCHING", daemon.command("look"));
        List<ProcessHandle> guardian = daemon.guardian();
        guardian.forEach(ProcessHandle::destroyForcibly);
        gone(guardian);

        assertEquals(
                "no guardian: it has ended; a killed daemon is silent after its lease only", daemon.command("look"));
        assertEquals("GONE", daemon.next());
        assertEquals("GONE", daemon.command("look"));
        assertEquals("GONE", daemon.command("tell " + SECOND), "a reload goes on without it");
        daemon.kill();
        assertTrue(addresses().contains(VIP + "/"), "the lease is for that");
        daemon().kill();
    }

    @Test
    void shouldNotHoldUpADaemonWhoseGuardianHangs() throws Exception {
        Launched daemon = daemon();
        List<ProcessHandle> guardian = daemon.guardian();
        signal("STOP", guardian);
        String state = "WATCHING";
        for (int i = 0; i < 2000 && state.equals("WATCHING"); i++) {
            // never the same twice, until the pipe is full
            state = daemon.command("tell fd00:9:0:0:0:0:0:" + Integer.toHexString(i + 1));
        }
        assertTrue(state.startsWith("no guardian: "), state);
        signal("CONT", guardian);
    }

    /** Between a new daemon's start and the work of the former one's guardian there is no race. */
    @Test
    void shouldLetANewDaemonWaitForTheFormerOnesGuardian() throws Exception {
        Launched former = daemon();
        former.command("tell " + VIP);
        leased(VIP);
        List<ProcessHandle> guardian = former.guardian();
        signal("STOP", guardian);
        former.kill();

        Launched next = new Launched();
        await().until(() -> next.process.toHandle().descendants().anyMatch(GuardianTest::isFlock));
        signal("CONT", guardian);
        assertEquals("claimed", next.next());

        gone(guardian);
        assertFalse(addresses().contains(VIP + "/"), "all of it was done before the new daemon had begun");
    }

    /** One that hangs for longer than a new daemon waits finds it there, and leaves its addresses alone. */
    @Test
    void shouldDoNothingOnceANewDaemonIsThere() throws Exception {
        Launched former = daemon();
        former.command("tell " + VIP);
        List<ProcessHandle> guardian = former.guardian();
        signal("STOP", guardian);
        former.kill();
        Launched next = new Launched();
        await().until(() -> next.process.toHandle().descendants().anyMatch(GuardianTest::isFlock));
        next.process.toHandle().descendants().filter(GuardianTest::isFlock).forEach(ProcessHandle::destroyForcibly);
        assertEquals("claimed", next.next());
        leased(VIP);

        signal("CONT", guardian);

        gone(guardian);
        assertTrue(addresses().contains(VIP + "/"), "it is the new daemon's");
        assertEquals("NONE", next.command("look"), "whose start found the place of a guardian taken");
    }

    @Test
    void shouldDoWithoutWhenToldSo() throws Exception {
        Launched daemon = daemon("HA_DIRECTOR_GUARDIAN=off");
        assertEquals("NONE", daemon.command("tell " + VIP));
        assertEquals(List.of(), daemon.guardian());
    }

    private static boolean isFlock(ProcessHandle process) {
        return process.info().command().orElse("").endsWith("/flock");
    }

    private static void signal(String name, List<ProcessHandle> processes) throws Exception {
        List<String> words = new ArrayList<>(List.of("kill", "-" + name));
        processes.forEach(process -> words.add(Long.toString(process.pid())));
        assertEquals(0, new ProcessBuilder(words).start().waitFor());
    }
}
