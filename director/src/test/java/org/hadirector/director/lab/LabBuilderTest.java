package org.hadirector.director.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.hadirector.linux.Commands;
import org.hadirector.linux.testing.RequiresRoot;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The lab itself, without directors: {@code true} stands in for their program, which is not what is tested here. */
@RequiresRoot
@Tag("lab")
class LabBuilderTest {
    private static final DirectorProgram NO_DIRECTOR = new DirectorProgram(List.of("true"));

    @TempDir
    Path temporary;

    private LabPlan plan;
    private LabBuilder builder;

    @BeforeEach
    void plan() throws IOException {
        String prefix = "t" + ProcessHandle.current().pid() + "-lab";
        plan = new LabPlan(prefix, temporary.resolve("lab"), LabTiming.fast());
        builder = new LabBuilder(NO_DIRECTOR, WebServer.installed());
    }

    @AfterEach
    void down() throws IOException {
        LabBuilder.down(plan.dir());
    }

    @Test
    void shouldLetTheClientReachRealServersAndGateway() throws IOException {
        Lab lab = builder.up(plan, false);
        LabHost client = plan.host("client");
        // a port of the bridge forwards when the kernel has taken note of its carrier
        Awaitility.await().ignoreExceptions().until(() -> !lab.run(
                        client, List.of("ping", "-c", "1", "-W", "2", LabPlan.GATEWAY))
                .isEmpty());
        for (LabHost server : plan.hosts(LabHost.Role.REAL_SERVER)) {
            Awaitility.await().ignoreExceptions().until(() -> lab.run(
                            client, List.of("curl", "-s", "http://" + server.lanAddress() + "/index.html"))
                    .contains("Test Page of " + server.name()));
        }
    }

