package org.hadirector.resource.check;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hadirector.resource.config.Endpoint;

/**
 * Up when the real server's own address answers the request with 2xx and the regular expression is found in the body.
 * Redirects are followed on the same server, under the host name they give: a real server that sends its visitors to
 * the site's public name is asked for the page it would then deliver.
 */
public final class HttpChecker implements Checker {
    private static final int MAX_REDIRECTS = 7;
    private static final Pattern URL = Pattern.compile("(?i)(https?)://([^/?#]*)(.*)");
    private static final Pattern CHARSET = Pattern.compile("(?i)charset=\"?([^\\s;\"]+)");

    private final InetSocketAddress server;
    private final String method;
    private final String host;
    private final String path;
    private final Pattern receive;
    private final int timeoutMs;

    /**
     * @param server address and port that are checked
     * @param method {@code GET} or {@code HEAD}; with HEAD the body is empty, so that only an empty {@code receive}
     *     matches
     * @param virtualHost the Host header, empty for the address
     * @param request path, with or without slash in front
     * @param receive regular expression, empty for any answer
     * @param timeoutMs for everything, redirects and matching included
     */
    public HttpChecker(
            InetSocketAddress server,
            String method,
            String virtualHost,
            String request,
            String receive,
            int timeoutMs) {
        this.server = server;
        this.method = method;
        this.host = virtualHost.isEmpty() ? hostHeader(server) : virtualHost;
        this.path = escaped(request.startsWith("/") ? request : "/" + request);
        this.receive = Pattern.compile(receive, Pattern.UNIX_LINES);
        this.timeoutMs = timeoutMs;
    }

    private static String hostHeader(InetSocketAddress server) {
        String text = Endpoint.text(server.getAddress(), server.getPort());
        return server.getPort() == 80 ? text.substring(0, text.lastIndexOf(':')) : text;
    }

    /** Blanks and control characters would end the request line or begin another header. */
    private static String escaped(String path) {
        StringBuilder result = new StringBuilder();
        for (byte b : path.getBytes(StandardCharsets.UTF_8)) {
            if (b <= ' ' || b == 0x7f) {
                result.append(String.format("%%%02X", b & 0xff));
            } else {
                result.append((char) b);
            }
        }
        return result.toString();
    }

    @Override
    public CheckResult check() {
        Deadline deadline = Deadline.in(timeoutMs);
        try {
            return follow(deadline);
        } catch (SocketTimeoutException | DeadlineText.Passed e) {
            return CheckResult.down("500 Timeout Alarm");
        } catch (IOException e) {
            return CheckResult.down("500 " + e.getMessage());
        } catch (StackOverflowError e) {
            // java.util.regex recurses; a body can make it too deep.
            return CheckResult.down("receive cannot be matched against this answer");
        }
    }

    private CheckResult follow(Deadline deadline) throws IOException {
        InetSocketAddress where = server;
        String askedHost = host;
        String askedPath = path;
        for (int i = 0; i <= MAX_REDIRECTS; i++) {
            HttpExchange.Answer answer;
            try (HttpExchange exchange = new HttpExchange(deadline)) {
                answer = exchange.get(where, method, askedHost, askedPath);
            }
            String location = answer.headers().get("location");
            if (!isRedirect(answer.status()) || location == null) {
                return judge(answer, deadline);
            }
            Matcher url = URL.matcher(location);
            if (!url.matches()) {
                askedPath = resolve(askedPath, location);
                continue;
            }
            if (url.group(1).equalsIgnoreCase("https")) {
                return CheckResult.down(answer.status() + " redirected to " + location + ", which http cannot check");
            }
            askedHost = url.group(2);
            askedPath = escaped(url.group(3).startsWith("/") ? url.group(3) : "/" + url.group(3));
            where = new InetSocketAddress(server.getAddress(), port(askedHost, server.getPort()));
        }
        return CheckResult.down("more than " + MAX_REDIRECTS + " redirects");
    }

    private static boolean isRedirect(int status) {
        return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
    }

    private static int port(String authority, int ownPort) {
        Matcher port = Pattern.compile(".*:(\\d{1,5})").matcher(authority);
        int number = port.matches() ? Integer.parseInt(port.group(1)) : 0;
        return number >= 1 && number <= 65535 ? number : ownPort;
    }

    private static String resolve(String from, String location) {
        if (location.startsWith("//")) {
            int slash = location.indexOf('/', 2);
            return slash < 0 ? "/" : escaped(location.substring(slash));
        }
        return escaped(
                location.startsWith("/")
                        ? location
                        : from.replaceFirst("[?#].*", "").replaceFirst("[^/]*$", "") + location);
    }

    private CheckResult judge(HttpExchange.Answer answer, Deadline deadline) {
        if (answer.status() < 200 || answer.status() > 299) {
            return CheckResult.down((answer.status() + " " + answer.reason()).strip());
        }
        if (receive.pattern().isEmpty()) {
            return CheckResult.UP;
        }
        String body = new String(answer.body(), charset(answer.headers().getOrDefault("content-type", "")));
        return receive.matcher(new DeadlineText(body, deadline)).find()
                ? CheckResult.UP
                : CheckResult.down(answer.status() + ", but the answer does not match \"" + receive + "\"");
    }

    private static Charset charset(String contentType) {
        Matcher matcher = CHARSET.matcher(contentType);
        if (matcher.find()) {
            try {
                return Charset.forName(matcher.group(1));
            } catch (IllegalCharsetNameException | UnsupportedCharsetException unknown) {
                return StandardCharsets.UTF_8;
            }
        }
        return StandardCharsets.UTF_8;
    }
}
