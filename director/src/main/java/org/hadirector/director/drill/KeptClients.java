package org.hadirector.director.drill;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.hadirector.linux.NetworkNamespace;

/**
 * Clients that keep their connection: one exchange after another on it, and a new one only when it ends, is reset, or
 * nothing comes. So most of their packets are those of connections that last. Each runs on a thread of its own inside
 * its namespace.
 */
public final class KeptClients implements AutoCloseable {
    private static final long END_SECONDS = 10;

    private final List<KeptClient> clients = new ArrayList<>();
    private final List<FutureTask<Void>> tasks = new ArrayList<>();

    /** What a client says on its connection and hears. */
    @FunctionalInterface
    public interface Speech {
        /**
         * Asks and takes the whole answer.
         *
         * @param number of the exchange, never the same for one client
         * @return whether the answer is what it must be, to the byte
         * @throws IOException when the connection is over
         */
        boolean exchange(Socket connection, long number) throws IOException;
    }

    /**
     * How a client behaves.
     *
     * @param pause between two exchanges
     * @param patience with a connection that does not come, or on which nothing comes
     */
    public record Manners(Duration pause, Duration patience) {}

    /**
     * One more client begins.
     *
     * @param port its own, which all its connections have; 0 for one that the kernel chooses for each
     */
    public KeptClient begin(
            NetworkNamespace host, InetSocketAddress service, int port, Manners manners, Speech speech) {
        KeptClient client = new KeptClient(service, port, manners, speech);
        FutureTask<Void> task = new FutureTask<>(() -> host.call(() -> {
            client.run();
            return null;
        }));
        Thread thread = new Thread(task, "kept-client-" + clients.size());
        thread.setDaemon(true);
        thread.start();
        clients.add(client);
        tasks.add(task);
        return client;
    }

    public List<KeptClient> all() {
        return List.copyOf(clients);
    }

    /** Whether each has a connection on which so many exchanges went well. */
    public boolean keep(int exchanges) {
        return clients.stream().allMatch(client -> client.onThisConnection() >= exchanges);
    }

    /** Answers that were not what they had to be, of all. */
    public List<String> wrong() {
        return clients.stream().flatMap(client -> client.wrong().stream()).toList();
    }

    /** Connections that ended other than by their client's will. */
    public long broken() {
        return clients.stream().mapToLong(KeptClient::broken).sum();
    }

    /** The longest time without an answer that any of them saw since that moment. */
    public long longestGapNs(long sinceNs) {
        return clients.stream()
                .mapToLong(client -> client.longestGapNs(sinceNs))
                .max()
                .orElse(0);
    }

    /** Ends them and waits for it. */
    @Override
    public void close() throws IOException {
        clients.forEach(KeptClient::stop);
        for (FutureTask<Void> task : tasks) {
            try {
                task.get(END_SECONDS, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted while kept clients ended", e);
            } catch (ExecutionException | TimeoutException e) {
                throw new IOException("a kept client did not end well: " + e, e);
            }
        }
    }

    /** Between two exchanges. */
    static void rest(Duration time) {
        LockSupport.parkNanos(time.toNanos());
    }
}
