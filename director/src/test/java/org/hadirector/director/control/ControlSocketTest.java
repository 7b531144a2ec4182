package org.hadirector.director.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("try") // the server is there to be talked to, not to be named
class ControlSocketTest {
    @TempDir
    Path run;

    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void stopThreads() {
        threads.shutdownNow();
    }

    private ControlServer serve(ControlHandler handler) throws IOException {
        ControlServer server = ControlServer.bind(run, handler, threads);
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
            IOException e = assertThrows(IOException.class, () -> ControlServer.bind(run, r -> null, threads));
            assertTrue(e.getMessage().contains("another daemon"), e.getMessage());
            assertEquals(
                    "first\n", ControlClient.call(run, new ControlRequest("x")).out());
        }
    }

    @Test
    void shouldBeOpenToOtherUsersWhoAreToldApartByTheKernel() throws IOException {
        try (ControlServer server = serve(request -> ControlReply.text(0, "ok"))) {
            assertEquals(
                    "rw-rw-rw-",
                    java.nio.file.attribute.PosixFilePermissions.toString(
                            Files.getPosixFilePermissions(run.resolve(ControlClient.SOCKET_NAME))));
        }
    }

    @Test
    void shouldAnswerNonsenseWithAReason() throws IOException {
        try (ControlServer server = serve(request -> ControlReply.text(0, "ok"))) {
            for (String nonsense : List.of("", "[]", "{}", "{\"verb\":1}", "{\"verb\":\"x\",\"args\":[1]}", "\u0000")) {
                try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
                    channel.connect(UnixDomainSocketAddress.of(run.resolve(ControlClient.SOCKET_NAME)));
                    LineChannel.write(channel, nonsense);
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
