package org.hadirector.resource.check;

import java.io.File;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Up when a program exits with 0; it is killed, with what it started, when it takes longer than the timeout. */
public final class ExternalChecker implements Checker {
    private final List<String> command;
    private final int timeoutMs;

    /** @param command the program and its arguments; ldirectord's are VIP, port, real server, port */
    public ExternalChecker(List<String> command, int timeoutMs) {
        this.command = List.copyOf(command);
        this.timeoutMs = timeoutMs;
    }

    @Override
    public CheckResult check() {
        Process process;
        try {
            process = new ProcessBuilder(command)
                    .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            return CheckResult.down("exec: " + e.getMessage());
        }
        try {
            if (process.waitFor(timeoutMs, TimeUnit.MILLISECONDS)) {
                int status = process.exitValue();
                return status == 0 ? CheckResult.UP : CheckResult.down(command.get(0) + " exited with " + status);
            }
            return CheckResult.down(command.get(0) + " timed out");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return CheckResult.down(command.get(0) + " interrupted");
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }
}
