package org.hadirector.director.run;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.hadirector.linux.Realtime;
import org.hadirector.linux.ServingThreads;

/**
 * Every thread of the daemon is made here: its name, its scheduling, what happens when it fails. All that serve run
 * under SCHED_FIFO where the kernel permits it and ha.cf does not say {@code realtime off}, all with one priority
 * ({@code rtprio}): one that came before another of this process could wait for ever for what that one holds inside the
 * JVM (record 31). Who may be busy for long among equals yields.
 */
final class Threads {
    private static final Logger LOG = LogManager.getLogger(Threads.class);

    /** How a thread is scheduled. */
    enum Kind {
        /** Before all ordinary programs: decides, takes over, forwards, answers. */
        URGENT,

        /**
         * As a program, unless it would have to wait for others: what writes down what happened, and what a start does
         * before it serves.
         */
        ORDINARY
    }

    /** What {@code rtprio} is when ha.cf does not say it. */
    static final int MIDDLE = 50;

    /**
     * Names of threads that are ordinary where addresses move between nodes and processors are to spare (record 31).
     */
    static final List<String> ORDINARY_ROLES = List.of("C1 ", "Log4j2-", "journal", "rehearsal-");

    private static final int SWEEP_EVERY_MS = 1000;

    /**
     * An urgent thread waits in vain for no longer, and twice that if the other one's wait has just begun; above a
     * clock tick, so that whoever runs is seen to.
     */
    private static final int LOOK_EVERY_MS = 20;

    /**
     * A thread that does not sleep for so long hangs. Its node is silent by then, as its leases have run out; this
     * gives the machine back, and the addresses to the guardian.
     */
    private static final Duration RUNAWAY = Duration.ofSeconds(10);

    private static final int CHECK_WORKERS = 64;

    /** Of the urgent threads, 0 for no real time at all. */
    private final int priority;

    /** Of other programs that keep our threads waiting. */
    private final Seldom crowdTold = new Seldom(TimeUnit.HOURS.toNanos(1));

    private final OnFailure onFailure;

    /** Whether the start is over: until then all are ordinary. */
    private volatile boolean urgent;

    /** Told of an uncaught exception, on the thread that failed. */
    @FunctionalInterface
    interface OnFailure {
        void failed(String role, Throwable failure);
    }

    /** @param priority SCHED_FIFO priority of the urgent threads, 1 to 99; 0: nothing is asked of the kernel */
    Threads(int priority, OnFailure onFailure) {
        this.priority = priority;
        this.onFailure = onFailure;
    }

    /** The body of a duty. */
    @FunctionalInterface
    interface Duty {
        void run() throws Exception;
    }

    /** Starts a duty on a thread of its own; should it ever throw, the daemon falls. */
    Thread start(String role, Kind kind, Duty duty) {
        Thread thread = thread(role, kind, () -> {
            try {
                duty.run();
            } catch (InterruptedException ending) {
                Thread.currentThread().interrupt();
            } catch (Throwable failure) {
                onFailure.failed(role, failure);
            }
        });
        thread.start();
        return thread;
    }

    private Thread thread(String role, Kind kind, Runnable body) {
        Thread thread = new Thread(
                () -> {
                    schedule(kind);
                    body.run();
                },
                role);
        thread.setDaemon(true);
        return thread;
    }

    /** Asks for what the calling thread is to be, now or with all others; an ordinary one is left as it is. */
    void schedule(Kind kind) {
        if (urgent && kind == Kind.URGENT) {
            Realtime.fifo(priority);
        }
    }

    /**
     * Asks for what the whole process needs to be on time: all threads that serve urgent from here on, the JVM's own
     * and those of libraries as well, also when they come later; no memory paged out; and an end of the process when
     * one of them runs away. To be called when what a start does on ordinary threads is done: an urgent thread may wait
     * for them, and then takes the processor from them at every turn (record 31).
     *
     * @param ordinary beginnings of the names of threads that stay ordinary while nobody has to wait for processors
     * @return what the kernel refused, in words
     */
    List<String> urgentProcess(List<String> ordinary) {
        if (priority == 0) {
            return List.of();
        }
        ServingThreads all = new ServingThreads(priority, ordinary);
        List<String> refused = new ArrayList<>();
        refused.addAll(refusals(Realtime.limitRunaways(RUNAWAY), Realtime.lockMemory()));
        urgent = true;
        refused.addAll(refusals(all.sweep()));
        ScheduledExecutorService scheduling = serial("scheduling", Kind.URGENT);
        scheduling.scheduleWithFixedDelay(all::sweep, SWEEP_EVERY_MS, SWEEP_EVERY_MS, TimeUnit.MILLISECONDS);
        scheduling.scheduleWithFixedDelay(() -> look(all), LOOK_EVERY_MS, LOOK_EVERY_MS, TimeUnit.MILLISECONDS);
        return refused;
    }

    private void look(ServingThreads all) {
        if (all.look() && crowdTold.due(System.nanoTime())) {
            LOG.info("other programs keep compiler, log or journal from the processors: these come first meanwhile");
        }
    }

    private static List<String> refusals(Realtime.Outcome... outcomes) {
        List<String> refused = new ArrayList<>();
        for (Realtime.Outcome outcome : outcomes) {
            if (outcome instanceof Realtime.Refused no) {
                refused.add(no.step() + ": " + no.reason());
            }
        }
        return refused;
    }

    /** One thread that carries out tasks and timers one after another. */
    ScheduledExecutorService serial(String role, Kind kind) {
        ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1, body -> thread(role, kind, body));
        executor.setRemoveOnCancelPolicy(true);
        return executor;
    }

    /** Threads that may block, as many as there is work up to a limit; what is beyond is refused. */
    ExecutorService workers(String role, int atMost) {
        return new ThreadPoolExecutor(
                0, atMost, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), body -> thread(role, Kind.URGENT, body));
    }

    /**
     * As {@link #workers}, but who brings work while all are at theirs waits for one of them before it is refused:
     * forty commands at a time are done by sixteen threads in a moment.
     *
     * @param patienceMs how long it waits at the most
     */
    ExecutorService patientWorkers(String role, int atMost, long patienceMs) {
        return new ThreadPoolExecutor(
                0,
                atMost,
                10,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                body -> thread(role, Kind.URGENT, body),
                (task, pool) -> handOver(task, pool, patienceMs));
    }

    private static void handOver(Runnable task, ThreadPoolExecutor pool, long patienceMs) {
        try {
            if (pool.getQueue().offer(task, patienceMs, TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new RejectedExecutionException("all " + pool.getMaximumPoolSize() + " threads are at work");
    }

    ExecutorService checkWorkers() {
        return workers("check", CHECK_WORKERS);
    }
}
