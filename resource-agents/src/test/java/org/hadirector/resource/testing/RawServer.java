package org.hadirector.resource.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;

/** A server on loopback that does to each connection what a test says, however impolite. */
public final class RawServer implements AutoCloseable {
    private final ServerSocket listener;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Queue<Socket> connections = new ConcurrentLinkedQueue<>();
    private final Queue<String> requests = new ConcurrentLinkedQueue<>();

    /** What happens after the request's header was read. */
    @FunctionalInterface
    public interface Behaviour {
        void answer(Socket socket, OutputStream out) throws IOException, InterruptedException;
    }

    public RawServer(Behaviour behaviour) throws IOException {
        listener = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        threads.execute(() -> accept(behaviour));
    }

    /** Sends these characters and closes. */
    public static RawServer saying(String answer) throws IOException {
        return new RawServer((socket, out) -> out.write(answer.getBytes(StandardCharsets.UTF_8)));
    }

    /** A whole answer with this status line and body. */
    public static String answer(String status, String body) {
        return "HTTP/1.1 " + status + "\r\nContent-Length: " + body.getBytes(StandardCharsets.UTF_8).length + "\r\n\r\n"
                + body;
    }

    public InetSocketAddress address() {
        return (InetSocketAddress) listener.getLocalSocketAddress();
    }

    public int port() {
        return listener.getLocalPort();
    }

    /** The header of each request, in order. */
    public List<String> requests() {
        return new ArrayList<>(requests);
    }

    private void accept(Behaviour behaviour) {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                connections.add(socket);
                threads.execute(() -> serve(socket, behaviour));
            } catch (IOException | RejectedExecutionException closed) {
                return;
            }
        }
    }

    private void serve(Socket socket, Behaviour behaviour) {
        try (socket) {
            String request = header(socket.getInputStream());
            if (!request.isEmpty()) {
                requests.add(request);
                behaviour.answer(socket, socket.getOutputStream());
            }
        } catch (IOException clientWentAway) {
            connections.remove(socket);
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }

    private static String header(InputStream in) throws IOException {
        StringBuilder header = new StringBuilder();
        for (int c = in.read(); c >= 0; c = in.read()) {
            header.append((char) c);
            if (header.toString().endsWith("\r\n\r\n")) {
                break;
            }
        }
        return header.toString();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        threads.shutdownNow();
        for (Socket socket : connections) {
            socket.close();
        }
    }
}
