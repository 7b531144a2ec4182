package org.hadirector.director.run;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.hadirector.linux.testing.RequiresRoot;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code rtprio} and {@code realtime} as the kernel sees them. */
class ThreadsTest {
    /** A JVM of its own: what is asked for is asked for all its threads. */
    private static Process jvm(Class<?> main, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "-XX:+UseSerialGC",
                "-Xmx64m",
                "-Xmn6m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    @Test
    @RequiresRoot
    void shouldMakeAllUrgentAtOnceWhenTheStartIsOver(@TempDir Path directory) throws Exception {
        Path seen = directory.resolve("seen");
        assertEquals(0, jvm(SchedulingPolicies.class, seen.toString()).waitFor());
        assertEquals(
                """
                urgent, before: 0 at 0
                the same, after: 1 at 20
                urgent, after: 1 at 20
                ordinary: 0 at 0
                library: 1 at 20
                journal: 0 at 0
                """,
                Files.readString(seen));
    }

    @Test
    @RequiresRoot
    void shouldNotWaitForEverForAnotherThreadOfThisProcess() throws Exception {
        Process process = jvm(BusyTables.class);
        try {
            assertTrue(process.waitFor(60, TimeUnit.SECONDS), "the process stands still");
            assertEquals(0, process.exitValue());
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void shouldKeepWorkUntilOneOfAllIsFree() throws Exception {
        ExecutorService workers = new Threads(0, (role, failure) -> {}).patientWorkers("work", 1, 60_000);
        CompletableFuture<Void> ends = new CompletableFuture<>();
        CompletableFuture<Void> done = new CompletableFuture<>();
        workers.execute(ends::join);
        Thread second = new Thread(() -> workers.execute(() -> done.complete(null)));
        second.start();
        await().until(() -> second.getState() == Thread.State.TIMED_WAITING);
        assertFalse(done.isDone());
        ends.complete(null);
        await().until(done::isDone);
        workers.shutdown();
    }

    @Test
    void shouldRefuseWorkWhenNoneOfAllIsFreeInTime() {
        ExecutorService workers = new Threads(0, (role, failure) -> {}).patientWorkers("work", 1, 1);
        CompletableFuture<Void> ends = new CompletableFuture<>();
        workers.execute(ends::join);
        assertThrows(RejectedExecutionException.class, () -> workers.execute(() -> {}));
        ends.complete(null);
        workers.shutdown();
    }

    @Test
    void shouldAskTheKernelForNothingWithRealtimeOff() throws Exception {
        Threads threads = new Threads(0, (role, failure) -> {});
        assertEquals(List.of(), threads.urgentProcess(List.of()));
        CompletableFuture<String> policy = new CompletableFuture<>();
        threads.start("probe", Threads.Kind.URGENT, () -> policy.complete(SchedulingPolicies.ofThisThread()));
        assertEquals("0 at 0", policy.get());
    }
}
