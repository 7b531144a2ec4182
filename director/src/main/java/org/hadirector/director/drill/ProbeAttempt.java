package org.hadirector.director.drill;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hadirector.director.drill.Sample.Outcome;

/** One request under way: connect, ask, read to the end of the stream. Never blocks; owned by the prober's thread. */
final class ProbeAttempt {
    private static final int MAX_ANSWER_BYTES = 8192;
    private static final Pattern PAGE = Pattern.compile("Test Page of (\\w+)");

    private final SocketChannel channel;
    private final long startNs;
    private final StringBuilder answer = new StringBuilder();
    private Sample result;

    private ProbeAttempt(SocketChannel channel, long startNs) {
        this.channel = channel;
        this.startNs = startNs;
    }

    /** Begins to connect; an attempt that fails at once is already done. */
    static ProbeAttempt begin(Selector selector, SocketAddress target, long nowNs) throws IOException {
        SocketChannel channel = SocketChannel.open();
        ProbeAttempt attempt = new ProbeAttempt(channel, nowNs);
        try {
            channel.configureBlocking(false);
            channel.connect(target);
            channel.register(selector, SelectionKey.OP_CONNECT, attempt);
        } catch (IOException e) {
            attempt.finish(nowNs, outcomeOf(e), "");
        }
        return attempt;
    }

    /** The selector says that something can be done. */
    void ready(SelectionKey key, ByteBuffer request, ByteBuffer scratch, long nowNs) {
        try {
            if (key.isConnectable()) {
                channel.finishConnect();
                // A fresh socket's buffer takes the whole request.
                channel.write(request.duplicate());
                key.interestOps(SelectionKey.OP_READ);
            }
            if (key.isReadable() && read(scratch) < 0) {
                judge(nowNs);
            }
        } catch (IOException e) {
            finish(nowNs, outcomeOf(e), "");
        }
    }

    void giveUp(long nowNs) {
        finish(nowNs, Outcome.TIMEOUT, "");
    }

    boolean done() {
        return result != null;
    }

    long startNs() {
        return startNs;
    }

    /** How it ended; null while it is under way. */
    Sample result() {
        return result;
    }

    private int read(ByteBuffer scratch) throws IOException {
        scratch.clear();
        int count = channel.read(scratch);
        if (count > 0) {
            answer.append(StandardCharsets.ISO_8859_1.decode(scratch.flip()));
        }
        return answer.length() > MAX_ANSWER_BYTES ? -1 : count;
    }

    private void judge(long nowNs) {
        Matcher page = PAGE.matcher(answer);
        if (answer.indexOf("HTTP/1.") == 0 && answer.indexOf(" 200 ") > 0 && page.find()) {
            finish(nowNs, Outcome.ANSWERED, page.group(1));
        } else {
            finish(nowNs, Outcome.BAD_ANSWER, "");
        }
    }

    private void finish(long nowNs, Outcome outcome, String server) {
        if (result == null) {
            result = new Sample(startNs, nowNs, outcome, server);
        }
        try {
            channel.close();
        } catch (IOException e) {
            // The attempt has its outcome; a socket that cannot be closed changes nothing about it.
            answer.setLength(0);
        }
    }

    private static Outcome outcomeOf(IOException e) {
        if (e instanceof NoRouteToHostException) {
            return Outcome.UNREACHABLE;
        }
        if (e instanceof ConnectException) {
            String text = String.valueOf(e.getMessage());
            return text.contains("refused") ? Outcome.REFUSED : Outcome.UNREACHABLE;
        }
        return Outcome.RESET;
    }
}
