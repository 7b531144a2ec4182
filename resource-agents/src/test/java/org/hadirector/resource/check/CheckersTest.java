package org.hadirector.resource.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.hadirector.resource.config.CheckType;
import org.hadirector.resource.config.VirtualBlock;
import org.hadirector.resource.testing.Configs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckersTest {
    @TempDir
    Path directory;

    private CheckTarget target(String body) {
        VirtualBlock block = Configs.virtual("virtual=10.1.0.1:80\n    real=127.0.0.1:1 gate\n" + body);
        return CheckTarget.of(block, block.reals().get(0));
    }

    private Path script(String body) throws Exception {
        Path script = directory.resolve("chk");
        Files.writeString(script, "#!/bin/sh\n" + body + "\n");
        assertTrue(script.toFile().setExecutable(true));
        return script;
    }

    @Test
    void shouldAlwaysOrNeverBeUpWithOnAndOff() {
        assertTrue(Checkers.of(target("    checktype=on\n")).check().isUp());
        assertFalse(Checkers.of(target("    checktype=off\n")).check().isUp());
        assertTrue(Checkers.of(target("    service=none\n")).check().isUp());
    }

    @Test
    void shouldCallTheProgramAsLdirectordDoes() throws Exception {
        Path out = directory.resolve("args");
        Path script = script("echo \"$@\" > " + out + "; test \"$1\" = one");
        CheckTarget target = target("    checktype=external\n    checkcommand=\"" + script + " one\"\n");
        assertEquals(CheckResult.UP, Checkers.of(target).check());
        assertEquals("one 10.1.0.1 80 127.0.0.1 1\n", Files.readString(out));
    }

    @Test
    void shouldBeDownWhenTheProgramSaysSoOrIsNotThere() throws Exception {
        Path script = script("exit 3");
        assertEquals(
                CheckResult.down(script + " exited with 3"),
                new ExternalChecker(List.of(script.toString()), 10_000).check());
        assertFalse(
                new ExternalChecker(List.of("/nonexistent/chk"), 10_000).check().isUp());
    }

    @Test
    void shouldKillTheProgramAndItsChildrenAtTheTimeout() throws Exception {
        Path pid = directory.resolve("pid");
        Path script = script("sleep 1000 & echo $! > " + pid + ".new; mv " + pid + ".new " + pid + "; wait");
        ExternalChecker checker = new ExternalChecker(List.of(script.toString()), 1_000);
        Awaitility.await()
                .until(
                        () -> { // on a machine that stands still it may be killed before it has a child
                            CheckResult result = assertTimeoutPreemptively(Duration.ofSeconds(30), checker::check);
                            assertEquals(CheckResult.down(script + " timed out"), result);
                            return Files.exists(pid);
                        });
        long child = Long.parseLong(Files.readString(pid).strip());
        Awaitility.await()
                .until(() ->
                        !ProcessHandle.of(child).map(ProcessHandle::isAlive).orElse(false));
    }

    @Test
    void shouldPingLoopback() throws Exception {
        assertTrue(new PingChecker(InetAddress.getByName("127.0.0.1"), 2, 5_000)
                .check()
                .isUp());
    }

    @Test
    void shouldNegotiateFirstThenConnectNTimes() {
        List<String> calls = new ArrayList<>();
        boolean[] up = {true};
        CombinedChecker checker = new CombinedChecker(
                () -> {
                    calls.add("thorough");
                    return up[0] ? CheckResult.UP : CheckResult.down("x");
                },
                () -> {
                    calls.add("cheap");
                    return up[0] ? CheckResult.UP : CheckResult.down("x");
                },
                2);
        for (int i = 0; i < 4; i++) {
            checker.check();
        }
        up[0] = false;
        checker.check();
        checker.check();
        assertEquals(List.of("thorough", "cheap", "cheap", "thorough", "cheap", "thorough"), calls);
    }

    @Test
    void shouldCheckTheCheckportAndResolveTimeouts() {
        CheckTarget target = target("    checkport=8080\n    checktimeout=2\n    negotiatetimeout=3\n");
        assertEquals(8080, target.port());
        assertEquals(3_000, target.timeoutMs());
        assertEquals(
                2_000, target("    checktype=connect\n    checktimeout=2\n").timeoutMs());
        assertEquals(
                CheckType.PING,
                target("    checktype=connect\n    protocol=udp\n").type());
    }

    @Test
    void shouldShareOneTargetBetweenServicesThatCheckTheSame() {
        List<CheckTarget> targets = new ArrayList<>();
        for (VirtualBlock block : Configs.ldirectord(
                        """
                virtual=10.1.0.1:80
                    real=192.168.0.1:80 gate 5
                virtual=10.1.0.2:80
                    real=192.168.0.1:80 masq 1
                    failurecount=3
                virtual=10.1.0.3:80
                    real=192.168.0.1:80 masq
                    request="other"
                """)
                .virtuals()) {
            targets.add(CheckTarget.of(block, block.reals().get(0)));
        }
        assertEquals(targets.get(0), targets.get(1));
        assertFalse(targets.get(0).equals(targets.get(2)));
    }
}
