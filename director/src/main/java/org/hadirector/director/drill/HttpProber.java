package org.hadirector.director.drill;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Selector;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.hadirector.linux.NetworkNamespace;
import org.hadirector.linux.Realtime;

/**
 * A client that fetches a page through the service address without pause: every interval a new connection, each with a
 * deadline of its own, as many in flight as there are. So a lost SYN, which TCP repeats only after a second, hides
 * nothing: the next attempt is an interval away. Runs on a thread of its own inside the client's namespace.
 */
public final class HttpProber implements AutoCloseable {
    private static final int SCRATCH_BYTES = 4096;

    /** Below the daemon's own threads. */
    private static final int PRIORITY = 20;

    private final NetworkNamespace client;
    private final String address;
    private final long intervalNs;
    private final long deadlineNs;
    private final List<Sample> samples = new ArrayList<>();
    private final FutureTask<Void> task = new FutureTask<>(this::probe, null);
    private boolean started;
    private volatile boolean stopping;

    /**
     * @param client the namespace to look from
     * @param address the service address, port 80
     * @param interval between two connects, at least 1 ms
     * @param deadline of each attempt
     */
    public HttpProber(NetworkNamespace client, String address, Duration interval, Duration deadline) {
        if (interval.toMillis() < 1 || deadline.compareTo(interval) < 0) {
            throw new IllegalArgumentException(
                    "probe interval " + interval + ": at least 1 ms, and not above " + deadline);
        }
        this.client = client;
        this.address = address;
        this.intervalNs = interval.toNanos();
        this.deadlineNs = deadline.toNanos();
    }

    /** Begins to probe. */
    public HttpProber start() {
        Thread thread = new Thread(task, "prober");
        thread.setDaemon(true);
        thread.start();
        started = true;
        return this;
    }

    /** All attempts that have ended so far, in the order of their end. */
    public List<Sample> samples() throws IOException {
        if (task.isDone() && !stopping) {
            join();
        }
        synchronized (samples) {
            return List.copyOf(samples);
        }
    }

    /** How many requests were answered so far. */
    public long answered() throws IOException {
        return samples().stream().filter(Sample::good).count();
    }

    /** Whether a request begun at or after that time was answered. */
    public boolean answeredSince(long fromNs) throws IOException {
        return samples().stream().anyMatch(sample -> sample.good() && sample.startNs() - fromNs >= 0);
    }

    /** Ends the probing and waits for the thread; nothing when it never began. */
    @Override
    public void close() throws IOException {
        stopping = true;
        if (started) {
            join();
        }
    }

    private void join() throws IOException {
        try {
            task.get();
        } catch (ExecutionException e) {
            throw new IOException("the prober stopped: " + e.getCause(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while the prober ended", e);
        }
    }

    private void probe() {
        try {
            client.enter();
            // Otherwise a busy machine shows the prober's own pauses as outages.
            Realtime.fifo(PRIORITY);
            try (Selector selector = Selector.open()) {
                loop(selector, new InetSocketAddress(address, 80));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void loop(Selector selector, SocketAddress target) throws IOException {
        ByteBuffer request = ByteBuffer.wrap(
                ("GET /index.html HTTP/1.0\r\nHost: " + address + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
        ByteBuffer scratch = ByteBuffer.allocateDirect(SCRATCH_BYTES);
        Deque<ProbeAttempt> inFlight = new ArrayDeque<>();
        long nextNs = System.nanoTime();
        while (!stopping) {
            long nowNs = System.nanoTime();
            if (nowNs - nextNs >= 0) {
                inFlight.add(ProbeAttempt.begin(selector, target, nowNs));
                // After a pause of our own no burst: it would measure us, not the service.
                nextNs = Math.max(nextNs + intervalNs, nowNs);
            }
            selector.select(
                    key -> ((ProbeAttempt) key.attachment()).ready(key, request, scratch, System.nanoTime()), 1);
            harvest(inFlight, System.nanoTime());
        }
        inFlight.forEach(attempt -> attempt.giveUp(System.nanoTime()));
    }

    /** Attempts cut short by the end of the probing are no failures and are not recorded. */
    private void harvest(Deque<ProbeAttempt> inFlight, long nowNs) {
        synchronized (samples) {
            inFlight.removeIf(attempt -> {
                if (!attempt.done() && nowNs - attempt.startNs() > deadlineNs) {
                    attempt.giveUp(nowNs);
                }
                if (attempt.done()) {
                    samples.add(attempt.result());
                }
                return attempt.done();
            });
        }
    }
}
