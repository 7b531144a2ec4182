package org.hadirector.resource.agent;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * One run of a program with its output. The output goes through a file, not a pipe: a daemon that a script starts keeps
 * a pipe open, and the reader would wait for ever.
 *
 * @param status the exit status, -1 when it was killed at the timeout
 * @param output at most 64 KiB of standard output and standard error
 */
public record ScriptRun(int status, String output) {
    /** The exit status of a script that was killed. */
    public static final int TIMED_OUT = -1;

    private static final int MAX_OUTPUT = 64 << 10;

    /** Runs it; killed with everything it started when it takes longer than the timeout. */
    static ScriptRun of(List<String> command, Map<String, String> environment, Duration timeout) throws IOException {
        return of(command, environment, "", timeout);
    }

    /**
     * As above, with something to read.
     *
     * @param input what it finds on its standard input, at most what a pipe holds (64 KiB); empty for /dev/null
     */
    public static ScriptRun of(List<String> command, Map<String, String> environment, String input, Duration timeout)
            throws IOException {
        Path output = Files.createTempFile("ha-director-", ".out");
        try {
            ProcessBuilder builder =
                    new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
            builder.environment().putAll(environment);
            if (input.isEmpty()) {
                builder.redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
            }
            Process process = builder.start();
            give(process, input);
            int status = waitFor(process, timeout);
            try (InputStream in = Files.newInputStream(output)) {
                return new ScriptRun(status, new String(in.readNBytes(MAX_OUTPUT), StandardCharsets.UTF_8));
            }
        } finally {
            Files.deleteIfExists(output);
        }
    }

    private static void give(Process process, String input) {
        if (!input.isEmpty()) {
            try (OutputStream in = process.getOutputStream()) {
                in.write(input.getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                // It may have ended without reading everything: its exit status says what that means.
                process.getOutputStream();
            }
        }
    }

    private static int waitFor(Process process, Duration timeout) throws IOException {
        try {
            if (process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                return process.exitValue();
            }
            kill(process);
            return TIMED_OUT;
        } catch (InterruptedException e) {
            kill(process);
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static void kill(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    /** Whether it was killed because it took too long. */
    public boolean timedOut() {
        return status == TIMED_OUT;
    }

    /** What it said last: its last line that is not blank, "" when it said nothing. */
    public String lastLine() {
        return output.strip().lines().reduce((first, second) -> second).orElse("");
    }

    /** How it ended, for a message, such as {@code exit 3: no such outlet}. */
    public String ending() {
        String how = timedOut() ? "no end within its time" : "exit " + status;
        return lastLine().isEmpty() ? how : how + ": " + lastLine();
    }
}
