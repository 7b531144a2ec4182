package org.hadirector.director.control;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The command's side of the control socket. */
public final class ControlClient {
    /** Name of the socket in the runtime directory. */
    public static final String SOCKET_NAME = "control.sock";

    private static final int MAX_REPLY_BYTES = 64 << 20;

    /** As heartbeat's library. */
    private static final long PATIENCE_MS = 5_000;

    /** A request that was not taken up by then is void; less than we wait, so that a sign of life still reaches us. */
    private static final long VOID_AFTER_NS = (2 * PATIENCE_MS - 1_000) * 1_000_000;

    /** Needs no work; an engine alone, which does not know it, answers that. */
    private static final String QUESTION = "cl_status";

    private ControlClient() {}

    /**
     * Asks the daemon of a runtime directory and waits for the answer, as long as the daemon gives signs of life.
     *
     * @throws NoDaemonException when nobody listens there
     * @throws SilentDaemonException when somebody listens and does not answer
     * @throws IOException when the daemon went away before it answered
     */
    public static ControlReply call(Path runDirectory, ControlRequest request) throws IOException {
        return callAt(runDirectory.resolve(SOCKET_NAME), request);
    }

    /** As {@link #call}, at a socket of any name. */
    public static ControlReply callAt(Path socket, ControlRequest request) throws IOException {
        return callAt(socket, request, PATIENCE_MS);
    }

    /** @param patienceMs how long a daemon that lives may take for a question that needs no work */
    static ControlReply callAt(Path socket, ControlRequest request, long patienceMs) throws IOException {
        return callAt(socket, request, patienceMs, () -> requireAlive(socket, request, patienceMs));
    }

    /** What is done while an answer is waited for; what it throws ends the waiting. */
    @FunctionalInterface
    public interface Meanwhile {
        void look() throws IOException, InterruptedException;
    }

    /**
     * As {@link #callAt(Path, ControlRequest)}, for answers that may take long.
     *
     * @param everyMs between two looks
     * @param meanwhile has to find out as well whether the daemon lives
     */
    public static ControlReply callAt(Path socket, ControlRequest request, long everyMs, Meanwhile meanwhile)
            throws IOException {
        FutureTask<ControlReply> exchange = begin(socket, request.by(System.nanoTime() + VOID_AFTER_NS));
        try {
            while (true) {
                try {
                    return exchange.get(everyMs, TimeUnit.MILLISECONDS);
                } catch (TimeoutException e) {
                    meanwhile.look();
                }
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while the daemon was asked", e);
        } finally {
            exchange.cancel(true); // closes its socket
        }
    }

    /** On a thread of its own: neither connecting nor reading has a time limit there. */
    private static FutureTask<ControlReply> begin(Path socket, ControlRequest request) {
        FutureTask<ControlReply> exchange = new FutureTask<>(() -> {
            try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
                connect(channel, socket);
                LineChannel.write(channel, request.fields());
                return ControlReply.decode(LineChannel.read(channel, MAX_REPLY_BYTES));
            }
        });
        Thread thread = new Thread(exchange, "control-call");
        thread.setDaemon(true);
        thread.start();
        return exchange;
    }

    /** A long answer may be under way; a short question tells whether anybody is there to give it. */
    private static void requireAlive(Path socket, ControlRequest request, long patienceMs)
            throws InterruptedException, SilentDaemonException {
        FutureTask<ControlReply> question = null;
        try {
            if (!request.verb().equals(QUESTION)) {
                question = begin(socket, new ControlRequest(QUESTION));
                question.get(patienceMs, TimeUnit.MILLISECONDS);
                return;
            }
        } catch (ExecutionException e) {
            return; // it ends, or has too many guests: what was asked first will tell
        } catch (TimeoutException e) {
            // neither answers
        } finally {
            if (question != null) {
                question.cancel(true);
            }
        }
        throw new SilentDaemonException(
                "the daemon at " + socket + " does not answer: it hangs or is stopped; look at its process and ha-log");
    }

    private static void connect(SocketChannel channel, Path socket) throws IOException {
        try {
            channel.connect(UnixDomainSocketAddress.of(socket));
        } catch (IOException e) {
            Path directory = socket.toAbsolutePath().getParent();
            String why = Files.exists(directory) && !Files.isReadable(directory) ? "permission denied" : "not running";
            throw new NoDaemonException("no daemon answers at " + socket + " (" + why + ")", e);
        }
    }

    /** Nobody listens on the control socket. */
    public static final class NoDaemonException extends IOException {
        private static final long serialVersionUID = 1L;

        NoDaemonException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** Somebody listens on the control socket, and that is all. */
    public static final class SilentDaemonException extends IOException {
        private static final long serialVersionUID = 1L;

        public SilentDaemonException(String message) {
            super(message);
        }
    }
}
