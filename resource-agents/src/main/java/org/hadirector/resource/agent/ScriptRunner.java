package org.hadirector.resource.agent;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/** Runs resource scripts. Called from a thread that may wait; the calling thread is held up until the script ends. */
public interface ScriptRunner {
    /**
     * Runs a program and waits for it.
     *
     * @param command path, arguments, verb
     * @param environment added to the daemon's own
     * @param timeout after which it is killed with everything it started
     * @throws IOException when it cannot be started
     */
    ScriptRun run(List<String> command, Map<String, String> environment, Duration timeout) throws IOException;

    /** Holds the calling thread up, between two attempts; shorter when it is interrupted. */
    void pause(Duration length);

    /** Processes of this machine. */
    static ScriptRunner processes() {
        return new ScriptRunner() {
            @Override
            public ScriptRun run(List<String> command, Map<String, String> environment, Duration timeout)
                    throws IOException {
                return ScriptRun.of(command, environment, timeout);
            }

            @Override
            public void pause(Duration length) {
                long endNs = System.nanoTime() + length.toNanos();
                for (long left = endNs - System.nanoTime(); left > 0; left = endNs - System.nanoTime()) {
                    if (Thread.currentThread().isInterrupted()) {
                        return;
                    }
                    LockSupport.parkNanos(left);
                }
            }
        };
    }
}
