package org.hadirector.director.run;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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
    private final Inbox inbox = new Inbox();
    private Journal journal;
    private GroupRunner runner;

    @BeforeEach
    void create() throws Exception {
        journal =
                new Journal("ha1", Clock.systemUTC(), System::nanoTime, new JournalFile(state, 1 << 20), trouble -> {});
        runner = new GroupRunner(new Group(List.of(new Agent("old", ""))), thread, inbox, journal);
        runner.acquire();
    }

    @AfterEach
    void end() {
        slow.countDown();
        thread.shutdownNow();
    }

    private Future<?> change(Agent... agents) {
        return runner.change(new Group(List.of(agents)), Set.of(), () -> null, () -> {
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
    void shouldTryAgainWhatCouldNotBeStoppedAndTellItUntilItIs() throws Exception {
        Agent stuck = new Agent("stuck", "fail");
        patient.begun(runner, change(stuck));
        patient.begun(runner, change());
        assertEquals(List.of("group vip: stuck cannot be stopped: no"), patient.await());
        assertEquals(List.of("stuck cannot be stopped: no"), runner.unfinished());
        assertEquals(List.of(stuck), runner.left());
        patient.begun(runner, change());
        patient.await();
        assertEquals(2, stuck.stops, "tried again by a reload of the same files");
        stuck.kind = "";
        patient.requireDone();
        patient.begun(runner, change());
        assertEquals(List.of(), patient.await());
        assertEquals(List.of(), runner.unfinished());
        assertFalse(stuck.running);
        change().get(20, TimeUnit.SECONDS);
        assertEquals(3, stuck.stops, "no more");
    }

    @Test
    void shouldNotStopWhatIsWantedAgainHereOrElsewhereOrIsGivenUp() throws Exception {
        Agent stuck = new Agent("stuck", "fail");
        change(stuck).get(20, TimeUnit.SECONDS);
        assertThrows(ExecutionException.class, () -> change().get(20, TimeUnit.SECONDS));
        change(stuck).get(20, TimeUnit.SECONDS);
        assertEquals(1, stuck.starts, "it ran");
        assertThrows(ExecutionException.class, () -> change().get(20, TimeUnit.SECONDS));
        runner.change(new Group(List.of()), Set.of("stuck"), () -> null, () -> null)
                .get(20, TimeUnit.SECONDS);
        assertEquals(List.of(), runner.unfinished(), "another group has it");
        change(stuck).get(20, TimeUnit.SECONDS);
        assertThrows(ExecutionException.class, () -> change().get(20, TimeUnit.SECONDS));
        runner.clearFault();
        await().until(() -> runner.unfinished().isEmpty());
        change().get(20, TimeUnit.SECONDS);
        assertEquals(3, stuck.stops);
        assertTrue(kinds().contains("GIVEN_UP"));
    }

    @Test
    void shouldServeOnWithoutWhatCannotJoin() throws Exception {
        Agent stays = new Agent("stays", "");
        Agent unfit = new Agent("unfit", "nostart");
        Agent behind = new Agent("behind", "");
        change(stays).get(20, TimeUnit.SECONDS);
        while (inbox.poll() != null) {
            // of the start
        }
        patient.begun(runner, change(stays, unfit, behind));
        String told = "unfit cannot be started: no; behind is not started before unfit";
        assertEquals(List.of("group vip: " + told), patient.await());
        assertTrue(stays.running && !behind.running);
        assertEquals(1, unfit.stops, "nobody knows what is left of it");
        assertNull(inbox.poll(), "the core hears nothing of it");
        assertTrue(kinds().contains("START_FAILED"));
        unfit.kind = "";
        change(stays, unfit, behind).get(20, TimeUnit.SECONDS);
        assertTrue(unfit.running && behind.running);
        assertEquals(1, stays.starts);
    }

    @Test
    void shouldWatchWhatIsInTheFilesOnly() throws Exception {
        ResourceStates states = new ResourceStates();
        Agent goes = new Agent("goes", "");
        Agent stays = new Agent("stays", "");
        stays.running = true;
        goes.running = true;
        states.begin(List.of(goes, stays));
        goes.running = false;
        Agent joins = new Agent("joins", "");
        joins.running = true;
        states.change(List.of(stays, joins));
        assertEquals(Optional.empty(), states.failed(List.of(stays, joins)), "who left may be stopped");
        stays.running = false;
        states.change(List.of(stays, joins));
        assertEquals(
                "stays is stopped", states.failed(List.of(stays, joins)).orElseThrow(), "although a change looked");
        stays.running = true;
        joins.running = false;
        assertEquals("joins is stopped", states.failed(List.of(stays, joins)).orElseThrow());
    }

    @Test
    void shouldForgetWhatCouldNotJoinAGroupThatIsReleased() throws Exception {
        Agent unfit = new Agent("unfit", "nostart");
        assertThrows(ExecutionException.class, () -> change(unfit).get(20, TimeUnit.SECONDS));
        runner.release(() -> {});
        await().until(() -> runner.unfinished().isEmpty());
        change(unfit).get(20, TimeUnit.SECONDS);
        assertEquals(List.of(), runner.unfinished());
        assertEquals(1, unfit.starts, "nothing is started where the group does not run");
    }

    @Test
    void shouldForgetWhatCouldNotJoinAGroupThatIsStartedWhole() throws Exception {
        Agent unfit = new Agent("unfit", "nostart");
        assertThrows(ExecutionException.class, () -> change(unfit).get(20, TimeUnit.SECONDS));
        unfit.kind = "";
        runner.acquire();
        await().until(() -> runner.unfinished().isEmpty());
        assertTrue(unfit.running);
    }

    @Test
    void shouldReleaseAGroupWhateverIsLeftOfItsFormerFiles() throws Exception {
        Agent stuck = new Agent("stuck", "fail");
        change(stuck).get(20, TimeUnit.SECONDS);
        assertThrows(ExecutionException.class, () -> change().get(20, TimeUnit.SECONDS));
        CountDownLatch released = new CountDownLatch(1);
        runner.release(released::countDown);
        assertTrue(released.await(20, TimeUnit.SECONDS));
        assertEquals(1, stuck.stops, "nor is it tried again while the other node waits");
        assertEquals(List.of("stuck cannot be stopped: no"), runner.unfinished(), "it is told of further on");
    }

    @Test
    void shouldTellThatWhatStaysDoesNotFollowItsFiles() throws Exception {
        Callable<Void> fails = () -> {
            throw new ResourceException("no");
        };
        Agent joins = new Agent("joins", "");
        Future<?> change = runner.change(new Group(List.of(joins)), Set.of(), fails, () -> null);
        assertThrows(ExecutionException.class, () -> change.get(20, TimeUnit.SECONDS));
        assertEquals(List.of("resources that stay do not follow their files: no"), runner.unfinished());
        assertTrue(joins.running, "it holds nothing else up");
        change(joins).get(20, TimeUnit.SECONDS);
        assertEquals(List.of(), runner.unfinished());
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
        Future<?> change = runner.change(next, Set.of(), fails, () -> null);
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

    /**
     * How a resource is: "wait" starts when told to, "fail" cannot be stopped, "nostart" not started, "unfit" not
     * prepared.
     */
    private final class Agent implements ResourceAgent {
        private final String name;
        private volatile String kind;
        private volatile int starts;
        private volatile int stops;
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
            starts++;
            if (kind.equals("nostart")) {
                throw new ResourceException("no");
            }
            try {
                running = !kind.equals("wait") || slow.await(20, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                throw new ResourceException("interrupted", e);
            }
        }

        @Override
        public void stop() throws ResourceException {
            stops++;
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
