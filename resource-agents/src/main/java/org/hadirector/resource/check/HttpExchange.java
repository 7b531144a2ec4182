package org.hadirector.resource.check;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * One HTTP/1.1 request and its answer over a connection of its own (RFC 9112). Answers are untrusted: lines, headers
 * and body have limits, every read ends at the deadline.
 */
final class HttpExchange implements AutoCloseable {
    /** Of the body, this much is looked at; the rest is not read. */
    static final int MAX_BODY = 1 << 20;

    private static final int MAX_LINE = 16 << 10;
    private static final int MAX_HEADERS = 200;

    private final Socket socket = new Socket();
    private final Deadline deadline;
    private final byte[] buffer = new byte[8192];
    private InputStream in;
    private int position;
    private int limit;

    HttpExchange(Deadline deadline) {
        this.deadline = deadline;
    }

    /**
     * An answer.
     *
     * @param headers names in small letters, the last of equal ones
     * @param body at most {@link #MAX_BODY} bytes
     */
    record Answer(int status, String reason, Map<String, String> headers, byte[] body) {}

    /** Sends the request and reads the answer. */
    Answer get(InetSocketAddress server, String method, String host, String path) throws IOException {
        socket.connect(server, deadline.leftMs());
        socket.setTcpNoDelay(true);
        in = socket.getInputStream();
        String request = method + " " + path + " HTTP/1.1\r\nHost: " + host
                + "\r\nUser-Agent: ldirectord\r\nAccept: */*\r\nConnection: close\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
        String[] status = statusLine();
        while (status[1].startsWith("1")) {
            headers();
            status = statusLine();
        }
        Map<String, String> headers = headers();
        int code = Integer.parseInt(status[1]);
        boolean bodiless = method.equals("HEAD") || code == 204 || code == 304;
        return new Answer(code, status.length > 2 ? status[2] : "", headers, bodiless ? new byte[0] : body(headers));
    }

    private String[] statusLine() throws IOException {
        String[] words = line().split(" ", 3);
        if (words.length < 2 || !words[0].startsWith("HTTP/1.") || !words[1].matches("[1-5]\\d\\d")) {
            throw new IOException("not an HTTP answer");
        }
        return words;
    }

    private Map<String, String> headers() throws IOException {
        Map<String, String> headers = new HashMap<>();
        for (int count = 0; ; count++) {
            String line = line();
            if (line.isEmpty()) {
                return headers;
            }
            if (count == MAX_HEADERS) {
                throw new IOException("more than " + MAX_HEADERS + " header lines");
            }
            int colon = line.indexOf(':');
            if (colon > 0) {
                headers.put(
                        line.substring(0, colon).strip().toLowerCase(Locale.ROOT),
                        line.substring(colon + 1).strip());
            }
        }
    }

    private byte[] body(Map<String, String> headers) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        if (headers.getOrDefault("transfer-encoding", "")
                .toLowerCase(Locale.ROOT)
                .endsWith("chunked")) {
            chunks(body);
        } else if (headers.containsKey("content-length")) {
            String length = headers.get("content-length");
            if (!length.matches("\\d{1,18}")) {
                throw new IOException("bad Content-Length " + length);
            }
            copy(body, Long.parseLong(length));
        } else {
            while (body.size() < MAX_BODY && fill()) {
                int count = Math.min(limit - position, MAX_BODY - body.size());
                body.write(buffer, position, count);
                position += count;
            }
        }
        return body.toByteArray();
    }

    private void chunks(ByteArrayOutputStream body) throws IOException {
        while (body.size() < MAX_BODY) {
            String size = line().replaceFirst("[ \t;].*", "");
            if (!size.matches("[0-9A-Fa-f]{1,15}")) {
                throw new IOException("bad chunk size");
            }
            long length = Long.parseLong(size, 16);
            if (length == 0) {
                return;
            }
            copy(body, length);
            if (body.size() < MAX_BODY && !line().isEmpty()) {
                throw new IOException("bad chunk end");
            }
        }
    }

    private void copy(ByteArrayOutputStream body, long length) throws IOException {
        long left = length;
        while (left > 0 && body.size() < MAX_BODY) {
            if (!fill()) {
                throw new EOFException("answer cut off, " + left + " of " + length + " bytes missing");
            }
            int count = (int) Math.min(Math.min(limit - position, left), MAX_BODY - body.size());
            body.write(buffer, position, count);
            position += count;
            left -= count;
        }
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        while (true) {
            if (!fill()) {
                throw new EOFException("connection closed before the end of the answer");
            }
            char c = (char) (buffer[position++] & 0xff);
            if (c == '\n') {
                int length = line.length();
                if (length > 0 && line.charAt(length - 1) == '\r') {
                    line.setLength(length - 1);
                }
                return line.toString();
            }
            if (line.length() == MAX_LINE) {
                throw new IOException("line of more than " + MAX_LINE + " bytes");
            }
            line.append(c);
        }
    }

    /** Makes at least one byte available; false at the end of the connection. */
    private boolean fill() throws IOException {
        if (position < limit) {
            deadline.leftMs();
            return true;
        }
        socket.setSoTimeout(deadline.leftMs());
        limit = Math.max(0, in.read(buffer));
        position = 0;
        return limit > 0;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
