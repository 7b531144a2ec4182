package org.hadirector.director.lab;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Starts the lab's processes so that they outlive this one, and ends exactly those. */
final class ProcessKeeper {
    private static final Duration DEATH = Duration.ofSeconds(5);

    /**
     * Starts a command in a session of its own (Ctrl-C in the terminal does not reach it), output appended to a log.
     *
     * @throws IOException when it cannot be started or is gone at once
     */
    LabProcess start(String label, String host, List<String> command, Path log) throws IOException {
        List<String> words = new ArrayList<>(List.of("setsid"));
        words.addAll(command);
        Process process = new ProcessBuilder(words)
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        ProcStat stat = ProcStat.of(process.pid())
                .orElseThrow(() -> new IOException(label + " of " + host + " ended at once; see " + log));
        return new LabProcess(label, host, process.pid(), stat.startTicks());
    }

    boolean alive(LabProcess process) {
        return ProcStat.of(process.pid())
                .filter(stat -> stat.startTicks() == process.startTicks() && !stat.dead())
                .isPresent();
    }

    /** SIGKILL; returns the monotonic time just before it was sent. A process that is gone already is fine. */
    long kill(LabProcess process) {
        long nowNs = System.nanoTime();
        handle(process).ifPresent(ProcessHandle::destroyForcibly);
        return nowNs;
    }

    /** SIGTERM; returns the monotonic time just before it was sent. */
    long terminate(LabProcess process) {
        long nowNs = System.nanoTime();
        handle(process).ifPresent(ProcessHandle::destroy);
        return nowNs;
    }

    /** Whether the process was gone in time. */
    boolean awaitDeath(LabProcess process, Duration atMost) {
        return Patience.until(atMost, () -> !alive(process));
    }

    /** Kills those that live and waits for their end; returns the ones that did not go. */
    List<LabProcess> end(List<LabProcess> processes) {
        processes.forEach(this::kill);
        return processes.stream().filter(process -> !awaitDeath(process, DEATH)).toList();
    }

    private Optional<ProcessHandle> handle(LabProcess process) {
        return alive(process) ? ProcessHandle.of(process.pid()) : Optional.empty();
    }
}
