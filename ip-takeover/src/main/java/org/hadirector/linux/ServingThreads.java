package org.hadirector.linux;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Puts the threads of this process that are in the kernel's ordinary class (SCHED_OTHER) on SCHED_FIFO, with the
 * priority of the urgent ones. An urgent thread waits for the others: at safepoints for all that run Java code; for a
 * moment for the one that it wakes up, as glibc's mutex and condition behind LockSupport and monitors are handed over;
 * and in loops of the JVM that ask again every microsecond whether others have left its tables. An ordinary thread gets
 * no processor for most of a second when other sessions are busy, whatever its nice value (autogroups, sched(7)); one
 * of a lower priority gets none at all while such loops go round. Threads come and go, and inherit nothing; so this is
 * done again and again.
 */
public final class ServingThreads {
    private static final Path TASKS = Path.of("/proc/self/task");

    /** Field 41 of /proc/PID/task/TID/stat (proc(5)), counted from behind the name. */
    private static final int POLICY = 38;

    private final int priority;
    private final List<String> leftAlone;
    private final Set<Integer> known = new HashSet<>();

    /**
     * @param priority of the urgent threads, 1 to 99
     * @param leftAlone beginnings of the names of threads that stay as they are; the kernel keeps 15 characters
     */
    public ServingThreads(int priority, List<String> leftAlone) {
        this.priority = priority;
        this.leftAlone = List.copyOf(leftAlone);
    }

    /** Sees to threads that were not there the last time; the last refusal, if there was one. */
    public synchronized Realtime.Outcome sweep() {
        Realtime.Outcome outcome = new Realtime.Granted("SCHED_FIFO " + priority);
        Set<Integer> present = new HashSet<>();
        try (DirectoryStream<Path> tasks = Files.newDirectoryStream(TASKS)) {
            for (Path task : tasks) {
                int thread = Integer.parseInt(task.getFileName().toString());
                present.add(thread);
                if (known.add(thread) && ordinary(task)) {
                    Realtime.Outcome one = Realtime.fifo(thread, priority, "SCHED_FIFO " + priority);
                    outcome = one instanceof Realtime.Refused ? one : outcome;
                }
            }
        } catch (IOException e) {
            return new Realtime.Refused("SCHED_FIFO " + priority + ": read " + TASKS, 0, e.getMessage());
        }
        known.retainAll(present);
        return outcome;
    }

    private boolean ordinary(Path task) {
        try {
            String text = Files.readString(task.resolve("stat"));
            int end = text.lastIndexOf(')');
            String name = text.substring(text.indexOf('(') + 1, end);
            String[] fields = text.substring(end + 2).split(" ");
            return leftAlone.stream().noneMatch(name::startsWith)
                    && Integer.parseInt(fields[POLICY]) == Libc.SCHED_OTHER;
        } catch (IOException e) {
            return false; // the thread ended meanwhile
        }
    }
}
