package org.hadirector.director.run;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.hadirector.director.log.HeartbeatTexts;
import org.hadirector.director.log.LogFiles;
import org.hadirector.heartbeat.decide.Input;
import org.hadirector.heartbeat.jgroups.SerialLibrary;

/**
 * The end of the daemon, on SIGTERM, SIGINT or after a failure: hand the groups over to the peer, release them, take
 * the gate away, and exit with our own code (the JVM would say 143).
 */
final class Farewell {
    private static final Logger LOG = LogManager.getLogger(LogFiles.HEARTBEAT);
    private static final long HAND_OVER_S = 30;
    private static final long RELEASE_S = 30;
    private static final long DUTY_END_MS = 2000;
    /** How often the watchdog is looked after meanwhile. */
    private static final long LOOK_EVERY_MS = 100;

    private final Director director;
    private final AtomicInteger exitCode = new AtomicInteger();
    private final Thread hook = new Thread(this::run, "farewell");

    Farewell(Director director) {
        this.director = director;
    }

    /** From now on the daemon ends in good order. */
    void register() {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** From now on it ends before the serial lines are closed: they may be the only links to hand over on. */
    void keepSerialLines() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            return; // it ends already
        }
        SerialLibrary.beforeLinesClose(hook);
    }

    /** However the daemon ends now, this is its exit code, and nothing is handed over. */
    void failed(int code) {
        exitCode.set(code);
    }

    /** Ends the daemon from any of its threads. */
    void exit(int code) {
        failed(code);
        Thread exiting = new Thread(() -> Runtime.getRuntime().exit(code), "exit");
        exiting.setDaemon(true);
        exiting.start();
    }

    /** Ends the daemon in good order from any of its threads: what it holds is handed over. */
    void leave() {
        Thread exiting = new Thread(() -> Runtime.getRuntime().exit(0), "leave");
        exiting.setDaemon(true);
        exiting.start();
    }

    private void run() {
        int code = exitCode.get();
        director.service().stopping();
        String pid = String.valueOf(ProcessHandle.current().pid());
        HeartbeatTexts texts = director.texts() == null
                ? new HeartbeatTexts(
                        director.context().node(), director.context().peer())
                : director.texts();
        boolean handsOver = code == 0;
        texts.leaving(pid, handsOver, handsOver && delayed()).forEach(LogFiles.sink(LogFiles.HEARTBEAT));
        try {
            director.fences().close();
            if (code == 0 && director.duty() != null) {
                handOver();
            }
            boolean released = release();
            if (!director.close(released) && code == 0) {
                code = 1;
            }
            LogFiles.sink(LogFiles.HEARTBEAT)
                    .accept(HeartbeatTexts.gone(director.context().node()));
        } catch (InterruptedException | RuntimeException e) {
            LOG.error("shutdown: {}", e.toString());
            code = code == 0 ? 1 : code;
        }
        LogFiles.close();
        Runtime.getRuntime().halt(code);
    }

    /** A duty that does not answer has nothing that is worth a word about waiting. */
    private boolean delayed() {
        if (director.duty() == null) {
            return false;
        }
        try {
            return StatusTree.endIsDelayed(director.beliefs());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException | TimeoutException e) {
            return false;
        }
    }

    private void handOver() throws InterruptedException {
        Answers.Pending pending = director.answers().next();
        director.inbox().offer(new Input.Shutdown(pending.id()));
        try {
            pending.outcome().get(HAND_OVER_S, TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException e) {
            LOG.warn("the other node did not take over within {} s", HAND_OVER_S);
            awaitStuck(pending);
        }
    }

    /** The other node takes our silence for death: we stay until what may be active here is stopped. */
    private void awaitStuck(Answers.Pending pending) throws InterruptedException {
        while (director.runners().values().stream().anyMatch(GroupRunner::stuck)) {
            try {
                pending.outcome().get(1, TimeUnit.SECONDS);
            } catch (TimeoutException | ExecutionException goOn) {
                // still stuck, or nobody to hand over to
            }
        }
    }

    /** A duty that hangs at the end, too, is what the watchdog is for; else it is looked after here from now on. */
    private void await(Future<?> end, boolean dutyEnded)
            throws InterruptedException, ExecutionException, TimeoutException {
        for (long leftMs = TimeUnit.SECONDS.toMillis(RELEASE_S); ; leftMs -= LOOK_EVERY_MS) {
            if (dutyEnded && director.watchdog() != null) {
                director.watchdog().cycle(System.nanoTime());
            }
            try {
                end.get(LOOK_EVERY_MS, TimeUnit.MILLISECONDS);
                return;
            } catch (TimeoutException e) {
                if (leftMs <= 0) {
                    throw e;
                }
            }
        }
    }

    /** Stops whatever still runs; true when nothing is left. */
    private boolean release() throws InterruptedException {
        boolean ended = director.duty() == null || director.duty().end(DUTY_END_MS);
        if (director.effects() != null) {
            director.effects().silence();
        }
        boolean all = true;
        for (GroupRunner runner : director.runners().values()) {
            Future<?> end = runner.end();
            try {
                await(end, ended);
                all &= runner.stopped();
            } catch (TimeoutException | ExecutionException e) {
                LOG.error("{} is not released: {}", runner.group().key(), String.valueOf(e.getMessage()));
                all = false;
            }
        }
        if (all) {
            LogFiles.sink(LogFiles.HEARTBEAT).accept(HeartbeatTexts.relinquished());
        }
        return all;
    }
}
