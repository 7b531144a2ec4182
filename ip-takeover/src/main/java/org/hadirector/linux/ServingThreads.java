package org.hadirector.linux;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongPredicate;
import org.hadirector.linux.Realtime.Outcome;

/**
 * Puts the threads of this process that are in the kernel's ordinary class (SCHED_OTHER) on SCHED_FIFO, with the
 * priority of the urgent ones. An urgent thread waits for the others: at safepoints for all that run Java code; for a
 * moment for the one that it wakes up, as glibc's mutex and condition behind LockSupport and monitors are handed over;
 * and in loops of the JVM that ask again every microsecond whether others have left its tables. An ordinary thread may
 * get no processor for most of a second when other sessions are busy; one of a lower priority gets none at all while
 * such loops go round. Threads come and go, and inherit nothing; so this is done again and again.
 *
 * <p>Some may stay ordinary as long as they need not wait for processors ({@link Crowding}).
 */
public final class ServingThreads {
    private static final Path TASKS = Path.of("/proc/self/task");

    /** Field 41 of /proc/PID/task/TID/stat (proc(5)), counted from behind the name. */
    private static final int POLICY = 38;

    private final int priority;
    private final List<String> ordinary;
    private final String step;
    private final Set<Integer> known = new HashSet<>();
    /** Threads of {@link #ordinary}, and for how long each had waited for a processor at the last look. */
    private final Map<Integer, Long> waitedNs = new HashMap<>();

    private final LongPredicate crowding;
    private boolean crowded;

    /**
     * @param priority of the urgent threads, 1 to 99
     * @param ordinary beginnings of the names of threads that stay ordinary while nobody has to wait; the kernel keeps
     *     15 characters
     */
    public ServingThreads(int priority, List<String> ordinary) {
        this(priority, ordinary, new Crowding()::look);
    }

    /** @param crowding told for how long the ordinary threads waited since the last time, in ns; as {@link Crowding} */
    ServingThreads(int priority, List<String> ordinary, LongPredicate crowding) {
        this.priority = priority;
        this.ordinary = List.copyOf(ordinary);
        this.crowding = crowding;
        step = "SCHED_FIFO " + priority;
    }

    /** Sees to threads that were not there the last time; the last refusal, if there was one. */
    public synchronized Outcome sweep() {
        Outcome outcome = new Realtime.Granted(step);
        Set<Integer> present = new HashSet<>();
        try (DirectoryStream<Path> tasks = Files.newDirectoryStream(TASKS)) {
            for (Path task : tasks) {
                int thread = Integer.parseInt(task.getFileName().toString());
                present.add(thread);
                if (known.add(thread) && seeTo(thread, task) instanceof Realtime.Refused refused) {
                    outcome = refused;
                }
            }
        } catch (IOException e) {
            return new Realtime.Refused(step + ": read " + TASKS, 0, e.getMessage());
        }
        known.retainAll(present);
        waitedNs.keySet().retainAll(present);
        return seeToOrdinary() instanceof Realtime.Refused refused ? refused : outcome;
    }

    private Outcome seeTo(int thread, Path task) {
        String text;
        try {
            text = Files.readString(task.resolve("stat"));
        } catch (IOException e) {
            return new Realtime.Granted(step); // the thread ended meanwhile
        }
        int end = text.lastIndexOf(')');
        if (Integer.parseInt(text.substring(end + 2).split(" ")[POLICY]) != Libc.SCHED_OTHER) {
            return new Realtime.Granted(step);
        }
        String name = text.substring(text.indexOf('(') + 1, end);
        if (ordinary.stream().anyMatch(name::startsWith)) {
            waitedNs.put(thread, 0L);
            return crowded ? Realtime.fifo(thread, priority, step) : new Realtime.Granted(step);
        }
        return Realtime.fifo(thread, priority, step);
    }

    /** Ordinary threads are urgent as long as they would wait. */
    private Outcome seeToOrdinary() {
        boolean before = crowded;
        crowded = crowding.test(waitedSinceLastLook());
        Outcome outcome = new Realtime.Granted(step);
        if (crowded != before) {
            for (int thread : waitedNs.keySet()) {
                outcome = crowded ? Realtime.fifo(thread, priority, step) : Realtime.ordinary(thread);
            }
        }
        return outcome;
    }

    /** The second number of /proc/PID/task/TID/schedstat (Documentation/scheduler/sched-stats.rst); 0 without it. */
    private long waitedSinceLastLook() {
        long sum = 0;
        for (Map.Entry<Integer, Long> thread : waitedNs.entrySet()) {
            try {
                Path statistics = TASKS.resolve(thread.getKey() + "/schedstat");
                long now = Long.parseLong(Files.readString(statistics).split(" ")[1]);
                sum += thread.getValue() == 0 ? 0 : now - thread.getValue();
                thread.setValue(now);
            } catch (IOException e) {
                continue; // it ended, or this kernel does not count
            }
        }
        return sum;
    }
}
