package org.hadirector.resource.check;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Repeats checks: the first of each at once, the next an interval after the last one ended. Checks run beside each
 * other on the workers, so that a server that hangs delays nobody else as long as there are as many workers as checks.
 * Never two checks of one target at a time.
 */
public final class CheckLoop implements AutoCloseable {
    private final ScheduledExecutorService timer;
    private final Executor workers;
    private final Function<CheckTarget, Checker> checkers;
    private final Listener listener;
    private final List<Repeated> repeated = new ArrayList<>();
    private volatile boolean closed;

    /** Told of every result, on the worker that got it; must not throw. */
    @FunctionalInterface
    public interface Listener {
        void checked(CheckTarget target, CheckResult result);
    }

    /**
     * @param timer only waits; runs nothing long
     * @param workers run the checks; each may block for the timeout of its check
     * @param checkers makes the checker of a target, {@code Checkers::of}
     */
    public CheckLoop(
            ScheduledExecutorService timer,
            Executor workers,
            Function<CheckTarget, Checker> checkers,
            Listener listener) {
        this.timer = timer;
        this.workers = workers;
        this.checkers = checkers;
        this.listener = listener;
    }

    /** Begins with these targets; call once. The calls of start, retarget and close come one after another. */
    public void start(Collection<CheckTarget> targets) {
        targets.stream().distinct().forEach(target -> repeated.add(new Repeated(target, checkers.apply(target))));
        repeated.forEach(Repeated::submit);
    }

    /** Goes on with these targets: equal ones keep their rhythm, others end or begin. */
    public void retarget(Collection<CheckTarget> targets) {
        List<CheckTarget> wanted = targets.stream().distinct().toList();
        for (Repeated former : List.copyOf(repeated)) {
            if (!wanted.contains(former.target)) {
                repeated.remove(former);
                former.end();
            }
        }
        for (CheckTarget target : wanted) {
            if (repeated.stream().noneMatch(kept -> kept.target.equals(target))) {
                Repeated fresh = new Repeated(target, checkers.apply(target));
                repeated.add(fresh);
                fresh.submit();
            }
        }
    }

    /** No check begins after this; results of those that run are dropped. */
    @Override
    public void close() {
        closed = true;
        repeated.forEach(Repeated::cancel);
    }

    private final class Repeated implements Runnable {
        private final CheckTarget target;
        private final Checker checker;
        private Future<?> next;
        private volatile boolean ended;

        Repeated(CheckTarget target, Checker checker) {
            this.target = target;
            this.checker = checker;
        }

        void submit() {
            if (closed || ended) {
                return;
            }
            try {
                workers.execute(this);
            } catch (RejectedExecutionException full) {
                // Not checked is neither up nor down: the workers are too few, try again after the interval.
                schedule();
            }
        }

        @Override
        public void run() {
            CheckResult result;
            try {
                result = checker.check();
            } catch (RuntimeException e) {
                result = CheckResult.down("check failed: " + e);
            }
            if (!closed && !ended) {
                try {
                    listener.checked(target, result);
                } finally {
                    schedule();
                }
            }
        }

        private synchronized void schedule() {
            if (closed || ended) {
                return;
            }
            try {
                next = timer.schedule(this::submit, target.intervalMs(), TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException shutDown) {
                closed = true;
            }
        }

        void end() {
            ended = true;
            cancel();
        }

        synchronized void cancel() {
            if (next != null) {
                next.cancel(false);
            }
        }
    }
}
