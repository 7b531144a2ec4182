package org.hadirector.director.lab;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicLong;
import org.hadirector.linux.NetworkNamespace;

/** Clients that fetch a page through the service address again and again, each with a connection after the other. */
final class LabLoad implements AutoCloseable {
    private static final byte[] REQUEST = "GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final int PATIENCE_MS = 300;
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final List<FutureTask<Void>> tasks = new ArrayList<>();
    private final AtomicLong answered = new AtomicLong();
    private volatile boolean stopping;

    static LabLoad start(NetworkNamespace client, int threads) {
        LabLoad load = new LabLoad();
        for (int i = 0; i < threads; i++) {
            FutureTask<Void> task = new FutureTask<>(() -> client.call(() -> {
                load.ask();
                return null;
            }));
            Thread thread = new Thread(task, "lab-load-" + i);
            thread.setDaemon(true);
            thread.start();
            load.tasks.add(task);
        }
        return load;
    }

    private void ask() {
        while (!stopping) {
            try (Socket socket = new Socket()) {
                socket.setSoTimeout(PATIENCE_MS);
                socket.connect(new InetSocketAddress(LabPlan.VIP, 80), PATIENCE_MS);
                socket.getOutputStream().write(REQUEST);
                answered.addAndGet(socket.getInputStream().readAllBytes().length > 0 ? 1 : 0);
            } catch (IOException e) {
                // nobody serves just now: that is what the test is about
            }
        }
    }

    long answered() {
        return answered.get();
    }

    @Override
    public void close() {
        stopping = true;
        await().atMost(LIMIT).until(() -> tasks.stream().allMatch(FutureTask::isDone));
    }
}
