package org.hadirector.director.run;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.hadirector.director.config.DirectorContext;
import org.hadirector.director.journal.Journal;

/**
 * The rehearsals of the start, beside everything else that it does. Nothing of them must keep a node from serving: what
 * does not work in play is told and may work in earnest.
 */
final class WarmUp {
    private static final long PAIR_NS = 200_000_000L;
    private static final long PATIENCE_MS = 1000;

    /** Told to end, they need a few milliseconds of a processor, if they get one. */
    private static final long ENDING_MS = 5000;

    private final Threads threads;
    private final Journal journal;
    private final DirectorContext context;
    private final CountDownLatch running = new CountDownLatch(2);
    private volatile boolean enough;

    WarmUp(Threads threads, Journal journal, DirectorContext context) {
        this.threads = threads;
        this.journal = journal;
        this.context = context;
    }

    /** The packets' way; needs nothing. */
    void engine() {
        threads.start("rehearsal-engine", Threads.Kind.ORDINARY, () -> {
            try {
                new EngineRehearsal(() -> enough).play();
            } finally {
                running.countDown();
            }
        });
    }

    /** The way of an address from node to node. */
    void pair(Rehearsal.Stage stage) {
        threads.start("rehearsal-pair", Threads.Kind.ORDINARY, () -> {
            ScheduledExecutorService group = threads.serial("rehearsal-group", Threads.Kind.ORDINARY);
            long startedNs = System.nanoTime();
            try {
                int moves = new Rehearsal(stage, context.authkeys(), group).play(PAIR_NS, () -> enough);
                long ms = (System.nanoTime() - startedNs) / 1_000_000;
                journal.add("REHEARSED", stage.vip().device(), moves + " moves in " + ms + " ms");
            } catch (IOException | RuntimeException e) {
                journal.add("REHEARSAL_FAILED", stage.vip().device(), String.valueOf(e.getMessage()));
            } finally {
                group.shutdownNow();
                running.countDown();
            }
        });
    }

    /**
     * Collects what a start has left, 10 ms in which nobody has to be served yet. What it keeps for good is old from
     * now on: it is not copied to and fro, 2 to 5 ms each time, by the first collections beside packets.
     */
    static void tidy() {
        System.gc();
    }

    /**
     * Waits for both, but not for ever: a cold takeover is better than none. What is not done by then is broken off and
     * its end waited for: it must not go on beside urgent threads, which would keep it from the processors and wait for
     * it (record 31).
     */
    void await() throws IOException {
        try {
            if (!running.await(PATIENCE_MS, TimeUnit.MILLISECONDS)) {
                enough = true;
                boolean ended = running.await(ENDING_MS, TimeUnit.MILLISECONDS);
                String still = ended ? ", broken off" : ", nor to be ended within " + ENDING_MS + " ms";
                journal.add("REHEARSAL_FAILED", "", "not done after " + PATIENCE_MS + " ms more" + still);
            }
            tidy();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("the daemon is ending", e);
        }
    }
}
