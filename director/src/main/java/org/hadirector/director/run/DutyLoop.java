package org.hadirector.director.run;

import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.hadirector.heartbeat.decide.CoreView;
import org.hadirector.heartbeat.decide.Effect;
import org.hadirector.heartbeat.decide.Input;
import org.hadirector.heartbeat.decide.TakeoverCore;
import org.hadirector.heartbeat.link.HeartbeatLink;
import org.hadirector.heartbeat.link.StatusMessage;
import org.hadirector.linux.Breath;

/**
 * The duty that decides. Each cycle reads the clock once, drains every link and the inbox into the core, gives it the
 * cycle itself, and carries out what it says, in its order. Between cycles it parks until the core wants the next one
 * or somebody has news.
 */
public final class DutyLoop {
    /** More beats than this on one link in one cycle wait for the next: a flood must not hold up the lease. */
    private static final int BEATS_A_CYCLE = 64;

    private static final int INPUTS_A_CYCLE = 1024;

    private final TakeoverCore core;
    private final Collection<HeartbeatLink> links;
    private final Inbox inbox;
    private final EffectSink effects;
    private final Runnable intake;
    private final LongSupplier clock;
    private final Queue<CompletableFuture<CoreView>> questions = new ConcurrentLinkedQueue<>();
    private final Queue<Change> changes = new ConcurrentLinkedQueue<>();
    private final LatenessMeter lateness = new LatenessMeter();

    // Written by the duty, read by whoever asks for status.
    private volatile long cycles;
    private volatile Thread thread;
    private volatile boolean running = true;
    private LongConsumer afterCycle = nowNs -> {};

    /**
     * @param links read in each cycle; may change between cycles
     * @param intake run once in each cycle before the inbox is read: puts there what the duty's own sockets heard
     */
    public DutyLoop(
            TakeoverCore core,
            Collection<HeartbeatLink> links,
            Inbox inbox,
            EffectSink effects,
            Runnable intake,
            LongSupplier clock) {
        this.core = core;
        this.links = links;
        this.inbox = inbox;
        this.effects = effects;
        this.intake = intake;
        this.clock = clock;
        inbox.onArrival(this::wakeUp);
    }

    /**
     * Runs after every cycle that was carried out to its end: watchdogs, what may be done last. Never blocks; set
     * before the start.
     */
    public void afterCycle(LongConsumer listener) {
        afterCycle = listener;
    }

    /** Carries out effects on the duty's thread; never blocks. */
    @FunctionalInterface
    public interface EffectSink {
        void run(Effect effect, long nowNs);
    }

    /** Runs on the calling thread until {@link #stop}. */
    public void run() {
        thread = Thread.currentThread();
        Breath breath = new Breath();
        while (running) {
            breath.take();
            long wantedNs = core.nextCycleNs();
            long waitNs = wantedNs - clock.getAsLong();
            if (waitNs > 0) {
                LockSupport.parkNanos(this, waitNs);
            }
            long nowNs = clock.getAsLong();
            if (cycles > 0) {
                lateness.came(nowNs - wantedNs);
            }
            cycle(nowNs);
        }
    }

    /** A change of what the duty works with, made between two cycles, and what the core is told of it. */
    private record Change(Supplier<Input> act, CompletableFuture<Void> done) {}

    /** Makes a change on the duty's thread and tells the core. Any thread. */
    CompletableFuture<Void> change(Supplier<Input> act) {
        Change change = new Change(act, new CompletableFuture<>());
        changes.add(change);
        wakeUp();
        return change.done();
    }

    private void makeChanges(long nowNs) {
        for (Change change = changes.poll(); change != null; change = changes.poll()) {
            step(change.act().get(), nowNs);
            change.done().complete(null);
        }
    }

    /** One cycle. */
    void cycle(long nowNs) {
        makeChanges(nowNs);
        for (HeartbeatLink link : links) {
            for (int n = 0; n < BEATS_A_CYCLE; n++) {
                StatusMessage beat = link.poll();
                if (beat == null) {
                    break;
                }
                step(new Input.BeatHeard(link.name(), beat), nowNs);
            }
        }
        intake.run();
        for (int n = 0; n < INPUTS_A_CYCLE; n++) {
            Input input = inbox.poll();
            if (input == null) {
                break;
            }
            step(input, nowNs);
        }
        step(new Input.Cycle(), nowNs);
        cycles++;
        answerQuestions();
        afterCycle.accept(nowNs);
    }

    private void step(Input input, long nowNs) {
        List<Effect> todo = core.step(input, nowNs);
        for (int i = 0; i < todo.size(); i++) {
            effects.run(todo.get(i), nowNs);
        }
    }

    private void answerQuestions() {
        for (CompletableFuture<CoreView> question = questions.poll(); question != null; question = questions.poll()) {
            question.complete(core.view());
        }
    }

    /** What the core believes, as soon as the duty comes to it. Any thread. */
    public CompletableFuture<CoreView> view() {
        CompletableFuture<CoreView> answer = new CompletableFuture<>();
        questions.add(answer);
        wakeUp();
        return answer;
    }

    /** Begins the next cycle now. Any thread. */
    public void wakeUp() {
        Thread sleeper = thread;
        if (sleeper != null) {
            LockSupport.unpark(sleeper);
        }
    }

    /** Ends {@link #run} after the present cycle. Any thread. */
    public void stop() {
        running = false;
        wakeUp();
    }

    /**
     * Ends {@link #run} and waits for that.
     *
     * @return whether it has ended; one that hangs does not
     */
    boolean end(long atMostMs) throws InterruptedException {
        stop();
        Thread running = thread;
        if (running != null) {
            running.join(atMostMs);
        }
        return running == null || !running.isAlive();
    }

    public long cycles() {
        return cycles;
    }

    /** How late the cycles came that were due; one that somebody woke before its time is not among them. */
    LatenessMeter lateness() {
        return lateness;
    }
}
