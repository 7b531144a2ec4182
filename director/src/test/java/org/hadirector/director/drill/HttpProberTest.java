package org.hadirector.director.drill;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.hadirector.director.drill.Sample.Outcome;
import org.hadirector.linux.NetworkNamespace;
import org.hadirector.linux.testing.RequiresRoot;
import org.hadirector.linux.testing.TestNetwork;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@RequiresRoot
class HttpProberTest {
    private static final String SERVER = "192.0.2.25";
    private static final Duration INTERVAL = Duration.ofMillis(2);
    private static final Duration DEADLINE = Duration.ofMillis(300);

    private final TestNetwork network = new TestNetwork();
    private NetworkNamespace client;
    private NetworkNamespace server;

    @BeforeEach
    void cable() throws IOException {
        client = network.host("client");
        server = network.host("server");
        network.cable(client, "eth0", "192.0.2.100/24", server, "eth0", SERVER + "/24");
    }

    @AfterEach
    void down() throws IOException {
        network.close();
    }

    @Test
    void shouldRecordAnswersWithTheServersName() throws Exception {
        try (ServerSocket listener = listen();
                HttpProber prober = prober()) {
            serve(listener, "HTTP/1.0 200 OK\r\n\r\n<html>Test Page of rs7</html>");
            await(prober, Outcome.ANSWERED);
            assertEquals(
                    Set.of("rs7"),
                    prober.samples().stream()
                            .filter(Sample::good)
                            .map(Sample::server)
                            .collect(Collectors.toSet()));
        }
    }

    @Test
    void shouldNotTakeAnErrorPageForAnAnswer() throws Exception {
        try (ServerSocket listener = listen();
                HttpProber prober = prober()) {
            serve(listener, "HTTP/1.0 503 Busy\r\n\r\n<html>Test Page of rs7</html>");
            await(prober, Outcome.BAD_ANSWER);
            assertEquals(0, prober.answered());
        }
    }

    @Test
    void shouldCallAClosedPortRefused() throws Exception {
        try (HttpProber prober = prober()) {
            await(prober, Outcome.REFUSED);
        }
    }

    @Test
    void shouldGiveUpOnSilenceWithoutWaitingForTcp() throws Exception {
        server.ip("link", "set", "eth0", "arp", "off", "multicast", "off");
        server.exec("sh", "-c", "echo 1 > /proc/sys/net/ipv4/conf/eth0/arp_ignore");
        server.ip("addr", "flush", "dev", "eth0");
        client.ip("neigh", "replace", SERVER, "lladdr", "02:00:00:00:00:99", "dev", "eth0", "nud", "permanent");
        try (HttpProber prober = prober()) {
            await(prober, Outcome.TIMEOUT);
        }
    }

    @Test
    void shouldAnswerAgainAsSoonAsTheServiceIsBack() throws Exception {
        try (HttpProber prober = prober()) {
            await(prober, Outcome.REFUSED);
            long backNs = System.nanoTime();
            try (ServerSocket listener = listen()) {
                serve(listener, "HTTP/1.0 200 OK\r\n\r\nTest Page of rs1");
                Awaitility.await().until(() -> prober.answeredSince(backNs));
            }
        }
    }

    @Test
    void shouldSayWhenItsNamespaceIsGone() throws Exception {
        NetworkNamespace gone = network.host("gone");
        gone.close();
        try (HttpProber prober = new HttpProber(gone, SERVER, INTERVAL, DEADLINE)) {
            prober.start();
            Awaitility.await().untilAsserted(() -> assertThrows(IOException.class, prober::samples));
        } catch (IOException alsoOnClose) {
            assertTrue(alsoOnClose.getMessage().contains("setns")
                    || alsoOnClose.getMessage().contains("open"));
        }
    }

    private HttpProber prober() {
        return new HttpProber(client, SERVER, INTERVAL, DEADLINE).start();
    }

    private static void await(HttpProber prober, Outcome outcome) {
        Awaitility.await().until(() -> prober.samples().stream().anyMatch(sample -> sample.outcome() == outcome));
    }

    private ServerSocket listen() throws Exception {
        return server.call(() -> {
            ServerSocket listener = new ServerSocket();
            listener.setReuseAddress(true);
            listener.bind(new InetSocketAddress("0.0.0.0", 80), 256);
            return listener;
        });
    }

    /** Answers every connection on a thread of its own until the listener is closed. */
    private static void serve(ServerSocket listener, String answer) {
        Thread thread = new Thread(() -> {
            while (!listener.isClosed()) {
                try (Socket socket = listener.accept()) {
                    socket.getInputStream().readNBytes("GET /index.html HTTP/1.0\r\n".length());
                    socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
                    socket.shutdownOutput();
                    socket.getInputStream().readAllBytes();
                } catch (IOException closed) {
                    continue;
                }
            }
        });
        thread.setDaemon(true);
        thread.start();
    }
}
