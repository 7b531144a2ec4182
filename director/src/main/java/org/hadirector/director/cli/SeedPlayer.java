package org.hadirector.director.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.hadirector.heartbeat.sim.SimMain;

/**
 * Plays many seeds of the simulator with several threads. The result does not depend on their number: of the seeds that
 * break a promise the lowest ones are told.
 */
final class SeedPlayer {
    private static final int CHUNK = 100;
    /** Enough to see whether there is one hole or many. */
    private static final int MOST_TOLD = 10;

    private static final long PROGRESS_NS = 10_000_000_000L;

    private final PrintWriter out;
    private final PrintWriter progress;
    private final AtomicLong played = new AtomicLong();
    private final AtomicBoolean enough = new AtomicBoolean();

    SeedPlayer(PrintWriter out, PrintWriter progress) {
        this.out = out;
        this.progress = progress;
    }

    /** @return whether no promise was broken */
    boolean play(long first, long count, int threads) throws InterruptedException, ExecutionException {
        long startNs = System.nanoTime();
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        List<String> broken = new ArrayList<>();
        try {
            List<Future<List<String>>> chunks = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                long offset = (long) i * CHUNK;
                chunks.add(pool.submit(() -> stripes(first + offset, first + count, (long) threads * CHUNK, startNs)));
            }
            for (Future<List<String>> chunk : chunks) {
                broken.addAll(chunk.get());
            }
        } finally {
            pool.shutdownNow();
        }
        summary(first, broken, System.nanoTime() - startNs, threads);
        return broken.isEmpty();
    }

    private List<String> stripes(long from, long end, long step, long startNs) {
        List<String> broken = new ArrayList<>();
        long toldNs = startNs;
        for (long chunk = from; chunk < end && !enough.get(); chunk += step) {
            for (long seed = chunk; seed < Math.min(end, chunk + CHUNK); seed++) {
                String violation = SimMain.play(seed);
                if (violation != null) {
                    broken.add(violation);
                    progress.println(violation);
                    progress.flush();
                }
                played.incrementAndGet();
            }
            enough.compareAndSet(false, broken.size() >= MOST_TOLD);
            long nowNs = System.nanoTime();
            if (nowNs - toldNs >= PROGRESS_NS) {
                toldNs = nowNs;
                progress.printf("%d seeds played after %d s%n", played.get(), (nowNs - startNs) / 1_000_000_000);
                progress.flush();
            }
        }
        return broken;
    }

    private void summary(long first, List<String> broken, long tookNs, int threads) {
        String verdict = broken.isEmpty() ? "no violation" : broken.size() + " seeds break a promise";
        double seconds = tookNs / 1e9;
        out.printf(
                "%d seeds from %d, %s (%d threads, %.1f s, %.0f seeds/s)%n",
                played.get(), first, verdict, threads, seconds, played.get() / seconds);
        broken.stream().mapToLong(SeedPlayer::seed).sorted().limit(1).forEach(seed -> {
            out.println();
            out.println(SimMain.explain(seed));
        });
        out.flush();
    }

    private static long seed(String violation) {
        return Long.parseLong(violation.substring("seed ".length(), violation.indexOf(':')));
    }
}
