package org.hadirector.director.run;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.hadirector.linux.Realtime;
import org.hadirector.linux.ServingThreads;

/**
 * Every thread of the daemon is made here: its name, its scheduling, what happens when it fails. Threads on the
 * takeover path run under SCHED_FIFO where the kernel permits it and ha.cf does not say {@code realtime off}; with
 * {@code rtprio} the deciding ones have that priority and the others keep their distance below it.
 */
final class Threads {
    /** The duty that decides, and what feeds it. */
    static final int DECIDING = 50;

    /** What carries out a takeover. */
    static final int ACTING = 40;

    /**
     * What forwards packets: before any program, as the kernel's IPVS. In a flood the kernel keeps a twentieth of each
     * processor for ordinary programs (sched_rt_runtime_us).
     */
    static final int FORWARDING = 2;

    /** All others that serve. */
    static final int SERVING = 1;

    /** As any program: what writes down what happened, the compiler, and what a start does before it serves. */
    static final int ORDINARY = 0;

    /** Names of threads that {@link #urgentProcess} leaves ordinary where addresses move between nodes (record 31). */
    static final List<String> ORDINARY_ROLES = List.of("C1 ", "Log4j2-", "journal", "rehearsal-");

    private static final int SWEEP_EVERY_S = 1;

    /**
     * A thread that does not sleep for so long hangs. Its node is silent by then, as its leases have run out; this
     * gives the machine back, and the addresses to the guardian.
     */
    private static final Duration RUNAWAY = Duration.ofSeconds(10);

    private static final int CHECK_WORKERS = 64;

    /** Of the deciding threads, 0 for no real time at all. */
    private final int top;

    private final OnFailure onFailure;

    /** Told of an uncaught exception, on the thread that failed. */
    @FunctionalInterface
    interface OnFailure {
        void failed(String role, Throwable failure);
    }

    /** @param top SCHED_FIFO priority of the deciding threads, 1 to 99; 0: nothing is asked of the kernel */
    Threads(int top, OnFailure onFailure) {
        this.top = top;
        this.onFailure = onFailure;
    }

    /** The body of a duty. */
    @FunctionalInterface
    interface Duty {
        void run() throws Exception;
    }

    /** Starts a duty on a thread of its own; should it ever throw, the daemon falls. */
    Thread start(String role, int priority, Duty duty) {
        Thread thread = thread(role, priority, () -> {
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

    private Thread thread(String role, int priority, Runnable body) {
        Thread thread = new Thread(
                () -> {
                    schedule(priority);
                    body.run();
                },
                role);
        thread.setDaemon(true);
        return thread;
    }

    /** Asks for SCHED_FIFO for the calling thread; {@link #ORDINARY} leaves it as it is. */
    void schedule(int priority) {
        if (top > 0 && priority > ORDINARY) {
            Realtime.fifo(fifo(priority));
        }
    }

    private int fifo(int priority) {
        return Math.min(top, Math.max(Math.min(priority, FORWARDING), top - DECIDING + priority));
    }

    /**
     * Asks for what the whole process needs to be on time: the JVM's own threads as urgent as the deciding ones, those
     * of libraries as all that serve, also when they come later, no memory paged out; and for an end of the process
     * when one of them runs away.
     *
     * @param ordinary beginnings of the names of threads that stay ordinary ones
     * @return what the kernel refused, in words
     */
    List<String> urgentProcess(List<String> ordinary) {
        if (top == 0) {
            return List.of();
        }
        List<Realtime.Outcome> outcomes = new ArrayList<>(Realtime.fifoForJvmThreads(top));
        outcomes.add(Realtime.lockMemory());
        outcomes.add(Realtime.limitRunaways(RUNAWAY));
        ServingThreads others = new ServingThreads(fifo(SERVING), ordinary);
        outcomes.add(others.sweep());
        serial("scheduling", SERVING)
                .scheduleWithFixedDelay(others::sweep, SWEEP_EVERY_S, SWEEP_EVERY_S, TimeUnit.SECONDS);
        List<String> refused = new ArrayList<>();
        for (Realtime.Outcome outcome : outcomes) {
            if (outcome instanceof Realtime.Refused no) {
                refused.add(no.step() + ": " + no.reason());
            }
        }
        return refused;
    }

    /** One thread that carries out tasks and timers one after another. */
    ScheduledExecutorService serial(String role, int priority) {
        ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1, body -> thread(role, priority, body));
        executor.setRemoveOnCancelPolicy(true);
        return executor;
    }

    /** Threads that may block, as many as there is work up to a limit; what is beyond is refused. */
    ExecutorService workers(String role, int atMost) {
        return new ThreadPoolExecutor(
                0, atMost, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), body -> thread(role, SERVING, body));
    }

    ExecutorService checkWorkers() {
        return workers("check", CHECK_WORKERS);
    }
}
