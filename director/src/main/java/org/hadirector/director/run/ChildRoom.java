package org.hadirector.director.run;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.logging.log4j.Logger;
import org.hadirector.director.children.ChildKeeper;
import org.hadirector.director.children.ProcessLauncher;
import org.hadirector.heartbeat.config.Services;
import org.hadirector.heartbeat.config.SystemNodeFacts;

/** The programs beside this daemon. */
final class ChildRoom {
    /** They may finish what they do; the service manager does not wait much longer for us either. */
    private static final long END_S = 5;

    private final ChildKeeper keeper;
    private final ScheduledExecutorService thread;

    /** @param leave told when a failfast program is gone */
    ChildRoom(Services services, Threads threads, Logger log, Runnable leave) {
        thread = threads.serial("children", Threads.Kind.URGENT);
        keeper = new ChildKeeper(
                services.children(),
                new ChildKeeper.Tools(
                        new ProcessLauncher(services.environment()),
                        new SystemNodeFacts()::user,
                        System::nanoTime,
                        line -> log.log(line.level(), line.text()),
                        child -> leave.run()),
                thread);
    }

    void start() {
        keeper.start();
    }

    /** Ends them, at last by force. */
    void close() throws InterruptedException {
        try {
            keeper.stop().get(END_S, TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException e) {
            keeper.kill();
        }
        thread.shutdown();
    }
}
