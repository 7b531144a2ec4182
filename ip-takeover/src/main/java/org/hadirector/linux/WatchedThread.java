package org.hadirector.linux;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * How an ordinary thread gets on with the processors, as the kernel tells in its directory below
 * {@code /proc/PID/task}: the state in {@code stat} (proc(5)), and {@code schedstat}
 * (Documentation/scheduler/sched-stats.rst), nanoseconds on a processor and ready without one, and how often it got
 * one. The second of these grows only when a wait is over, so one that lasts is seen by a thread that is ready and got
 * nothing between two looks. A kernel that does not count says 0 to all, and nothing is seen. The files stay open: they
 * are read many times a second.
 */
final class WatchedThread implements AutoCloseable {
    private final FileChannel stat;
    private final FileChannel schedstat;
    private final ByteBuffer buffer = ByteBuffer.allocate(512);
    private long waitedNs;
    /** How far it had come when it was ready at the last look, -1 when it was not. */
    private long readyAt = -1;

    /** @param task its directory */
    WatchedThread(Path task) throws IOException {
        stat = FileChannel.open(task.resolve("stat"));
        try {
            schedstat = FileChannel.open(task.resolve("schedstat"));
        } catch (IOException e) {
            close(stat);
            throw e;
        }
    }

    /** For how long it was ready and did not run, in waits that ended since the last call. */
    long waitedSinceNs() throws IOException {
        long before = waitedNs;
        waitedNs = Long.parseLong(schedule()[1]);
        return waitedNs - before;
    }

    /** Whether it was ready to run at the last call, is so now, and did not run in between. */
    boolean isStarving() throws IOException {
        if (!isReady()) {
            readyAt = -1;
            return false;
        }
        String[] schedule = schedule();
        long ranNs = Long.parseLong(schedule[0]);
        boolean starving = ranNs > 0 && ranNs == readyAt;
        readyAt = ranNs;
        return starving;
    }

    private boolean isReady() throws IOException {
        String text = read(stat);
        return text.startsWith(") R", text.lastIndexOf(')'));
    }

    private String[] schedule() throws IOException {
        return read(schedstat).strip().split(" ");
    }

    /** @throws IOException if the thread has ended */
    private String read(FileChannel file) throws IOException {
        buffer.clear();
        int length = file.read(buffer, 0);
        if (length <= 0) {
            throw new IOException("the thread has ended");
        }
        return new String(buffer.array(), 0, length, StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() {
        close(stat);
        close(schedstat);
    }

    private static void close(FileChannel file) {
        try {
            file.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e); // nothing was written
        }
    }
}
