package org.hadirector.director.control;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.hadirector.linux.testing.RequiresRoot;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("try") // the server is there to be talked to, not to be named
class ControlSocketTest {
    /** As with "apiauth director gid=nogroup" in ha.cf; nogroup is what Debian calls the group of nobody. */
    private static final ControlServer.Guests GUESTS =
            (user, group, verb) -> verb.equals("cl_status") || verb.equals("status") && group.equals("nogroup");

    /** Speaks the socket's language without a JVM, which another user may not be able to load. */
    private static final String ASK = "my $s = IO::Socket::UNIX->new(Peer => $ARGV[0]) or die $!;"
            + " print $s qq({\"verb\":\"$ARGV[1]\"}\n); my $l = <$s>; print defined $l ? $l : '';";

    @TempDir
    Path run;

    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void stopThreads() {
        threads.shutdownNow();
    }

    private ControlServer serve(ControlHandler handler) throws IOException {
        return serve(handler, threads);
    }

    private ControlServer serve(ControlHandler handler, Executor workers) throws IOException {
        ControlServer server = ControlServer.bind(run, handler, GUESTS, workers);
        threads.execute(() -> {
            try {
                server.acceptLoop();
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
        return server;
    }

    @Test
    void shouldCarryWordsBytesAndTreesBothWays() throws IOException {
        ControlHandler echo = request -> new ControlReply(
                3,
                request.verb() + "\t" + request.args() + "\n",
                request.stdin(),
                Map.of("n", 1, "list", List.of("é")));
        try (ControlServer server = serve(echo)) {
            ControlReply reply = ControlClient.call(
                    run, new ControlRequest("lvs", List.of("-A", "", "a \"b\"\n"), "line 1\nline 2\n"));
            assertEquals(3, reply.exit());
            assertEquals("lvs\t[-A, , a \"b\"\n]\n", reply.out());
            assertEquals("line 1\nline 2\n", reply.err());
            assertEquals(List.of("é"), reply.result().get("list"));
        }
    }

    @Test
    void shouldTellThatNoDaemonRuns() {
        IOException e = assertThrows(
                ControlClient.NoDaemonException.class, () -> ControlClient.call(run, new ControlRequest("status")));
        assertTrue(e.getMessage().contains("not running"), e.getMessage());
    }

    @Test
    void shouldGiveUpOnADaemonThatHangs() throws IOException {
        Path socket = run.resolve(ControlClient.SOCKET_NAME);
        try (ServerSocketChannel hung = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            hung.bind(UnixDomainSocketAddress.of(socket), 1);
            for (String verb : List.of("cl_status", "reload", "status", "standby")) { // more than it lets wait
                ControlRequest request = new ControlRequest(verb);
                IOException e = assertThrows(
                        ControlClient.SilentDaemonException.class, () -> ControlClient.callAt(socket, request, 20));
                assertTrue(e.getMessage().contains(" does not answer: it hangs or is stopped"), e.getMessage());
            }
        }
    }

    @Test
    void shouldWaitForALongAnswerWhileTheDaemonLives() throws IOException {
        CountDownLatch asked = new CountDownLatch(2);
        ControlHandler slow = request -> {
            if (request.verb().equals("cl_status")) {
                asked.countDown();
                return ControlReply.text(2, "I live");
            }
            try {
                return ControlReply.text(asked.await(20, TimeUnit.SECONDS) ? 0 : 1, "done");
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        };
        try (ControlServer server = serve(slow)) {
            Path socket = run.resolve(ControlClient.SOCKET_NAME);
            ControlReply reply = ControlClient.callAt(socket, new ControlRequest("reload"), 1000);
            assertEquals(0, reply.exit());
            assertEquals("done\n", reply.out());
        }
    }

    /** As of a daemon that was stopped and goes on: what lies in its socket was asked for long ago. */
    @Test
    void shouldNotCarryOutWhatWasGivenUpOrWhoseCommandIsGone() throws Exception {
        Path socket = run.resolve(ControlClient.SOCKET_NAME);
        List<String> done = Collections.synchronizedList(new ArrayList<>());
        List<String> missed = Collections.synchronizedList(new ArrayList<>());
        ControlHandler handler = new ControlHandler() {
            @Override
            public ControlReply handle(ControlRequest request) {
                done.add(request.verb());
                return ControlReply.text(0, "done");
            }

            @Override
            public void missed(ControlRequest request) {
                missed.add(request.verb());
            }
        };
        CountDownLatch goesOn = new CountDownLatch(1);
        Executor stopped = task -> threads.execute(() -> {
            try {
                goesOn.await();
                task.run();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        try (ControlServer server = serve(handler, stopped);
                SocketChannel patient = SocketChannel.open(UnixDomainSocketAddress.of(socket));
                SocketChannel waits = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            try (SocketChannel killed = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
                LineChannel.write(killed, new ControlRequest("standby").fields());
            }
            LineChannel.write(
                    patient,
                    new ControlRequest("reload").by(System.nanoTime() - 1).fields());
            LineChannel.write(
                    waits,
                    new ControlRequest("takeover")
                            .by(System.nanoTime() + Duration.ofMinutes(5).toNanos())
                            .fields());
            goesOn.countDown();
            ControlReply late = ControlReply.decode(LineChannel.read(patient, 1 << 16));
            assertEquals(3, late.exit());
            assertTrue(late.err().contains("too late"), late.err());
            assertEquals(
                    0, ControlReply.decode(LineChannel.read(waits, 1 << 16)).exit());
            await().until(() -> missed.size() == 2);
            assertEquals(List.of("takeover"), done);
            assertEquals(Set.of("standby", "reload"), Set.copyOf(missed));
        }
    }

    @Test
    void shouldReplaceTheSocketOfAKilledDaemon() throws IOException {
        Path socket = run.resolve(ControlClient.SOCKET_NAME);
        ServerSocketChannel killed = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        killed.bind(UnixDomainSocketAddress.of(socket));
        killed.close();
        assertTrue(Files.exists(socket), "the file outlives its owner");
        try (ControlServer server = serve(request -> ControlReply.text(0, "alive"))) {
            assertEquals(
                    "alive\n", ControlClient.call(run, new ControlRequest("x")).out());
        }
        assertFalse(Files.exists(socket), "an orderly end removes it");
    }

    @Test
    void shouldRefuseTheSocketOfALivingDaemon() throws IOException {
        try (ControlServer server = serve(request -> ControlReply.text(0, "first"))) {
            IOException e = assertThrows(IOException.class, () -> ControlServer.bind(run, r -> null, GUESTS, threads));
            assertTrue(e.getMessage().contains("another daemon"), e.getMessage());
            assertEquals(
                    "first\n", ControlClient.call(run, new ControlRequest("x")).out());
        }
    }

    private String askAs(String uid, String gid, String verb) throws Exception {
        List<String> command = List.of("setpriv", "--reuid=" + uid, "--regid=" + gid, "--clear-groups");
        List<String> words = new ArrayList<>(command);
        String socket = run.resolve(ControlClient.SOCKET_NAME).toString();
        words.addAll(List.of("perl", "-MIO::Socket::UNIX", "-e", ASK, socket, verb));
        Process process = new ProcessBuilder(words)
                .redirectErrorStream(true)
                .directory(new File("/"))
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), said);
        return said;
    }

    @Test
    @RequiresRoot
    void shouldTellOtherUsersApartByTheKernelsWord() throws Exception {
        Files.setPosixFilePermissions(run, PosixFilePermissions.fromString("rwxr-xr-x"));
        try (ControlServer server = serve(request -> ControlReply.text(0, "done " + request.verb()))) {
            assertTrue(askAs("0", "0", "reload").contains("done reload"));
            assertTrue(askAs("65534", "65534", "cl_status").contains("done cl_status"));
            assertTrue(askAs("65534", "65534", "status").contains("done status"), "its group is listed");
            String refused = askAs("65534", "12345", "status");
            assertTrue(refused.contains("\"exit\":4") && refused.contains("only root"), refused);
            for (String verb : List.of("reload", "standby", "takeover", "fence", "clear", "note", "lvs")) {
                String said = askAs("65534", "65534", verb);
                assertTrue(said.contains("\"exit\":4"), verb + ": " + said);
                assertFalse(said.contains("done"), said);
            }
        }
    }

    /** A stranger who connects and says nothing keeps a few others waiting, and root never. */
    @Test
    @RequiresRoot
    void shouldHaveRoomForRootWhenStrangersHoldTheirConnections() throws Exception {
        Files.setPosixFilePermissions(run, PosixFilePermissions.fromString("rwxr-xr-x"));
        String hold = "my @s = map { IO::Socket::UNIX->new(Peer => $ARGV[0]) } 1..40; print qq(held\n);"
                + " $| = 1; print qq(\n); <STDIN>;";
        ExecutorService few = Executors.newFixedThreadPool(6);
        try (ControlServer server = serve(request -> ControlReply.text(0, "alive"), few)) {
            Process strangers = new ProcessBuilder(
                            "setpriv",
                            "--reuid=65534",
                            "--regid=65534",
                            "--clear-groups",
                            "perl",
                            "-MIO::Socket::UNIX",
                            "-e",
                            hold,
                            run.resolve(ControlClient.SOCKET_NAME).toString())
                    .directory(new File("/"))
                    .start();
            try {
                assertEquals("held", strangers.inputReader().readLine());
                ControlReply reply = assertTimeoutPreemptively(
                        Duration.ofSeconds(20), () -> ControlClient.call(run, new ControlRequest("x")));
                assertEquals("alive\n", reply.out());
            } finally {
                strangers.destroyForcibly().waitFor();
                few.shutdownNow();
            }
        }
    }

    @Test
    void shouldAnswerNonsenseWithAReason() throws IOException {
        try (ControlServer server = serve(request -> ControlReply.text(0, "ok"))) {
            for (String nonsense : List.of("", "[]", "{}", "{\"verb\":1}", "{\"verb\":\"x\",\"args\":[1]}", "\u0000")) {
                try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
                    channel.connect(UnixDomainSocketAddress.of(run.resolve(ControlClient.SOCKET_NAME)));
                    channel.write(StandardCharsets.UTF_8.encode(nonsense + "\n"));
                    ControlReply reply = ControlReply.decode(LineChannel.read(channel, 1 << 16));
                    assertEquals(2, reply.exit(), nonsense);
                    assertTrue(reply.err().startsWith("bad request: "), reply.err());
                }
            }
        }
    }

    @Test
    void shouldSurviveAHandlerThatFails() throws IOException {
        try (ControlServer server = serve(request -> {
            throw new IllegalStateException("broken");
        })) {
            assertEquals(70, ControlClient.call(run, new ControlRequest("x")).exit());
            assertEquals(70, ControlClient.call(run, new ControlRequest("x")).exit());
        }
    }
}
