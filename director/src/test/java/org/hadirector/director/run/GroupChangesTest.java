package org.hadirector.director.run;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.hadirector.director.journal.Journal;
import org.hadirector.director.journal.JournalEntry;
import org.hadirector.director.journal.JournalFile;
import org.hadirector.director.journal.JournalReader;
import org.hadirector.resource.ResourceAgent;
import org.hadirector.resource.ResourceException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A reload meets scripts that take longer than it waits, or fail. */
class GroupChangesTest {
    @TempDir
    Path state;

    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
    private final GroupChanges impatient = new GroupChanges(1);
    private final GroupChanges patient = new GroupChanges(20_000);
    private final CountDownLatch slow = new CountDownLatch(1);
    private final AtomicInteger finished = new AtomicInteger();
    private Journal journal;
    private GroupRunner runner;

    @BeforeEach
    void create() throws Exception {
        journal =
                new Journal("ha1", Clock.systemUTC(), System::nanoTime, new JournalFile(state, 1 << 20), trouble -> {});
        runner = new GroupRunner(new Group(List.of(new Agent("old", ""))), thread, new Inbox(), journal);
        runner.acquire();
    }

    @AfterEach
    void end() {
        slow.countDown();
        thread.shutdownNow();
    }

    private Future<?> change(Agent... agents) {
        return runner.change(new Group(List.of(agents)), () -> null, () -> {
            finished.incrementAndGet();
            return null;
        });
    }

    @Test
    void shouldSayWhatItWaitsForAndLoseNothing() throws Exception {
        Future<?> change = change(new Agent("slow::a", "wait"));
        impatient.begun(runner, change);
        List<String> open = impatient.await();
        assertEquals(1, open.size());
        assertTrue(open.get(0).endsWith("; it goes on, no other reload begins before it is done"), open.get(0));
        await().until(() -> runner.busy().equals("starting slow::a"));
        ResourceException e = assertThrows(ResourceException.class, impatient::requireDone);
        assertEquals("the former reload is not done: group vip is still starting slow::a: try again", e.getMessage());
        assertEquals(0, finished.get());
        slow.countDown();
        change.get(20, TimeUnit.SECONDS);
        impatient.requireDone();
        assertEquals(1, finished.get(), "what waits for the end of it was done");
        assertEquals("", runner.busy());
        assertTrue(kinds().contains("CHANGED"));
    }

    @Test
    void shouldChangeNothingWhileTheGroupIsAtSomethingElse() throws Exception {
        Future<?> change = change(new Agent("slow::a", "wait"));
        Agent joining = new Agent("late", "");
        Future<?> preparation = runner.prepare(List.of(joining));
        ResourceException e = assertThrows(ResourceException.class, () -> impatient.before(runner, preparation));
        assertTrue(e.getMessage().startsWith("group vip is "), e.getMessage());
        assertTrue(e.getMessage().endsWith(": try again when it is done"), e.getMessage());
        slow.countDown();
        change.get(20, TimeUnit.SECONDS);
        thread.submit(() -> {}).get(20, TimeUnit.SECONDS);
        assertFalse(joining.prepared, "nobody waits for it any more");
    }

    @Test
    void shouldStopTheOthersWhenOneCannotBeStopped() throws Exception {
        Agent stays = new Agent("stays", "");
        Agent goes = new Agent("goes", "");
        patient.begun(runner, change(stays, goes, new Agent("stuck", "fail")));
        assertEquals(List.of(), patient.await());
        Agent joins = new Agent("joins", "");
        patient.begun(runner, change(stays, joins));
        assertEquals(List.of("group vip: stuck cannot be stopped: no"), patient.await());
        assertTrue(joins.running && stays.running && !goes.running);
        assertEquals(2, finished.get());
        assertTrue(kinds().contains("STOP_FAILED"));
    }

    @Test
    void shouldBeAtNothingAfterAStepThatFailed() {
        Future<?> preparation = runner.prepare(List.of(new Agent("unfit", "unfit")));
        assertThrows(ExecutionException.class, () -> preparation.get(20, TimeUnit.SECONDS));
        assertEquals("", runner.busy());
        Group next = new Group(List.of(new Agent("joins", "")));
        Callable<Void> fails = () -> {
            throw new ResourceException("no");
        };
        Future<?> change = runner.change(next, fails, () -> null);
        assertThrows(ExecutionException.class, () -> change.get(20, TimeUnit.SECONDS));
        assertEquals("", runner.busy());
    }

    private List<String> kinds() throws Exception {
        journal.end();
        journal.writeLoop();
        return new JournalReader(state).all().stream().map(JournalEntry::kind).toList();
    }

    private record Group(List<ResourceAgent> agents) implements ManagedGroup {
        @Override
        public String key() {
            return "vip";
        }

        @Override
        public List<InetAddress> addresses() {
            return List.of();
        }

        @Override
        public void prepare() {}

        @Override
        public void start() throws ResourceException {
            for (ResourceAgent agent : agents) {
                agent.start();
            }
        }

        @Override
        public void stop() {}

        @Override
        public void renew(long nowNs) {}

        @Override
        public void reannounce() {}
    }

    /** How a resource is: "wait" starts when told to, "fail" cannot be stopped, "unfit" not prepared. */
    private final class Agent implements ResourceAgent {
        private final String name;
        private final String kind;
        private volatile boolean running;
        private volatile boolean prepared;

        Agent(String name, String kind) {
            this.name = name;
            this.kind = kind;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public void prepare() throws ResourceException {
            if (kind.equals("unfit")) {
                throw new ResourceException("no");
            }
            prepared = true;
        }

        @Override
        public void start() throws ResourceException {
            try {
                running = !kind.equals("wait") || slow.await(20, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                throw new ResourceException("interrupted", e);
            }
        }

        @Override
        public void stop() throws ResourceException {
            if (kind.equals("fail")) {
                throw new ResourceException("no");
            }
            running = false;
        }

        @Override
        public ResourceStatus monitor() {
            return running ? ResourceStatus.RUNNING : ResourceStatus.STOPPED;
        }
    }
}
