package org.hadirector.director.cli;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.hadirector.director.control.ControlClient;
import org.hadirector.director.control.ControlReply;
import org.hadirector.director.control.ControlRequest;
import org.hadirector.director.control.NamespaceSocket;
import org.hadirector.linux.testing.RequiresRoot;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The original as witness: Debian's ldirectord, a Perl script that knows nothing of us, runs unmodified with our
 * ipvsadm in the place where it looks for one. What it makes of the table is looked at, and real requests through the
 * virtual address show that the engine does it.
 */
@RequiresRoot
class LdirectordScriptTest {
    private static final Path SCRIPT = Path.of("/usr/sbin/ldirectord");
    private static final Path IPVSADM = Path.of("/usr/sbin/ipvsadm");
    private static final String HEAD = "IP Virtual Server version 1.2.1 (size=4096)\n"
            + "Prot LocalAddress:Port Scheduler Flags\n"
            + "  -> RemoteAddress:Port           Forward Weight ActiveConn InActConn\n";

    @TempDir
    Path directory;

    private EngineLan lan;
    private Path config;
    private Path log;

    @BeforeEach
    void cable() throws IOException {
        assertTrue(
                Files.isExecutable(SCRIPT) && Files.exists(IPVSADM),
                "this test needs Debian's package: apt-get install ldirectord");
        lan = new EngineLan(directory);
        config = directory.resolve("test-" + lan.director.name() + ".cf");
        log = Files.createFile(directory.resolve("ldirectord.log"));
    }

    @AfterEach
    void down() throws IOException {
        if (Files.exists(pidFile())) {
            long pid = Long.parseLong(Files.readString(pidFile()).strip());
            ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
            Files.deleteIfExists(pidFile());
        }
        lan.close();
    }

    private Path pidFile() {
        return Path.of("/run/ldirectord." + config.getFileName() + ".pid");
    }

    private void configure(String globals, String virtual) throws IOException {
        Files.writeString(
                config,
                "checktimeout=2\nnegotiatetimeout=2\ncheckinterval=1\nautoreload=yes\nlogfile=\"" + log + "\"\n"
                        + globals + virtual);
    }

    private static String web(int weight0, int weight1) {
        return "virtual=" + EngineLan.VIP + ":80\n"
                + "        real=10.94.0.11:80 gate " + weight0 + "\n"
                + "        real=10.94.0.12:80 gate " + weight1 + "\n"
                + "        service=http\n        request=\"/\"\n        receive=\"server\"\n"
                + "        scheduler=rr\n        protocol=tcp\n        checktype=negotiate\n";
    }

    /** {@code ldirectord CONFIG VERB} in a mount namespace of its own, where ipvsadm is ours; its exit code. */
    private int ldirectord(String verb) throws Exception {
        Path ours = directory.resolve("ipvsadm");
        String java = String.join(" ", EngineLan.java()).replace(" -cp ", " -Ddirector.program=ipvsadm -cp ");
        Files.writeString(ours, "#!/bin/sh\nHA_DIRECTOR_RUN=" + lan.run + " exec " + java + " \"$@\"\n");
        Files.setPosixFilePermissions(ours, PosixFilePermissions.fromString("rwxr-xr-x"));
        String command =
                "mount --bind " + ours + " " + IPVSADM.toRealPath() + " && exec " + SCRIPT + " " + config + " " + verb;
        Process script =
                lan.start(new ProcessBuilder(List.of("ip", "netns", "exec", lan.director.name(), "sh", "-c", command))
                        .redirectErrorStream(true)
                        .redirectOutput(directory.resolve("said").toFile()));
        assertTrue(script.waitFor(60, TimeUnit.SECONDS), verb);
        return script.exitValue();
    }

    private String table() throws IOException {
        Path socket = NamespaceSocket.named(lan.run, lan.director.name());
        ControlReply reply = ControlClient.callAt(socket, new ControlRequest("ipvsadm", "-L", "-n"));
        // Requests come and go.
        return reply.out().replaceAll("(?m)(Route +\\d+ +)\\d+ +\\d+ *$", "$1");
    }

    private void awaitTable(String... rows) {
        String expected = HEAD + String.join("\n", rows) + (rows.length == 0 ? "" : "\n");
        try {
            await().atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofMillis(50))
                    .until(() -> table().equals(expected));
        } catch (org.awaitility.core.ConditionTimeoutException e) {
            throw new AssertionError(said(expected), e);
        }
    }

    private String said(String expected) {
        try {
            return "expected\n" + expected + "but the table is\n" + table() + "ldirectord said\n"
                    + Files.readString(log);
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static String virtual() {
        return "TCP  " + EngineLan.VIP + ":80 rr";
    }

    private static String real(int server, int weight) {
        return String.format("  -> %-28s Route   %-6d ", EngineLan.SERVERS.get(server) + ":80", weight);
    }

    @Test
    void shouldBeServedThroughStartDeathReturnReloadAndStop() throws Exception {
        lan.serve(0);
        lan.serve(1);
        lan.engine();
        configure("quiescent=yes\n", web(1, 1));
        assertEquals(0, ldirectord("start"), said(""));
        assertEquals(0, ldirectord("status"), said(""));
        awaitTable(virtual(), real(0, 1), real(1, 1));
        lan.awaitServed(80, "server0", "server1");
        lan.die(0);
        awaitTable(virtual(), real(0, 0), real(1, 1));
        lan.awaitServed(80, "server1");
        lan.serve(0);
        awaitTable(virtual(), real(0, 1), real(1, 1));
        lan.awaitServed(80, "server0", "server1");

        configure("quiescent=no\n", web(1, 3));
        awaitTable(virtual(), real(0, 1), real(1, 3));
        lan.die(1);
        awaitTable(virtual(), real(0, 1));
        lan.awaitServed(80, "server0");
        lan.die(0);
        awaitTable(virtual());
        assertEquals("refused", lan.get(80), "a service without servers");
        lan.serve(1);
        awaitTable(virtual(), real(1, 3));
        lan.awaitServed(80, "server1");

        assertEquals(0, ldirectord("stop"), said(""));
        awaitTable();
        assertEquals("refused", lan.get(80), "nobody listens on the director");
        await().atMost(Duration.ofSeconds(30)).until(() -> !Files.exists(pidFile()));
    }
}
