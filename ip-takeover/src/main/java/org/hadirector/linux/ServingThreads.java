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
    /** Threads of {@link #ordinary}. */
    private final Map<Integer, WatchedThread> watched = new HashMap<>();

    private final Crowding crowding;
    private boolean crowded;

    /**
     * @param priority of the urgent threads, 1 to 99
     * @param ordinary beginnings of the names of threads that stay ordinary while nobody has to wait; the kernel keeps
     *     15 characters
     */
    public ServingThreads(int priority, List<String> ordinary) {
        this(priority, ordinary, new Crowding());
    }

    ServingThreads(int priority, List<String> ordinary, Crowding crowding) {
        this.priority = priority;
        this.ordinary = List.copyOf(ordinary);
        this.crowding = crowding;
        step = "SCHED_FIFO " + priority;
    }

    /** Once a second: sees to threads that were not there the last time; the last refusal, if there was one. */
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
        watched.keySet().stream()
                .filter(thread -> !present.contains(thread))
                .toList()
                .forEach(this::forget);
        return crowd(crowding.look(waitedNs())) instanceof Realtime.Refused refused ? refused : outcome;
    }

    /**
     * Many times a second: ordinary threads become urgent at once when one of them gets no processor.
     *
     * @return whether they became so now
     */
    public synchronized boolean look() {
        if (crowded || !isOneStarving()) {
            return false;
        }
        crowding.starving();
        crowd(true);
        return true;
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
            watch(thread, task);
            return crowded ? Realtime.fifo(thread, priority, step) : new Realtime.Granted(step);
        }
        return Realtime.fifo(thread, priority, step);
    }

    private void watch(int thread, Path task) {
        try {
            WatchedThread one = new WatchedThread(task);
            watched.put(thread, one);
            one.waitedSinceNs(); // what it waited before is no news
        } catch (IOException e) {
            forget(thread); // it ended meanwhile, or this kernel does not count
        }
    }

    private void forget(int thread) {
        known.remove(thread);
        WatchedThread gone = watched.remove(thread);
        if (gone != null) {
            gone.close();
        }
    }

    /** Ordinary threads are urgent as long as they would wait. */
    private Outcome crowd(boolean now) {
        Outcome outcome = new Realtime.Granted(step);
        if (crowded != now) {
            crowded = now;
            for (int thread : watched.keySet()) {
                Outcome one = crowded ? Realtime.fifo(thread, priority, step) : Realtime.ordinary(thread);
                outcome = one instanceof Realtime.Refused ? one : outcome;
            }
        }
        return outcome;
    }

    private long waitedNs() {
        long sum = 0;
        for (WatchedThread thread : watched.values()) {
            try {
                sum += thread.waitedSinceNs();
            } catch (IOException ended) {
                continue; // the next sweep forgets it
            }
        }
        return sum;
    }

    private boolean isOneStarving() {
        boolean starving = false;
        for (WatchedThread thread : watched.values()) {
            try {
                starving |= thread.isStarving();
            } catch (IOException ended) {
                continue; // the next sweep forgets it
            }
        }
        return starving;
    }
}
