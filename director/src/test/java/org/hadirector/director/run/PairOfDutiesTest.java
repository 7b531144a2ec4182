package org.hadirector.director.run;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
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

    @BeforeEach
    void startPair() throws Exception {
        ha1 = new TestNode("ha1", 0, cable.first, lan, Files.createDirectory(directory.resolve("ha1")));
        ha2 = new TestNode("ha2", 1, cable.second, lan, Files.createDirectory(directory.resolve("ha2")));
        lan.add(ha1);
        lan.add(ha2);
        ha1.start();
        ha2.start();
        await().until(() -> ha1.state().equals("OWNER") && ha1.serves());
    }

    @AfterEach
    void stopPair() throws Exception {
        ha1.close();
        ha2.close();
    }

    @Test
    void shouldLetThePreferredNodeServeAlone() throws Exception {
        assertEquals("NONE", ha2.state());
        assertFalse(ha2.resources.running);
        await().until(() -> ha1.resources.renewals > 3);
    }

    @Test
    void shouldTakeOverFromAKilledNodeOnceItsLeaseIsOver() throws Exception {
        ha1.kill();
        await().until(() -> ha2.state().equals("OWNER") && ha2.serves());
        assertFalse(ha1.serves(), "the lease of the killed node is over");
        assertTrue(ha2.events.stream().anyMatch(event -> event.kind() == CoreEvent.Kind.BEREAVED));
        assertTrue(new org.hadirector.director.journal.EpochStore(directory.resolve("ha2"))
                        .load()
                        .epoch()
                > 0);
    }

    @Test
    void shouldMoveWhenAnOperatorAsksAndAnswerHim() throws Exception {
        Answers.Pending pending = ha1.answers.next();
        ha1.inbox.offer(new Input.OperatorRequest(pending.id(), Input.Verb.STANDBY, Input.Scope.ALL));
        Answers.Outcome outcome = pending.outcome().get(10, TimeUnit.SECONDS);
        assertTrue(outcome.ok(), outcome.text());
        await().until(() -> ha2.serves() && !ha1.resources.running);
    }

    @Test
    void shouldGiveTheGroupAwayWhenItCannotStartHere() throws Exception {
        ha2.resources.failStart = "no such interface";
        Answers.Pending pending = ha1.answers.next();
        ha1.inbox.offer(new Input.OperatorRequest(pending.id(), Input.Verb.STANDBY, Input.Scope.ALL));
        await().until(() -> ha2.events.stream().anyMatch(e -> e.kind() == CoreEvent.Kind.ACQUIRE_FAILED));
        await().until(ha1::serves);
        assertEquals("no such interface", ha2.runner.fault());
    }

    @Test
    void shouldTellThatNothingIsHeldOnlyWhenTheStopSucceeded() throws Exception {
        ha1.resources.failStops = 1;
        Answers.Pending pending = ha1.answers.next();
        ha1.inbox.offer(new Input.OperatorRequest(pending.id(), Input.Verb.STANDBY, Input.Scope.ALL));
        await().until(() -> ha1.runner.fault().contains("does not stop"));
        assertFalse(ha1.serves(), "the lease ended before the stop");
        await().until(() -> ha2.serves() && !ha1.resources.running);
    }

    @Test
    void shouldFallSilentAtOnceInAnEmergency() throws Exception {
        ha1.kill();
        ha1.effects.silence();
        assertEquals(0, ha1.leases.get(ha1.vip));
        await().until(ha2::serves);
    }

    @Test
    void shouldNotMoveWhenOnlyTheCableIsCut() throws Exception {
        cable.cut(true);
        await().until(() -> ha2.events.stream().anyMatch(event -> event.kind() == CoreEvent.Kind.PEER_DEAD));
        await().until(() -> ha2.events.stream().anyMatch(event -> event.kind() == CoreEvent.Kind.ALARM));
        assertEquals("NONE", ha2.state());
        assertEquals("OWNER", ha1.state());
        cable.cut(false);
        await().until(() -> ha2.view().peer().state().name().equals("UP"));
        assertEquals("OWNER", ha1.state());
    }
}
