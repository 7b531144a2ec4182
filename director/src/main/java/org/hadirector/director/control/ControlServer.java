package org.hadirector.director.control;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import jdk.net.ExtendedSocketOptions;

/**
 * The daemon's side of the control socket: one request and one reply per connection. The directory is closed to other
 * users (mode 0750) and the kernel tells who connects (SO_PEERCRED): only root and the daemon's own user are heard.
 */
public final class ControlServer implements AutoCloseable {
    private final Path socket;
    private final ServerSocketChannel server;
    private final ControlHandler handler;
    private final Executor workers;
    private final String ownUser;

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
            Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-------"));
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
            try {
                workers.execute(() -> serve(channel));
            } catch (RejectedExecutionException full) {
                channel.close();
            }
        }
    }

    private void serve(SocketChannel channel) {
        try (channel) {
            ControlReply reply = mayAsk(channel) ? answer(channel) : ControlReply.text(4, "only root may ask");
            LineChannel.write(channel, reply.encode());
        } catch (IOException gone) {
            // Whoever asked went away before the answer: there is nobody left to tell.
            return;
        }
    }

    private boolean mayAsk(SocketChannel channel) throws IOException {
        String user =
                channel.getOption(ExtendedSocketOptions.SO_PEERCRED).user().getName();
        return user.equals("root") || user.equals("0") || user.equals(ownUser);
    }

    private ControlReply answer(SocketChannel channel) throws IOException {
        ControlRequest request;
        try {
            request = ControlRequest.decode(LineChannel.read(channel, ControlRequest.MAX_BYTES));
        } catch (IOException e) {
            return ControlReply.text(2, "bad request: " + e.getMessage());
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
