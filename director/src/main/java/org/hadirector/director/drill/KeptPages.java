package org.hadirector.director.drill;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Fetches a page again and again on one connection (HTTP/1.1, RFC 9112). */
public final class KeptPages implements KeptClients.Speech {
    private static final String HEAD_END = "\r\n\r\n";
    private static final int LONGEST_HEAD = 8192;
    private static final Pattern LENGTH = Pattern.compile("(?i)\r\ncontent-length: *(\\d+)\r\n");

    private final Set<String> pages;
    private final byte[] request;

    /**
     * @param host as the request names it
     * @param pages one of which every answer must be
     */
    public KeptPages(String host, Set<String> pages) {
        this.pages = Set.copyOf(pages);
        request = ("GET /index.html HTTP/1.1\r\nHost: " + host + HEAD_END).getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public boolean exchange(Socket connection, long number) throws IOException {
        connection.getOutputStream().write(request);
        InputStream in = connection.getInputStream();
        String head = head(in);
        Matcher length = LENGTH.matcher(head);
        if (!head.startsWith("HTTP/1.1 200 ") || !length.find()) {
            return false;
        }
        byte[] body = in.readNBytes(Integer.parseInt(length.group(1)));
        return pages.contains(new String(body, StandardCharsets.ISO_8859_1)) && in.available() == 0;
    }

    private static String head(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        String text = "";
        while (!text.endsWith(HEAD_END) && head.size() < LONGEST_HEAD) {
            int octet = in.read();
            if (octet < 0) {
                throw new IOException("closed by the server");
            }
            head.write(octet);
            text = octet == '\n' ? head.toString(StandardCharsets.ISO_8859_1) : text;
        }
        return text;
    }
}
