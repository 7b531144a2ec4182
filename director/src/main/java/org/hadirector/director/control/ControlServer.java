package org.hadirector.director.control;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import jdk.net.ExtendedSocketOptions;

/**
 * The daemon's side of the control socket: one request and one reply per connection. The kernel tells who connects
 * (SO_PEERCRED): root and the daemon's own user may ask everything; any other user may ask what {@code cl_status} does,
 * a few at a time, so that they cannot keep root waiting.
 */
public final class ControlServer implements AutoCloseable {
    private static final Set<String> FOR_EVERYBODY = Set.of("cl_status");
    private static final int VISITORS = 4;
    private static final int VISITOR_BYTES = 4096;

    private final Path socket;
    private final ServerSocketChannel server;
    private final ControlHandler handler;
    private final Executor workers;
    private final String ownUser;
    private final Semaphore visitors = new Semaphore(VISITORS);

    private ControlServer(Path socket, ServerSocketChannel server, ControlHandler handler, Executor workers) {
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
    public static ControlServer bind(Path runDirectory, ControlHandler handler, Executor workers) throws IOException {
        Path socket = runDirectory.resolve(ControlClient.SOCKET_NAME);
        if (Files.exists(socket)) {
            refuseIfAnswered(socket);
            Files.delete(socket);
        }
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            server.bind(UnixDomainSocketAddress.of(socket));
            Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-rw-rw-"));
            return new ControlServer(socket, server, handler, workers);
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
            boolean master = mayAskEverything(channel);
            if (!master && !visitors.tryAcquire()) {
                return;
            }
            try {
                LineChannel.write(channel, answer(channel, master).encode());
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

    private boolean mayAskEverything(SocketChannel channel) throws IOException {
        String user =
                channel.getOption(ExtendedSocketOptions.SO_PEERCRED).user().getName();
        return user.equals("root") || user.equals("0") || user.equals(ownUser);
    }

    private ControlReply answer(SocketChannel channel, boolean master) throws IOException {
        ControlRequest request;
        try {
            request =
                    ControlRequest.decode(LineChannel.read(channel, master ? ControlRequest.MAX_BYTES : VISITOR_BYTES));
        } catch (IOException e) {
            return ControlReply.text(2, "bad request: " + e.getMessage());
        }
        if (!master && !FOR_EVERYBODY.contains(request.verb())) {
            return ControlReply.text(4, "only root may ask");
        }
        try {
            return handler.handle(request);
        } catch (RuntimeException e) {
            return ControlReply.text(70, "internal error in " + request.verb() + ": " + e);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        Files.deleteIfExists(socket);
    }
}
