package org.hadirector.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.hadirector.linux.testing.RequiresRoot;
import org.junit.jupiter.api.Test;

final class RealtimeTest {
    /** Field 40 and 41 of /proc/…/stat (proc(5)): rt_priority and policy, counted from behind the name. */
    private static String policy(Path stat) throws IOException {
        String text = Files.readString(stat);
        String[] fields = text.substring(text.lastIndexOf(')') + 2).split(" ");
        return fields[38] + " at " + fields[37];
    }

    private static <T> T onItsOwnThread(Callable<T> body) throws Exception {
        FutureTask<T> task = new FutureTask<>(body);
        Thread thread = new Thread(task, "realtime-test");
        thread.start();
        try {
            return task.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    @Test
    @RequiresRoot
    void shouldPutTheCallingThreadOnFifoAndNotItsChildren() throws Exception {
        List<String> policies = onItsOwnThread(() -> {
            Realtime.Outcome outcome = Realtime.fifo(7);
            assertInstanceOf(Realtime.Granted.class, outcome, outcome.toString());
            String child = onItsOwnThread(() -> policy(Path.of("/proc/thread-self/stat")));
            return List.of(policy(Path.of("/proc/thread-self/stat")), child);
        });

        assertEquals(List.of("1 at 7", "0 at 0"), policies);
    }

    @Test
    @RequiresRoot
    void shouldFavourTheCallingThreadOnly() throws Exception {
        String mine = nice(Path.of("/proc/thread-self/stat"));
        String favoured = onItsOwnThread(() -> {
            assertEquals(new Realtime.Granted("nice -15"), Realtime.nice(-15));
            return nice(Path.of("/proc/thread-self/stat"));
        });

        assertEquals("-15", favoured);
        assertEquals(mine, nice(Path.of("/proc/thread-self/stat")));
    }

    /** Field 19. */
    private static String nice(Path stat) throws IOException {
        String text = Files.readString(stat);
        return text.substring(text.lastIndexOf(')') + 2).split(" ")[16];
    }

    @Test
    @RequiresRoot
    void shouldPutTheVmThreadOnFifo() throws Exception {
        List<Realtime.Outcome> outcomes = Realtime.fifoForJvmThreads(2);

        assertEquals(new Realtime.Granted("SCHED_FIFO 2 for VM Thread"), outcomes.get(0));
        boolean seen = false;
        for (Path task : Files.list(Path.of("/proc/self/task")).toList()) {
            if (Files.readString(task.resolve("comm")).equals("VM Thread\n")) {
                seen = true;
                assertEquals("1 at 2", policy(task.resolve("stat")));
            }
        }
        assertTrue(seen);
    }

    @Test
    @RequiresRoot
    void shouldLockWhatIsTouched() throws Exception {
        assertEquals(new Realtime.Granted("mlockall"), Realtime.lockMemory());

        String locked = Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmLck:"))
                .findFirst()
                .orElseThrow();
        assertTrue(Long.parseLong(locked.replaceAll("\\D", "")) > 0, locked);
    }

    @Test
    void shouldSayWhatWasRefused() {
        Realtime.Outcome outcome = Realtime.fifo(1000);

        Realtime.Refused refused = assertInstanceOf(Realtime.Refused.class, outcome);
        assertEquals("SCHED_FIFO 1000", refused.step());
        assertTrue(refused.errno() == Errno.EINVAL || refused.errno() == Errno.EPERM);
    }
}
