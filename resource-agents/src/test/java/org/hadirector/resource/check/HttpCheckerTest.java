package org.hadirector.resource.check;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.hadirector.resource.testing.RawServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpCheckerTest {
    private static final int TIMEOUT_MS = 300;
    /** Far longer than any check may take, so that only a hanging one reaches it. */
    private static final Duration HANGS = Duration.ofSeconds(20);

    private static CheckResult check(RawServer server, String request, String receive) {
        return check(new HttpChecker(server.address(), "GET", "", request, receive, 10_000));
    }

    private static CheckResult check(HttpChecker checker) {
        return assertTimeoutPreemptively(HANGS, checker::check);
    }

    private static void assertDown(String reason, CheckResult result) {
        assertTrue(result instanceof CheckResult.Down down && down.reason().contains(reason), result.toString());
    }

    @Test
    void shouldBeUpWhenTheExpressionIsFoundSomewhereInTheBody() throws IOException {
        try (RawServer server = RawServer.saying(RawServer.answer("200 OK", "<h1>\nTest  Page</h1>"))) {
            assertEquals(CheckResult.UP, check(server, "index.html", "Test +P[a-z]ge"));
            String request = server.requests().get(0);
            assertTrue(request.startsWith("GET /index.html HTTP/1.1\r\n"), request);
            assertTrue(request.contains("\r\nHost: 127.0.0.1:" + server.port() + "\r\n"), request);
        }
    }

    @Test
    void shouldAskUnderTheVirtualHost() throws IOException {
        try (RawServer server = RawServer.saying(RawServer.answer("200 OK", ""))) {
            check(new HttpChecker(server.address(), "HEAD", "www.example", "/a b", "", 10_000));
            String request = server.requests().get(0);
            assertTrue(request.startsWith("HEAD /a%20b HTTP/1.1\r\nHost: www.example\r\n"), request);
        }
    }

    @Test
    void shouldBeDownWhenTheBodyIsAnother() throws IOException {
        try (RawServer server = RawServer.saying(RawServer.answer("200 OK", "It works!"))) {
            assertDown("does not match \"Test Page\"", check(server, "/", "Test Page"));
            assertEquals(CheckResult.UP, check(server, "/", ""));
        }
    }

    @ParameterizedTest
    @CsvSource({"200 OK, true", "204 No Content, true", "299 x, true", "304 Not Modified, false", "404 Not Found, false"
    })
    void shouldAcceptSuccessOnly(String status, boolean up) throws IOException {
        try (RawServer server = RawServer.saying(RawServer.answer(status, ""))) {
            CheckResult result = check(server, "/", "");
            assertEquals(up, result.isUp());
            if (!up) {
                assertDown(status, result);
            }
        }
    }

    @Test
    void shouldSkipInterimAnswers() throws IOException {
        try (RawServer server = RawServer.saying(
                "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + RawServer.answer("200 OK", "Test Page"))) {
            assertEquals(CheckResult.UP, check(server, "/", "Test Page"));
        }
    }

    @Test
    void shouldReadChunkedAndUndelimitedBodies() throws IOException {
        try (RawServer chunked = RawServer.saying("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                        + "5;x=y\r\nTest \r\n4\r\nPage\r\n0\r\n\r\n");
                RawServer old = RawServer.saying("HTTP/1.0 200 OK\n\nTest Page")) {
            assertEquals(CheckResult.UP, check(chunked, "/", "Test Page"));
            assertEquals(CheckResult.UP, check(old, "/", "Test Page"));
        }
    }

    @Test
    void shouldDecodeTheBodyAsTheServerSays() throws IOException {
        byte[] latin =
                "HTTP/1.0 200 OK\r\nContent-Type: text/html; charset=ISO-8859-1\r\n\r\nGrüße".getBytes(ISO_8859_1);
        try (RawServer server = new RawServer((socket, out) -> out.write(latin));
                RawServer modern = RawServer.saying(RawServer.answer("200 OK", "Grüße"))) {
            assertEquals(CheckResult.UP, check(server, "/", "Grüße"));
            assertEquals(CheckResult.UP, check(modern, "/", "^Gr.{2}e$"));
        }
    }

    @Test
    void shouldFollowRedirectsOnTheSameServer() throws IOException {
        AtomicInteger step = new AtomicInteger();
        String[] locations = {"/a/b", "c?d=e", "http://www.example/f"};
        try (RawServer server = new RawServer((socket, out) -> {
            int now = step.getAndIncrement();
            String answer = now < locations.length
                    ? "HTTP/1.1 302 Found\r\nLocation: " + locations[now] + "\r\nContent-Length: 0\r\n\r\n"
                    : RawServer.answer("200 OK", "Test Page");
            out.write(answer.getBytes(UTF_8));
        })) {
            assertEquals(CheckResult.UP, check(server, "/", "Test Page"));
            assertTrue(server.requests().get(1).startsWith("GET /a/b "));
            assertTrue(server.requests().get(2).startsWith("GET /a/c?d=e "));
            assertTrue(server.requests().get(3).startsWith("GET /f HTTP/1.1\r\nHost: www.example\r\n"));
        }
    }

    @Test
    void shouldBeDownWhenARedirectNamesNoPlaceOrHttps() throws IOException {
        try (RawServer nowhere = RawServer.saying(RawServer.answer("302 Found", ""));
                RawServer secure =
                        RawServer.saying("HTTP/1.1 301 x\r\nLocation: https://a/\r\nContent-Length: 0\r\n\r\n")) {
            assertDown("302 Found", check(nowhere, "/", ""));
            assertDown("which http cannot check", check(secure, "/", ""));
        }
    }

    @Test
    void shouldGiveUpOnEndlessRedirects() throws IOException {
        try (RawServer server =
                RawServer.saying("HTTP/1.1 301 Moved\r\nLocation: /again\r\nContent-Length: 0\r\n\r\n")) {
            assertDown("redirects", check(server, "/", ""));
            assertEquals(8, server.requests().size());
        }
    }

    @Test
    void shouldBeDownWhenTheAnswerIsCutOff() throws IOException {
        try (RawServer server = RawServer.saying("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nTest Page")) {
            assertDown("cut off", check(server, "/", "Test Page"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SSH-2.0-OpenSSH_9.2\r\n",
                "HTTP/1.1\r\n\r\n",
                "HTTP/1.1 999 x\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nTestPage",
                "HTTP/1.1 200 OK\r\n",
                ""
            })
    void shouldBeDownOnNonsense(String nonsense) throws IOException {
        try (RawServer server = RawServer.saying(nonsense)) {
            assertDown("500 ", check(server, "/", ""));
        }
    }

    @Test
    void shouldNotReadEndlessLinesOrBodies() throws IOException {
        byte[] junk = "x".repeat(8192).getBytes(UTF_8);
        try (RawServer line = new RawServer((socket, out) -> {
                    while (true) {
                        out.write(junk);
                    }
                });
                RawServer body = new RawServer((socket, out) -> {
                    out.write("HTTP/1.0 200 OK\r\n\r\n".getBytes(UTF_8));
                    while (true) {
                        out.write(junk);
                    }
                })) {
            assertDown("line of more than", check(line, "/", ""));
            assertEquals(CheckResult.UP, check(body, "/", "xxx"));
        }
    }

    @Test
    void shouldBeDownWhenTheConnectionIsRefused() throws IOException {
        InetSocketAddress closed;
        try (ServerSocket socket = new ServerSocket(0)) {
            closed = new InetSocketAddress("127.0.0.1", socket.getLocalPort());
        }
        assertDown("refused", check(new HttpChecker(closed, "GET", "", "/", "", 10_000)));
        assertDown("refused", new ConnectChecker(closed, 10_000).check());
    }

    @Test
    void shouldEndAtTheTimeoutWhenTheServerStaysSilent() throws IOException {
        CountDownLatch never = new CountDownLatch(1);
        try (RawServer server = new RawServer((socket, out) -> never.await())) {
            assertDown("500 Timeout Alarm", check(new HttpChecker(server.address(), "GET", "", "/", "", TIMEOUT_MS)));
            assertEquals(CheckResult.UP, new ConnectChecker(server.address(), 10_000).check());
        }
    }

    @Test
    void shouldEndAtTheTimeoutWhenTheServerDrips() throws IOException {
        CountDownLatch never = new CountDownLatch(1);
        try (RawServer server = new RawServer((socket, out) -> {
            out.write("HTTP/1.1 200 OK\r\nX: ".getBytes(UTF_8));
            for (int i = 0; i < 10_000 && !never.await(20, TimeUnit.MILLISECONDS); i++) {
                out.write('x');
            }
        })) {
            assertDown("500 Timeout Alarm", check(new HttpChecker(server.address(), "GET", "", "/", "", TIMEOUT_MS)));
        }
    }

    @Test
    void shouldEndAtTheTimeoutWhenTheExpressionBacktracksForEver() throws IOException {
        try (RawServer server = RawServer.saying(RawServer.answer("200 OK", "a".repeat(60) + "b"))) {
            assertDown(
                    "500 Timeout Alarm",
                    check(new HttpChecker(server.address(), "GET", "", "/", "(a|aa)+\\1c", TIMEOUT_MS)));
        }
    }
}
