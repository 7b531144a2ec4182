package org.hadirector.director.run;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.hadirector.director.journal.Journal;
import org.hadirector.heartbeat.config.Authkeys;

/**
 * The rehearsals of the start, beside everything else that it does. Nothing of them must keep a node from serving: the
 * start waits for them but a moment, and what does not work in play is told and may work in earnest.
 */
final class WarmUp {
    /** On a busy machine most of the moves are made when the node takes part already. */
    private static final long PAIR_NS = 10_000_000_000L;

    /** How long the start waits for the pair. */
    private static final long START_NS = 400_000_000L;

    private static final long PATIENCE_NS = 1_000_000_000L;

    private final Threads threads;
    private final Journal journal;
    private final CountDownLatch engine = new CountDownLatch(1);
    private final CountDownLatch pair = new CountDownLatch(1);
    private long pairStartedNs;

    WarmUp(Threads threads, Journal journal) {
        this.threads = threads;
        this.journal = journal;
    }

    /** The packets' way; needs nothing. */
    void engine() {
        threads.start("rehearsal-engine", 0, () -> {
            try {
                new EngineRehearsal().play();
            } finally {
                engine.countDown();
            }
        });
    }

    /** The way of an address from node to node. */
    void pair(Rehearsal.Stage stage, Authkeys keys) {
        pairStartedNs = System.nanoTime();
        threads.start("rehearsal-pair", 0, () -> {
            ScheduledExecutorService group = threads.serial("rehearsal-group", 0);
            long startedNs = System.nanoTime();
            try {
                int moves = new Rehearsal(stage, keys, group).play(PAIR_NS);
                long ms = (System.nanoTime() - startedNs) / 1_000_000;
                journal.add("REHEARSED", stage.vip().device(), moves + " moves in " + ms + " ms");
            } catch (IOException | RuntimeException e) {
                journal.add("REHEARSAL_FAILED", stage.vip().device(), String.valueOf(e.getMessage()));
            } finally {
                group.shutdownNow();
                pair.countDown();
            }
        });
    }

    /** Waits for both, but not for ever: a cold takeover is better than none. What is not done goes on beside. */
    void await() throws IOException {
        try {
            if (!engine.await(PATIENCE_NS, TimeUnit.NANOSECONDS)) {
                journal.add("REHEARSAL_FAILED", "", "packets: not done after " + PATIENCE_NS / 1_000_000 + " ms more");
            }
            pair.await(pairStartedNs + START_NS - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("the daemon is ending", e);
        }
    }
}
