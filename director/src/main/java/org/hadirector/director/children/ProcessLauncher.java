package org.hadirector.director.children;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import org.hadirector.heartbeat.config.ClientChild;
import org.hadirector.heartbeat.config.NodeFacts.Account;

/**
 * Real processes. {@code setpriv} of util-linux changes to the user and lets the kernel end the program when the thread
 * that started it is gone, so that a killed daemon leaves none behind: {@link #start} must be called from a thread that
 * lives as long as the daemon.
 */
public final class ProcessLauncher implements Launcher {
    private final Map<String, String> environment;

    /** @param environment added to the daemon's own */
    public ProcessLauncher(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    @Override
    public Running start(ClientChild child, Account account, IntConsumer ended) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command(child, account));
        builder.environment().putAll(environment);
        builder.redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")));
        builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.redirectError(ProcessBuilder.Redirect.DISCARD);
        Process process = builder.start();
        process.onExit().thenAccept(done -> ended.accept(done.exitValue()));
        return new Child(process);
    }

    static List<String> command(ClientChild child, Account account) {
        List<String> words = new ArrayList<>(List.of("setpriv", "--pdeathsig", "TERM"));
        if (account.uid() != 0) {
            words.addAll(List.of(
                    "--reuid",
                    String.valueOf(account.uid()),
                    "--regid",
                    String.valueOf(account.gid()),
                    "--init-groups"));
        }
        words.addAll(List.of("--", "/bin/sh", "-c", "exec " + child.command()));
        return words;
    }

    private record Child(Process process) implements Running {
        @Override
        public long pid() {
            return process.pid();
        }

        @Override
        public void terminate() {
            // looked up before: the children of a dead parent are nobody's
            List<ProcessHandle> below = process.descendants().toList();
            process.destroy();
            below.forEach(ProcessHandle::destroy);
        }

        @Override
        public void kill() {
            List<ProcessHandle> below = process.descendants().toList();
            process.destroyForcibly();
            below.forEach(ProcessHandle::destroyForcibly);
        }

        @Override
        public boolean alive() {
            return process.isAlive();
        }
    }
}
