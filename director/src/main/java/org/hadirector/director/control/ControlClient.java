package org.hadirector.director.control;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/** The command's side of the control socket. */
public final class ControlClient {
    /** Name of the socket in the runtime directory. */
    public static final String SOCKET_NAME = "control.sock";

    private static final int MAX_REPLY_BYTES = 64 << 20;

    private ControlClient() {}

    /**
     * Asks the daemon of a runtime directory and waits for the answer.
     *
     * @throws NoDaemonException when nobody listens there
     * @throws IOException when the daemon went away before it answered
     */
    public static ControlReply call(Path runDirectory, ControlRequest request) throws IOException {
        return callAt(runDirectory.resolve(SOCKET_NAME), request);
    }

    /** As {@link #call}, at a socket of any name. */
    public static ControlReply callAt(Path socket, ControlRequest request) throws IOException {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            connect(channel, socket);
            LineChannel.write(channel, request.encode());
            return ControlReply.decode(LineChannel.read(channel, MAX_REPLY_BYTES));
        }
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
}
