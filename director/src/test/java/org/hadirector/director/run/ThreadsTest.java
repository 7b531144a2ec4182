package org.hadirector.director.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.hadirector.linux.testing.RequiresRoot;
import org.junit.jupiter.api.Test;

/** {@code rtprio} and {@code realtime} as the kernel sees them. */
class ThreadsTest {
    private static String scheduled(Threads threads, Threads.Kind kind) throws Exception {
        CompletableFuture<String> policy = new CompletableFuture<>();
        threads.start("probe", kind, () -> {
            String stat = Files.readString(Path.of("/proc/thread-self/stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            policy.complete(fields[38] + " at " + fields[37]); // policy and rt_priority, proc(5)
        });
        return policy.get();
    }

    @Test
    @RequiresRoot
    void shouldPutUrgentThreadsWhereRtprioSaysAndLeaveOthers() throws Exception {
        Threads threads = new Threads(20, (role, failure) -> {});
        assertEquals("1 at 20", scheduled(threads, Threads.Kind.URGENT));
        assertEquals("0 at 0", scheduled(threads, Threads.Kind.ORDINARY));
    }

    @Test
    @RequiresRoot
    void shouldNotWaitForEverForAnotherThreadOfThisProcess() throws Exception {
        Process process = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-XX:+UseSerialGC",
                        "-Xmx64m",
                        "-Xmn4m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        BusyTables.class.getName())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            assertTrue(process.waitFor(60, TimeUnit.SECONDS), "the process stands still");
            assertEquals(0, process.exitValue());
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void shouldAskTheKernelForNothingWithRealtimeOff() throws Exception {
        Threads threads = new Threads(0, (role, failure) -> {});
        assertEquals("0 at 0", scheduled(threads, Threads.Kind.URGENT));
        assertEquals(List.of(), threads.limitRunaways());
        assertEquals(List.of(), threads.urgentProcess(List.of()));
    }
}