    @Test
    void shouldGiveHostsTheirOwnNamesAndConfiguration() throws IOException {
        Lab lab = builder.up(plan, false);
        LabHost ha2 = plan.host("ha2");
        assertEquals("ha2", lab.run(ha2, List.of("uname", "-n")).strip());
        assertTrue(lab.run(ha2, List.of("getent", "hosts", "ha1")).startsWith("192.0.2.11"), "names resolve");
        assertEquals(
                plan.runDir(ha2).toString(),
                lab.run(ha2, List.of("sh", "-c", "echo $HA_DIRECTOR_RUN")).strip());
        LabHost rs1 = plan.host("rs1");
        assertEquals(
                plan.stateDir(rs1).toString(),
                lab.run(rs1, List.of("sh", "-c", "echo $HA_DIRECTOR_STATE")).strip(),
                "not this machine's own: it may be a real server too");
        Path authkeys = plan.configDir(ha2).resolve("authkeys");
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(authkeys)));
        assertTrue(Files.readString(plan.configDir(ha2).resolve("ha.cf")).contains("ttyS-ha2"));
    }

    @Test
    void shouldCarryBytesOverTheSerialCableUntilItIsPulled() throws Exception {
        Lab lab = builder.up(plan, false);
        assertEquals("hello", overTheWire("hello"));
        lab.pullSerialCable();
        assertFalse(lab.serialCablePlugged());
        assertFalse(Files.exists(plan.serialPort(plan.host("ha1"))));
        lab.plugSerialCable();
        assertEquals("again", overTheWire("again"));
    }

    @Test
    void shouldTakeTheCarrierFromBothEndsOfAPulledHeartbeatCable() throws IOException {
        Lab lab = builder.up(plan, false);
        awaitCarrier(lab, "1");
        lab.heartbeatCable(false);
        awaitCarrier(lab, "0");
        lab.heartbeatCable(true);
        awaitCarrier(lab, "1");
    }

    @Test
    void shouldKillAndRestartAWebServer() throws IOException {
        Lab lab = builder.up(plan, false);
        LabHost rs1 = plan.host("rs1");
        assertTrue(lab.webAlive(rs1));
        lab.killWeb(rs1);
        assertFalse(lab.webAlive(rs1));
        assertThrows(IOException.class, () -> lab.killWeb(rs1));
        lab.startWeb(rs1, WebServer.installed());
        assertTrue(lab.webAlive(rs1));
    }

    @Test
    void shouldLeaveNothingBehind() throws IOException {
        Lab lab = builder.up(plan, false);
        List<LabProcess> processes = lab.processes();
        assertFalse(processes.isEmpty());
        assertTrue(LabBuilder.down(plan.dir()));
        assertGone(processes);
        assertFalse(LabBuilder.down(plan.dir()), "a second time there is nothing to do");
    }

    @Test
    void shouldEndWhatRunsOnItsHostsWithoutBeingRecorded() throws IOException {
        Lab lab = builder.up(plan, false);
        LabProcess stray = new ProcessKeeper()
                .start("stray", "ha1", lab.inside(plan.host("ha1"), List.of("sleep", "600")), temporary.resolve("out"));
        Awaitility.await().until(() -> Commands.run("ip", "netns", "pids", plan.namespace(plan.host("ha1")))
                .contains(Long.toString(stray.pid())));
        LabBuilder.down(plan.dir());
        assertGone(List.of(stray));
    }

    @Test
    void shouldGoAlsoWhenItsProcessesAndNamespacesAreGoneAlready() throws IOException {
        Lab lab = builder.up(plan, false);
        List<LabProcess> processes = lab.processes();
        lab.killWeb(plan.host("rs1"));
        lab.pullSerialCable();
        Commands.run("ip", "netns", "delete", plan.namespace(plan.host("ha2")));
        assertTrue(LabBuilder.down(plan.dir()));
        assertGone(processes);
    }

    @Test
    void shouldRemoveAHalfMadeLabWhenAStepFails() {
        LabBuilder failing = new LabBuilder(new DirectorProgram(List.of("false")), WebServer.BUSYBOX);
        IOException failed = assertThrows(IOException.class, () -> failing.up(plan, false));
        assertTrue(failed.getMessage().contains("realserver start " + LabPlan.VIP), failed.getMessage());
        assertGone(List.of());
    }

    @Test
    void shouldNotBuildOverAnotherLabNorOverForeignFiles() throws IOException {
        Lab lab = builder.up(plan, false);
        assertThrows(FileAlreadyExistsException.class, () -> builder.up(plan, false));
        LabPlan sameNames = new LabPlan(plan.prefix(), temporary.resolve("other"), LabTiming.fast());
        assertThrows(FileAlreadyExistsException.class, () -> builder.up(sameNames, false));
        Path foreign = Files.createDirectories(temporary.resolve("mine")).resolve("precious");
        Files.writeString(foreign, "keep");
        LabPlan inMyDirectory = new LabPlan(plan.prefix() + "x", foreign.getParent(), LabTiming.fast());
        assertThrows(FileAlreadyExistsException.class, () -> builder.up(inMyDirectory, false));
        assertTrue(Files.exists(foreign));
        assertTrue(lab.webAlive(plan.host("rs1")), "the first lab stands untouched");
    }

    private void assertGone(List<LabProcess> processes) {
        ProcessKeeper keeper = new ProcessKeeper();
        processes.forEach(process -> assertFalse(keeper.alive(process), process.toString()));
        plan.namespaces().forEach(name -> assertFalse(Files.exists(Path.of("/run/netns", name)), name));
        plan.hosts().forEach(host -> assertFalse(Files.exists(plan.etcDir(host)), host.name()));
        assertFalse(Files.exists(plan.dir()));
    }

    private void awaitCarrier(Lab lab, String expected) {
        for (LabHost director : plan.hosts(LabHost.Role.DIRECTOR)) {
            Awaitility.await().until(() -> lab.run(director, List.of("cat", "/sys/class/net/eth1/carrier"))
                    .strip()
                    .equals(expected));
        }
    }

    private String overTheWire(String text) throws Exception {
        String port = plan.serialPort(plan.host("ha2")).toString();
        CompletableFuture<String> heard = CompletableFuture.supplyAsync(() -> {
            try {
                return Commands.run("timeout", "10", "head", "-c", Integer.toString(text.length()), port);
            } catch (IOException e) {
                return e.getMessage();
            }
        });
        // As with a daemon at each end: who closes hangs up, and what nobody listens to is lost.
        try (OutputStream sender = Files.newOutputStream(plan.serialPort(plan.host("ha1")), StandardOpenOption.WRITE)) {
            Awaitility.await().until(() -> {
                try {
                    sender.write(text.getBytes(StandardCharsets.US_ASCII));
                } catch (IOException hungUp) {
                    // Whoever has read enough closes its end; what it read is looked at below.
                    return heard.isDone();
                }
                return heard.isDone();
            });
        }
        return heard.get();
    }
}
