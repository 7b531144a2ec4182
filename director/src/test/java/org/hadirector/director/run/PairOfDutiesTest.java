package org.hadirector.director.run;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.hadirector.heartbeat.decide.CoreEvent;
import org.hadirector.heartbeat.decide.Input;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two real cores on two real duties with their threads; cable, path and resource are in memory. */
class PairOfDutiesTest {
    @TempDir
    Path directory;

    private final MemoryCable cable = new MemoryCable();
    private final TestNode.TestLan lan = new TestNode.TestLan();
    private TestNode ha1;
    private TestNode ha2;
    private TestNode master;
    private TestNode standby;

    @BeforeEach
    void startPair() throws Exception {
        ha1 = new TestNode("ha1", 0, cable.first, lan, Files.createDirectory(directory.resolve("ha1")));
        ha2 = new TestNode("ha2", 1, cable.second, lan, Files.createDirectory(directory.resolve("ha2")));
        lan.add(ha1);
        lan.add(ha2);
        ha1.start();
        ha2.start();
        await().until(() -> {
            master = ha1.serves() ? ha1 : ha2.serves() ? ha2 : null; // one look: a lease may be over at the next
            return master != null;
        });
        standby = master == ha1 ? ha2 : ha1;
    }

    @AfterEach
    void stopPair() throws Exception {
        ha1.close();
        ha2.close();
    }

    /**
     * An operator who gives his order again when it is refused, and rightly: the other node is not ready before its LAN
     * has answered to it, nor after a long pause of the machine.
     */
    private Answers.Pending goStandbyUntil(Callable<Boolean> seen) {
        AtomicReference<Answers.Pending> order = new AtomicReference<>(goStandby());
        await().until(() -> {
            boolean enough = seen.call();
            CompletableFuture<Answers.Outcome> outcome = order.get().outcome();
            if (!enough && outcome.isDone() && !outcome.get().ok()) {
                order.set(goStandby());
            }
            return enough;
        });
        return order.get();
    }

    private Answers.Pending goStandby() {
        Answers.Pending pending = master.answers.next();
        master.inbox.offer(new Input.OperatorRequest(pending.id(), Input.Verb.STANDBY, Input.Scope.ALL));
        return pending;
    }

    @Test
    void shouldLetOneNodeServeAlone() throws Exception {
        assertEquals("NONE", standby.state());
        assertFalse(standby.resources.running);
        await().until(() -> {
            master.runner.renew(System.nanoTime());
            return master.resources.renewals > 3;
        });
    }

    @Test
    void shouldKeepNoAddressAliveOnceTheDutyHangs() throws Exception {
        master.kill();
        await().until(() -> !master.serves());
        long before = master.resources.renewals;

        master.runner.renew(System.nanoTime());

        assertEquals(before, master.resources.renewals);
    }

    @Test
    void shouldTakeOverFromAKilledNodeOnceItsLeaseIsOver() throws Exception {
        master.kill();
        await().until(() -> standby.state().equals("OWNER") && standby.serves());
        assertFalse(master.serves(), "the lease of the killed node is over");
        assertTrue(standby.events.stream().anyMatch(event -> event.kind() == CoreEvent.Kind.BEREAVED));
        assertTrue(new org.hadirector.director.journal.EpochStore(directory.resolve(standby.name))
                        .load()
                        .epoch()
                > 0);
    }

    @Test
    void shouldMoveWhenAnOperatorAsksAndAnswerHim() throws Exception {
        Answers.Pending pending = goStandbyUntil(() -> standby.serves() && !master.resources.running);
        Answers.Outcome outcome = pending.outcome().get(10, TimeUnit.SECONDS);
        assertTrue(outcome.ok(), outcome.text());
    }

    @Test
    void shouldGiveTheGroupAwayWhenItCannotStartHere() throws Exception {
        standby.resources.failStart = "no such interface";
        goStandbyUntil(() -> standby.events.stream().anyMatch(e -> e.kind() == CoreEvent.Kind.ACQUIRE_FAILED));
        await().until(master::serves);
        assertEquals("no such interface", standby.runner.fault());
    }

    @Test
    void shouldTellThatNothingIsHeldOnlyWhenTheStopSucceeded() throws Exception {
        master.resources.failStops = 1;
        goStandbyUntil(() -> master.runner.fault().contains("does not stop"));
        assertFalse(master.serves(), "the lease ended before the stop");
        await().until(() -> standby.serves() && !master.resources.running);
    }

    @Test
    void shouldFallSilentAtOnceInAnEmergency() throws Exception {
        master.kill();
        master.effects.silence();
        assertEquals(0, master.leases.get(master.vip));
        await().until(standby::serves);
    }

    @Test
    void shouldNotMoveWhenOnlyTheCableIsCut() throws Exception {
        cable.cut(true);
        await().until(() -> standby.events.stream().anyMatch(event -> event.kind() == CoreEvent.Kind.PEER_DEAD));
        await().until(() -> standby.events.stream().anyMatch(event -> event.kind() == CoreEvent.Kind.ALARM));
        assertEquals("NONE", standby.state());
        assertEquals("OWNER", master.state());
        cable.cut(false);
        await().until(() -> standby.view().peer().state().name().equals("UP"));
        assertEquals("OWNER", master.state());
    }
}
