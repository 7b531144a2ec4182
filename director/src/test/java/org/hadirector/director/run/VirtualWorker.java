package org.hadirector.director.run;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.Delayed;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * A thread of the daemon on virtual time: tasks one after another; a task may wait ({@link #pause}) while the others go
 * on. {@link #kill} ends it in the middle of whatever it does, as kill −9 does.
 */
final class VirtualWorker extends AbstractExecutorService implements ScheduledExecutorService {
    private static final ThreadLocal<VirtualWorker> CURRENT = new ThreadLocal<>();

    private final VirtualTime time;
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private final Semaphore turn = new Semaphore(0);
    private final Semaphore done = new Semaphore(0);
    private final Thread thread;
    private boolean busy;
    private volatile boolean killed;
    private Throwable failure;

    /** Unwinds the thread of a killed process. */
    private static final class Killed extends ThreadDeath {
        private static final long serialVersionUID = 1;
    }

    VirtualWorker(String name, VirtualTime time) {
        this.time = time;
        thread = new Thread(this::work, name);
        thread.setDaemon(true);
        thread.start();
    }

    /** The worker on whose thread this is called. */
    static VirtualWorker current() {
        return CURRENT.get();
    }

    private void work() {
        CURRENT.set(this);
        turn.acquireUninterruptibly();
        try {
            while (!killed) {
                Runnable task = tasks.poll();
                if (task == null) {
                    busy = false;
                    handBack();
                } else {
                    task.run();
                }
            }
        } catch (Killed ending) {
            // as wanted
        } catch (RuntimeException | Error e) {
            failure = e;
        } finally {
            killed = true;
            done.release();
        }
    }

    private void handBack() {
        done.release();
        turn.acquireUninterruptibly();
        if (killed) {
            throw new Killed();
        }
    }

    private void resume() {
        if (!killed) {
            turn.release();
            done.acquireUninterruptibly();
            if (failure != null) {
                throw new IllegalStateException("thread " + thread.getName(), failure);
            }
        }
    }

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
        if (!busy && !killed) {
            busy = true;
            time.at(time.nowNs(), this::resume);
        }
    }

    /** Holds the calling task up. */
    void pause(long ns) {
        if (Thread.currentThread() != thread) {
            throw new IllegalStateException("only " + thread.getName() + " may wait");
        }
        time.at(time.nowNs() + ns, this::resume);
        handBack();
    }

    void kill() {
        if (!killed) {
            killed = true;
            turn.release();
            done.acquireUninterruptibly();
        }
    }

    /** Whether it has nothing to do now. */
    boolean idle() {
        return !busy;
    }

    private final class Timer<T> extends FutureTask<T> implements ScheduledFuture<T> {
        private final long everyNs;
        private VirtualTime.Due due;

        Timer(Callable<T> body, long everyNs) {
            super(body);
            this.everyNs = everyNs;
        }

        private void arm(long inNs) {
            due = time.at(time.nowNs() + inNs, () -> VirtualWorker.this.execute(this));
        }

        @Override
        public void run() {
            if (everyNs < 0) {
                super.run();
            } else if (runAndReset()) {
                arm(everyNs);
            }
        }

        @Override
        public boolean cancel(boolean interrupt) {
            due.callOff();
            return super.cancel(interrupt);
        }

        @Override
        public long getDelay(TimeUnit unit) {
            throw new UnsupportedOperationException("nobody asks for this");
        }

        @Override
        public int compareTo(Delayed other) {
            throw new UnsupportedOperationException("nobody asks for this");
        }
    }

    private <T> Timer<T> timer(Callable<T> body, long delay, long every, TimeUnit unit) {
        Timer<T> timer = new Timer<>(body, every < 0 ? -1 : unit.toNanos(every));
        timer.arm(unit.toNanos(delay));
        return timer;
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
        return timer(() -> run(task), delay, -1, unit);
    }

    @Override
    public <V> ScheduledFuture<V> schedule(Callable<V> task, long delay, TimeUnit unit) {
        return timer(task, delay, -1, unit);
    }

    @Override
    public ScheduledFuture<?> scheduleAtFixedRate(Runnable task, long delay, long every, TimeUnit unit) {
        return timer(() -> run(task), delay, every, unit);
    }

    @Override
    public ScheduledFuture<?> scheduleWithFixedDelay(Runnable task, long delay, long every, TimeUnit unit) {
        return timer(() -> run(task), delay, every, unit);
    }

    private static Object run(Runnable task) {
        task.run();
        return null;
    }

    @Override
    public void shutdown() {
        kill();
    }

    @Override
    public List<Runnable> shutdownNow() {
        kill();
        return List.of();
    }

    @Override
    public boolean isShutdown() {
        return killed;
    }

    @Override
    public boolean isTerminated() {
        return killed;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
        return killed;
    }
}
