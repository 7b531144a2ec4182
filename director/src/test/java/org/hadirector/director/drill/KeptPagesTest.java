package org.hadirector.director.drill;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A client that takes anything for its page would find no byte that was lost. */
class KeptPagesTest {
    private static final String PAGE = "<html>Test Page of rs1</html>\n";

    private final KeptPages pages = new KeptPages("192.0.2.6", Set.of(PAGE));
    private ServerSocket listening;
    private Socket client;
    private Socket server;

    @BeforeEach
    void connect() throws IOException {
        listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        client = new Socket(InetAddress.getLoopbackAddress(), listening.getLocalPort());
        client.setSoTimeout(10_000);
        server = listening.accept();
    }

    @AfterEach
    void close() throws IOException {
        client.close();
        server.close();
        listening.close();
    }

    private boolean answered(String answer) throws IOException {
        server.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
        return pages.exchange(client, 1);
    }

    private static String answer(String body) {
        return "HTTP/1.1 200 OK\r\nServer: x\r\nContent-Length: " + body.length() + "\r\nConnection: keep-alive\r\n\r\n"
                + body;
    }

    @Test
    void shouldTakeOnePageAfterTheOther() throws IOException {
        assertTrue(answered(answer(PAGE)));
        assertTrue(answered(answer(PAGE)));
        byte[] asked =
                server.getInputStream().readNBytes(2 * "GET /index.html HTTP/1.1\r\nHost: 192.0.2.6\r\n\r\n".length());
        String request = "GET /index.html HTTP/1.1\r\nHost: 192.0.2.6\r\n\r\n";
        assertEquals(request + request, new String(asked, StandardCharsets.US_ASCII));
    }

    @Test
    void shouldSeeAByteThatIsOther() throws IOException {
        assertFalse(answered(answer(PAGE.replace('T', 't'))));
    }

    @Test
    void shouldSeeBytesThatCameTwice() throws IOException {
        assertFalse(answered(answer(PAGE) + "HTTP"));
    }

    @Test
    void shouldTakeNoOtherAnswer() throws IOException {
        assertFalse(answered(answer(PAGE).replace("200 OK", "500 No")));
    }

    @Test
    void shouldSayThatTheConnectionIsOver() throws IOException {
        server.getOutputStream().write("HTTP/1.1 200".getBytes(StandardCharsets.US_ASCII));
        server.shutdownOutput();
        assertThrows(IOException.class, () -> pages.exchange(client, 1));
    }
}
