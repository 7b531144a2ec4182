package org.hadirector.director.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.hadirector.linux.testing.RequiresRoot;
import org.junit.jupiter.api.Test;

/** {@code rtprio} and {@code realtime} as the kernel sees them. */
class ThreadsTest {
    private static String scheduled(Threads threads, int priority) throws Exception {
        CompletableFuture<String> policy = new CompletableFuture<>();
        threads.start("probe", priority, () -> {
            String stat = Files.readString(Path.of("/proc/thread-self/stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            policy.complete(fields[38] + " at " + fields[37]); // policy and rt_priority, proc(5)
        });
        return policy.get();
    }

    @Test
    @RequiresRoot
    void shouldPutTheDecidingThreadsWhereRtprioSays() throws Exception {
        Threads threads = new Threads(20, (role, failure) -> {});
        assertEquals("1 at 20", scheduled(threads, Threads.DECIDING));
        assertEquals("1 at 10", scheduled(threads, Threads.ACTING));
        assertEquals("1 at 2", scheduled(threads, Threads.FORWARDING));
        assertEquals("1 at 1", scheduled(threads, Threads.SERVING));
        assertEquals("1 at 1", scheduled(new Threads(1, (role, failure) -> {}), Threads.ACTING));
    }

    @Test
    void shouldAskTheKernelForNothingWithRealtimeOff() throws Exception {
        Threads threads = new Threads(0, (role, failure) -> {});
        assertEquals("0 at 0", scheduled(threads, Threads.DECIDING));
        assertEquals(List.of(), threads.urgentProcess(List.of()));
    }
}
