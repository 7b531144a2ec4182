package org.hadirector.director.fence;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.hadirector.director.log.LogLine;
import org.hadirector.heartbeat.config.FenceDirectives;
import org.hadirector.heartbeat.decide.Input;

/**
 * The fence devices of this node and the thread that may wait for them. Log lines are heartbeat's. Nothing begins for
 * an attempt whose node is heard meanwhile, and no script outlives the daemon: it would reset a node that nobody wants
 * reset any more, for one that cannot hear of it.
 */
public final class FenceRoom {
    private final List<FenceDevice> devices;
    private final Executor thread;
    private final Consumer<Input> answers;
    private final Consumer<LogLine> log;

    /** Threads that may wait for a script. */
    private final Set<Thread> working = new HashSet<>();

    private boolean ending;
    private volatile long droppedUpTo;

    /**
     * @param thread carries out attempts one after another
     * @param answers takes {@link Input.Fenced} and {@link Input.FenceFailed}; any thread
     * @param log takes the lines of ha-log; never blocks
     */
    FenceRoom(List<FenceDevice> devices, Executor thread, Consumer<Input> answers, Consumer<LogLine> log) {
        this.devices = List.copyOf(devices);
        this.thread = thread;
        this.answers = answers;
        this.log = log;
    }

    /**
     * Opens the devices that can be used from this node.
     *
     * @throws IOException when one does not take its parameters
     */
    public static FenceRoom open(
            FenceTypes types,
            List<FenceDirectives.Device> written,
            String node,
            Executor thread,
            Consumer<Input> answers,
            Consumer<LogLine> log)
            throws IOException {
        List<FenceDevice> devices = new ArrayList<>();
        for (FenceDirectives.Device device : written) {
            if (device.usableFrom(node)) {
                devices.add(types.open(device));
            }
        }
        return new FenceRoom(devices, thread, answers, log);
    }

    /** Whether there is any device. */
    public boolean configured() {
        return !devices.isEmpty();
    }

    /** How people know the devices, in the order in which they are tried. */
    public List<String> descriptions() {
        return devices.stream().map(FenceDevice::description).toList();
    }

    /** Begins an attempt; never blocks. The outcome comes as an input. */
    public void fence(String host, long attempt) {
        thread.execute(() -> work(() -> {
            FenceDevice.Outcome outcome = attempt(host, attempt);
            switch (outcome.verdict()) {
                case DONE -> answers.accept(new Input.Fenced(attempt, outcome.text()));
                case FAILED -> answers.accept(new Input.FenceFailed(attempt, outcome.text()));
                    // by hand: the operator's word goes to the core itself
                default -> log.accept(LogLine.crit(outcome.text()));
            }
        }));
    }

    /** Its node is heard: no device begins any more, the one that is at it goes on. Any thread. */
    public void drop(long attempt) {
        droppedUpTo = attempt;
    }

    /** Ends the scripts that run and lets none begin any more; returns when they are gone, or after two seconds. */
    public synchronized void close() throws InterruptedException {
        ending = true;
        working.forEach(Thread::interrupt);
        long endNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(2);
        for (long leftMs = 2000; !working.isEmpty() && leftMs > 0; ) {
            wait(leftMs);
            leftMs = (endNs - System.nanoTime()) / 1_000_000;
        }
    }

    private void work(Runnable body) {
        synchronized (this) {
            if (ending) {
                return;
            }
            working.add(Thread.currentThread());
        }
        try {
            body.run();
        } finally {
            synchronized (this) {
                working.remove(Thread.currentThread());
                notifyAll();
            }
        }
    }

    private synchronized boolean isEnding() {
        return ending;
    }

    /** Tries one device after the other. */
    private FenceDevice.Outcome attempt(String host, long attempt) {
        List<String> troubles = new ArrayList<>();
        for (FenceDevice device : devices) {
            if (isEnding()) {
                break;
            }
            if (attempt <= droppedUpTo) {
                troubles.add("not begun with " + device.description() + ", " + host + " is heard");
                break;
            }
            try {
                if (!device.canReset(host)) {
                    troubles.add("Device " + device.description() + " cannot reset host " + host + ".");
                    continue;
                }
                log.accept(LogLine.info("Resetting node " + host + " with [" + device.description() + "]"));
                FenceDevice.Outcome outcome = device.fence(host);
                if (outcome.verdict() != FenceDevice.Verdict.FAILED) {
                    return outcome;
                }
                notReset(host);
                troubles.add(outcome.text());
            } catch (IOException | RuntimeException e) {
                notReset(host);
                troubles.add(device.description() + ": " + e.getMessage());
            }
        }
        if (isEnding()) {
            String text = "STONITH of " + host + " is given up, for this node stops: look whether it was reset";
            log.accept(LogLine.warn(text));
        }
        troubles.stream()
                .filter(text -> text.startsWith("Device "))
                .map(LogLine::error)
                .forEach(log);
        return new FenceDevice.Outcome(FenceDevice.Verdict.FAILED, String.join("; ", troubles));
    }

    private void notReset(String host) {
        log.accept(LogLine.error("Host " + host + " not reset!"));
    }

    /** Asks every device whether it works and tells the log; blocks, so on a thread of its own. */
    public void check() {
        work(this::checkEach);
    }

    private void checkEach() {
        for (FenceDevice device : devices) {
            if (isEnding()) {
                return;
            }
            log.accept(LogLine.info("Checking status of STONITH device [" + device.description() + "]"));
            try {
                String fault = device.fault();
                if (fault != null) {
                    notOperational(device, fault);
                }
            } catch (IOException | RuntimeException e) {
                notOperational(device, e.getMessage());
            }
        }
    }

    private void notOperational(FenceDevice device, String why) {
        log.accept(LogLine.error("STONITH status operation failed."));
        log.accept(LogLine.error("This may mean that the STONITH device has failed!"));
        log.accept(LogLine.error("STONITH device " + device.description() + " not operational! (" + why + ")"));
    }
}
