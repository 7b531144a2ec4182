package org.hadirector.director.control;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import jdk.net.ExtendedSocketOptions;
import jdk.net.UnixDomainPrincipal;

/**
 * The daemon's side of the control socket: one request and one reply per connection. The kernel tells who connects
 * (SO_PEERCRED): root and the daemon's own user may ask everything; any other user what {@link Guests} permits, a few
 * at a time, so that they cannot keep root waiting.
 *
 * <p>A daemon that was stopped finds requests in its socket whose commands have given up or were killed meanwhile, and
 * whose operators may have turned to the other node: these are not carried out. So whoever asks keeps its end open
 * until it has the answer.
 */
public final class ControlServer implements AutoCloseable {
    /**
     * How long a connection waits for a worker while all are at work: less than a command waits for a sign of life. The
     * kernel keeps further connections meanwhile.
     */
    public static final long PATIENCE_MS = 1_000;

    private static final int NOT_PERMITTED = 4;
    private static final int MISSED = 3;
    private static final int VISITORS = 4;
    private static final int VISITOR_BYTES = 4096;

    private final Path socket;
    private final ServerSocketChannel server;
    private final ControlHandler handler;
    private final Guests guests;
    private final Executor workers;
    private final String ownUser;
    private final Semaphore visitors = new Semaphore(VISITORS);

    /** What users other than root may ask; called on a worker, may take its time. */
    @FunctionalInterface
    public interface Guests {
        /**
         * @param user name, or its number when it has none
         * @param group name or number of its first group
         */
        boolean mayAsk(String user, String group, String verb);

        /** What whoever may not ask is told, with the remedy. */
        default String refusal(String verb) {
            return "only root may ask this: use sudo";
        }
    }

    private ControlServer(
            Path socket, ServerSocketChannel server, ControlHandler handler, Guests guests, Executor workers) {
        this.guests = guests;
        this.socket = socket;
        this.server = server;
        this.handler = handler;
        this.workers = workers;
        this.ownUser = System.getProperty("user.name");
    }

    /**
     * Binds the socket; one left behind by a killed daemon is removed once it is sure that nobody answers there.
     *
     * @param workers carry out requests; may refuse when too many are under way
     * @throws IOException when another daemon answers, or the directory cannot be used
     */
    public static ControlServer bind(Path runDirectory, ControlHandler handler, Guests guests, Executor workers)
            throws IOException {
        return bindAt(runDirectory.resolve(ControlClient.SOCKET_NAME), handler, guests, workers);
    }

    /** As {@link #bind}, at a socket of any name. */
    public static ControlServer bindAt(Path socket, ControlHandler handler, Guests guests, Executor workers)
            throws IOException {
        if (Files.exists(socket, LinkOption.NOFOLLOW_LINKS)) {
            refuseIfAnswered(socket);
            Files.delete(socket);
        }
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            server.bind(UnixDomainSocketAddress.of(socket));
            Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-rw-rw-"));
            return new ControlServer(socket, server, handler, guests, workers);
        } catch (IOException | RuntimeException e) {
            server.close();
            throw e;
        }
    }

    private static void refuseIfAnswered(Path socket) throws IOException {
        try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            probe.connect(UnixDomainSocketAddress.of(socket));
        } catch (IOException nobody) {
            return;
        }
        throw new IOException("another daemon answers at " + socket);
    }

    /** Accepts until {@link #close}; the caller's thread is the acceptor. */
    public void acceptLoop() throws IOException {
        while (server.isOpen()) {
            SocketChannel channel;
            try {
                channel = server.accept();
            } catch (java.nio.channels.ClosedChannelException closed) {
                return;
            }
            dispatch(channel);
        }
    }

    private void dispatch(SocketChannel channel) throws IOException {
        try {
            workers.execute(() -> serve(channel));
        } catch (RejectedExecutionException full) {
            channel.close();
        }
    }

    private void serve(SocketChannel channel) {
        try (channel) {
            UnixDomainPrincipal who = channel.getOption(ExtendedSocketOptions.SO_PEERCRED);
            boolean master = mayAskEverything(who.user().getName());
            if (!master && !visitors.tryAcquire()) {
                return;
            }
            try {
                LineChannel.write(channel, answer(channel, master ? null : who).fields());
            } finally {
                if (!master) {
                    visitors.release();
                }
            }
        } catch (IOException gone) {
            // Whoever asked went away before the answer: there is nobody left to tell.
            return;
        }
    }

    private boolean mayAskEverything(String user) {
        return user.equals("root") || user.equals("0") || user.equals(ownUser);
    }

    /** @param guest null for whoever may ask everything */
    private ControlReply answer(SocketChannel channel, UnixDomainPrincipal guest) throws IOException {
        ControlRequest request;
        try {
            int limit = guest == null ? ControlRequest.MAX_BYTES : VISITOR_BYTES;
            request = ControlRequest.decode(LineChannel.read(channel, limit));
        } catch (IOException e) {
            return ControlReply.text(2, "bad request: " + e.getMessage());
        }
        try {
            if (guest != null
                    && !guests.mayAsk(guest.user().getName(), guest.group().getName(), request.verb())) {
                return ControlReply.text(NOT_PERMITTED, guests.refusal(request.verb()));
            }
            if (request.tooLate(System.nanoTime()) || gone(channel)) {
                handler.missed(request);
                return ControlReply.text(MISSED, "director: not done, the daemon came to it too late: ask again");
            }
            return handler.handle(request);
        } catch (RuntimeException e) {
            return ControlReply.text(70, "internal error in " + request.verb() + ": " + e);
        }
    }

    private static boolean gone(SocketChannel channel) throws IOException {
        channel.configureBlocking(false);
        boolean closed = channel.read(ByteBuffer.allocate(1)) < 0;
        channel.configureBlocking(true);
        return closed;
    }

    @Override
    public void close() throws IOException {
        server.close();
        Files.deleteIfExists(socket);
    }
}
