package org.hadirector.director.journal;

import java.io.IOException;
import java.time.Clock;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Takes events from any thread without ever blocking it, and writes them on a thread of its own ({@link #writeLoop}).
 * What the queue or the disk does not take is counted; the next line that can be written says how many are missing.
 */
public final class Journal {
    private static final int QUEUE = 4096;

    /**
     * How often an idle writer looks for entries. Nobody wakes it up: an urgent thread would wait for the one that it
     * wakes.
     */
    private static final long LOOK_EVERY_NS = 20_000_000;

    private static final JournalEntry END =
            new JournalEntry(java.time.Instant.EPOCH, 0, "", "END", "", "", "", 0, 0, false);

    private final String node;
    private final Clock clock;
    private final LongSupplier monotonic;
    private final JournalFile file;
    private final Consumer<String> trouble;
    private final Queue<JournalEntry> queue = new ConcurrentLinkedQueue<>();
    private final AtomicInteger queued = new AtomicInteger();
    private final AtomicLong lost = new AtomicLong();
    private final AtomicLong written = new AtomicLong();

    private volatile Consumer<JournalEntry> each = entry -> {};

    // Written by the writing thread.
    private volatile String lastTrouble = "";
    private long lostAlreadyTold;

    /**
     * @param trouble told once about each new reason why the disk refuses, and when it takes lines again; must not
     *     block
     */
    public Journal(String node, Clock clock, LongSupplier monotonic, JournalFile file, Consumer<String> trouble) {
        this.node = node;
        this.clock = clock;
        this.monotonic = monotonic;
        this.file = file;
        this.trouble = trouble;
    }

    /** From now on this is told of every entry, on the writing thread. */
    public void onEach(Consumer<JournalEntry> listener) {
        each = listener;
    }

    /** Queues one event, stamped now. */
    public void add(String kind, String group, String subject, String reason, long value, long epoch, boolean durable) {
        JournalEntry entry = new JournalEntry(
                clock.instant(), monotonic.getAsLong(), node, kind, group, subject, reason, value, epoch, durable);
        if (queued.incrementAndGet() <= QUEUE) {
            queue.add(entry);
        } else {
            queued.decrementAndGet();
            lost.incrementAndGet();
        }
    }

    /** Events of the daemon itself, such as START. */
    public void add(String kind, String subject, String reason) {
        add(kind, "", subject, reason, 0, 0, false);
    }

    /** What it is given becomes an event of the daemon itself, and goes to the log. */
    public Consumer<String> warner(String kind, Consumer<String> log) {
        return text -> {
            log.accept(text);
            add(kind, "", text);
        };
    }

    /** Entries that never reached the disk. */
    public long lost() {
        return lost.get();
    }

    /** Why the disk refuses now, empty when it does not. */
    public String trouble() {
        return lastTrouble;
    }

    /** Entries on disk. */
    public long written() {
        return written.get();
    }

    /** Writes until {@link #end}; the caller's thread is the writer. */
    public void writeLoop() throws InterruptedException {
        while (true) {
            JournalEntry entry = queue.poll();
            if (entry == null) {
                LockSupport.parkNanos(LOOK_EVERY_NS);
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
            } else if (entry == END) {
                file.close();
                return;
            } else {
                queued.decrementAndGet();
                write(entry);
            }
        }
    }

    /** Ends {@link #writeLoop} after everything queued so far. */
    public void end() {
        queue.add(END);
    }

    private void write(JournalEntry entry) {
        each.accept(entry);
        try {
            long missing = lost.get() - lostAlreadyTold;
            if (missing > 0) {
                JournalEntry gap = new JournalEntry(
                        entry.time(), entry.monotonicNs(), node, "JOURNAL_GAP", "", "", lastTrouble, missing, 0, false);
                file.append(gap.encode(), false);
                lostAlreadyTold += missing;
            }
            file.append(entry.encode(), entry.durable());
            written.incrementAndGet();
            if (file.wasLost()) {
                trouble.accept("journal file was removed or replaced by somebody: begun anew, what it told is lost");
            }
            if (!lastTrouble.isEmpty()) {
                lastTrouble = "";
                trouble.accept("journal is written again; entries lost since the start: " + lost.get());
            }
        } catch (IOException e) {
            lost.incrementAndGet();
            String reason = "journal cannot be written: " + e;
            if (!reason.equals(lastTrouble)) {
                lastTrouble = reason;
                trouble.accept(reason);
            }
        }
    }
}
