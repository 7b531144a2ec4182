package org.hadirector.director.run;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * A program with two urgent threads and one that a library might have made, all busy in the JVM's table of interned
 * strings, whose entries die at every collection. Ends when the library's thread has done its work. With a lower
 * priority for that one it never ends: the urgent ones wait in a loop for it to leave the table, on every processor.
 */
final class BusyTables {
    private static final int ROUNDS = 1000;
    private static final int STRINGS = 200;
    private static final long PAUSE_NS = 1_000_000;

    /** As many urgent ones as processors are enough to take them all. */
    private static final int URGENT = Runtime.getRuntime().availableProcessors();

    private BusyTables() {}

    public static void main(String[] none) throws InterruptedException {
        CountDownLatch ready = new CountDownLatch(1);
        CountDownLatch done = new CountDownLatch(ROUNDS);
        Threads threads = new Threads(Threads.MIDDLE, (role, failure) -> System.exit(2));
        for (int i = 0; i < URGENT; i++) {
            AtomicLong next = new AtomicLong((i + 1L) << 40);
            threads.start("urgent-" + i, Threads.Kind.URGENT, () -> {
                begin(ready);
                while (true) {
                    intern(next);
                    LockSupport.parkNanos(PAUSE_NS);
                }
            });
        }
        Thread library = new Thread(() -> work(ready, done), "library");
        library.setDaemon(true);
        library.start();
        if (!threads.urgentProcess(List.of()).isEmpty()) {
            System.exit(3);
        }
        ready.countDown();
        done.await();
        System.exit(0);
    }

    private static void work(CountDownLatch ready, CountDownLatch done) {
        AtomicLong next = new AtomicLong();
        begin(ready);
        while (done.getCount() > 0) {
            intern(next);
            done.countDown();
        }
    }

    /** Nobody begins before all have their priority. */
    private static void begin(CountDownLatch ready) {
        try {
            ready.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void intern(AtomicLong next) {
        for (int i = 0; i < STRINGS; i++) {
            String.valueOf(next.incrementAndGet()).intern();
        }
        if (next.get() % (100L * STRINGS) == 0) {
            System.gc();
        }
    }
}
