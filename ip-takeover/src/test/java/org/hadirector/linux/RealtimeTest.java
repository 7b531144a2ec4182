package org.hadirector.linux;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.hadirector.linux.testing.RequiresRoot;
import org.junit.jupiter.api.Test;

final class RealtimeTest {
    private static final long LONGEST_SPIN_NS = 5_000_000_000L;

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
    void shouldPutAllButThoseLeftAloneOnFifoAgainAndAgain() throws Exception {
        ServingThreads serving = new ServingThreads(1, List.of("left-alone"));
        CountDownLatch done = new CountDownLatch(1);
        try {
            Path plain = blocked("plain", done, () -> {});
            Path urgent = blocked("urgent", done, () -> Realtime.fifo(1));
            Path ordinary = blocked("left-alone-for-ever", done, () -> {});
            assertEquals(new Realtime.Granted("SCHED_FIFO 1"), serving.sweep());
            assertEquals(
                    List.of("1 at 1", "1 at 1", "0 at 0"), List.of(policy(plain), policy(urgent), policy(ordinary)));
            assertEquals("1 at 1", policy(named("VM Thread")), "a stop of all threads is its work");
            Path late = blocked("late", done, () -> {});
            assertEquals("0 at 0", policy(late));
            serving.sweep();
            assertEquals("1 at 1", policy(late));
        } finally {
            done.countDown();
            leaveFifo();
        }
    }

    /** All threads of this JVM. */
    private static void leaveFifo() throws Exception {
        String self = String.valueOf(ProcessHandle.current().pid());
        Process chrt = new ProcessBuilder("chrt", "--all-tasks", "--other", "--pid", "0", self).start();
        assertEquals(0, chrt.waitFor());
    }

    @Test
    @RequiresRoot
    void shouldMakeOrdinaryThreadsUrgentAsLongAsTheyWouldWait() throws Exception {
        Crowding crowding = new Crowding();
        ServingThreads serving = new ServingThreads(1, List.of("ordinary", "late"), crowding);
        CountDownLatch done = new CountDownLatch(1);
        try {
            Path ordinary = blocked("ordinary", done, () -> {});
            serving.sweep();
            assertEquals("0 at 0", policy(ordinary));
            crowding.starving();
            assertEquals(new Realtime.Granted("SCHED_FIFO 1"), serving.sweep());
            Path late = blocked("late", done, () -> {});
            crowding.starving();
            serving.sweep();
            assertEquals(List.of("1 at 1", "1 at 1"), List.of(policy(ordinary), policy(late)));
            for (int i = 0; i < Crowding.FIRST_HOLD; i++) {
                serving.sweep();
            }
            assertEquals(List.of("0 at 0", "0 at 0"), List.of(policy(ordinary), policy(late)));
        } finally {
            done.countDown();
            leaveFifo();
        }
    }

    @Test
    @RequiresRoot
    void shouldMakeOrdinaryThreadsUrgentAtOnceWhenOneGetsNoProcessor() throws Exception {
        ServingThreads serving = new ServingThreads(1, List.of("ordinary"));
        CountDownLatch done = new CountDownLatch(1);
        try {
            Path other = blocked("ordinary-2", done, () -> {});
            Path kept = spinning("ordinary-1", done, () -> {});
            serving.sweep();
            assertFalse(serving.look());
            Path hog = spinning("hog", done, () -> Realtime.fifo(1));
            onProcessor(0, kept);
            onProcessor(0, hog);
            await().pollInterval(20, TimeUnit.MILLISECONDS).until(serving::look);
            assertEquals(List.of("1 at 1", "1 at 1"), List.of(policy(kept), policy(other)));
            assertFalse(serving.look(), "they are urgent");
        } finally {
            done.countDown();
            leaveFifo();
        }
    }

    private static Path spinning(String name, CountDownLatch until, Runnable first) throws Exception {
        return thread(name, first, () -> {
            // An end of its own: on a single processor nobody else would get one to say that it is enough.
            long beganNs = System.nanoTime();
            while (until.getCount() > 0 && System.nanoTime() - beganNs < LONGEST_SPIN_NS) {
                Thread.onSpinWait();
            }
        });
    }

    private static void onProcessor(int processor, Path stat) throws Exception {
        String thread = stat.getParent().getFileName().toString();
        Process taskset = new ProcessBuilder("taskset", "-cp", String.valueOf(processor), thread).start();
        assertEquals(0, taskset.waitFor());
    }

    private static Path named(String thread) throws IOException {
        try (Stream<Path> tasks = Files.list(Path.of("/proc/self/task"))) {
            for (Path task : tasks.toList()) {
                if (isNamed(task, thread)) {
                    return task.resolve("stat");
                }
            }
        }
        throw new IOException("no thread " + thread);
    }

    private static boolean isNamed(Path task, String thread) {
        try {
            return Files.readString(task.resolve("comm")).equals(thread + "\n");
        } catch (IOException e) {
            return false; // it ended meanwhile, as threads of the compilers do
        }
    }

    private static Path blocked(String name, CountDownLatch until, Runnable first) throws Exception {
        return thread(name, first, until::await);
    }

    @FunctionalInterface
    private interface Body {
        void run() throws InterruptedException;
    }

    /** A thread that has done the first of it; its line in /proc. */
    private static Path thread(String name, Runnable first, Body then) throws Exception {
        CompletableFuture<Path> stat = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    first.run();
                    try {
                        stat.complete(Path.of("/proc/thread-self").toRealPath().resolve("stat"));
                        then.run();
                    } catch (IOException | InterruptedException e) {
                        stat.completeExceptionally(e);
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
        return stat.get();
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
