package org.hadirector.director.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.SynchronousQueue;

/** A process that says how its threads are scheduled before and after they may be urgent. */
public final class SchedulingPolicies {
    private static final CountDownLatch NEVER = new CountDownLatch(1);

    private SchedulingPolicies() {}

    /** Policy and rt_priority: fields 41 and 40 of proc(5), counted from behind the name. */
    static String ofThisThread() throws IOException {
        String stat = Files.readString(Path.of("/proc/thread-self/stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return fields[38] + " at " + fields[37];
    }

    /** @param arguments the file for what is seen, a line each */
    public static void main(String[] arguments) throws Exception {
        StringBuilder seen = new StringBuilder();
        Threads threads = new Threads(20, (role, failure) -> System.exit(2));
        BlockingQueue<String> said = new SynchronousQueue<>();
        CountDownLatch after = new CountDownLatch(1);
        threads.start("asked", Threads.Kind.URGENT, () -> {
            said.put(ofThisThread());
            after.await();
            said.put(ofThisThread());
        });
        BlockingQueue<String> library = patient("library", after);
        BlockingQueue<String> journal = patient("journal", after);
        seen.append("urgent, before: ").append(said.take()).append('\n');
        threads.urgentProcess(List.of("journal")).forEach(seen::append);
        after.countDown();
        seen.append("the same, after: ").append(said.take()).append('\n');
        threads.start("late", Threads.Kind.URGENT, () -> said.put(ofThisThread()));
        seen.append("urgent, after: ").append(said.take()).append('\n');
        threads.start("plain", Threads.Kind.ORDINARY, () -> said.put(ofThisThread()));
        seen.append("ordinary: ").append(said.take()).append('\n');
        seen.append("library: ").append(library.take()).append('\n');
        seen.append("journal: ").append(journal.take()).append('\n');
        Files.writeString(Path.of(arguments[0]), seen);
        System.exit(0);
    }

    /** A thread that is there and waits: nobody of ours made it. */
    private static BlockingQueue<String> patient(String name, CountDownLatch after) throws InterruptedException {
        BlockingQueue<String> said = new SynchronousQueue<>();
        CountDownLatch there = new CountDownLatch(1);
        Thread thread = new Thread(
                () -> {
                    try {
                        there.countDown();
                        after.await();
                        said.put(ofThisThread());
                        NEVER.await();
                    } catch (InterruptedException | IOException e) {
                        System.exit(3);
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
        there.await();
        return said;
    }
}
