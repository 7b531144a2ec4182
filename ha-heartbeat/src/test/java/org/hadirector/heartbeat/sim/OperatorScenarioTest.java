package org.hadirector.heartbeat.sim;

import static org.hadirector.heartbeat.sim.Scenario.MS;
import static org.hadirector.heartbeat.sim.Scenario.VIP;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.hadirector.heartbeat.decide.CoreEvent.Kind;
import org.hadirector.heartbeat.decide.CoreSettings.Failback;
import org.hadirector.heartbeat.decide.Effect;
import org.hadirector.heartbeat.decide.EventDetail;
import org.hadirector.heartbeat.decide.Input;
import org.hadirector.heartbeat.decide.Input.Scope;
import org.hadirector.heartbeat.decide.Input.Verb;
import org.hadirector.heartbeat.link.AskScope;
import org.hadirector.heartbeat.link.GroupStatus.AskReason;
import org.hadirector.heartbeat.link.GroupStatus.OwnerState;
import org.junit.jupiter.api.Test;

/** Operators, shutdown, disks and files that differ. */
class OperatorScenarioTest {
    @Test
    void shouldHandOverOnStandbyAndTakeBackOnTakeover() {
        Scenario s = Scenario.running(SimSettings.usual().withFailback(Failback.ON));
        Effect.Answer away = s.ask(0, Verb.STANDBY, Scope.ALL);
        assertTrue(away.ok(), away.text());
        s.expectServer(1);
        s.run(10 * s.deadtime);
        s.expectServer(1);
        Effect.Answer back = s.ask(0, Verb.TAKEOVER, Scope.LOCAL);
        assertTrue(back.ok(), back.text());
        s.expectServer(0);
    }

    /** auto_failback rests after an operator's move until the group is home again, and no longer. */
    @Test
    void shouldGoHomeAfterAFaultOnceAnOperatorHasBroughtItHome() {
        Scenario s = Scenario.running(SimSettings.usual().withFailback(Failback.ON));
        assertTrue(s.ask(1, Verb.TAKEOVER, Scope.ALL).ok());
        s.expectServer(1);
        assertTrue(s.ask(1, Verb.STANDBY, Scope.ALL).ok());
        s.expectServer(0);
        s.pair.node(0).stall(5 * s.deadtime);
        s.untilServedBy(1, 5 * s.deadtime);
        s.untilServedBy(0, 20 * s.deadtime);
    }

    /** What the taker's scripts and log say, in the giver's words; that of an order before does not count. */
    @Test
    void shouldTellTheTakerWhichGroupsTheOperatorOfTheGiverMeant() {
        SimSettings two =
                SimSettings.usual().withGroups(List.of(SimSettings.group(VIP, 0), SimSettings.group("mail", 1)));
        Scenario s = Scenario.running(two);
        assertEquals(List.of(AskScope.LOCAL), offered(s, 0, Scope.LOCAL));
        assertEquals(List.of(AskScope.ALL, AskScope.ALL), offered(s, 1, Scope.ALL));
        assertEquals(List.of(AskScope.FOREIGN), offered(s, 0, Scope.FOREIGN));
        assertEquals(List.of(AskScope.ALL), offered(s, 0, Scope.ALL));
    }

    private static List<AskScope> offered(Scenario s, int giver, Scope said) {
        int mark = s.mark();
        assertTrue(s.ask(giver, Verb.STANDBY, said).ok());
        return s.told(1 - giver, Kind.ASKED, mark).stream()
                .map(asked -> (EventDetail.Question) asked.detail())
                .filter(question -> question.reason() == AskReason.OFFERED)
                .map(EventDetail.Question::scope)
                .toList();
    }

    /** Two at once would exchange groups: who takes what another one offered waits with its own. */
    @Test
    void shouldCarryOutOneStandbyAtATime() {
        SimSettings two =
                SimSettings.usual().withGroups(List.of(SimSettings.group(VIP, 0), SimSettings.group("mail", 1)));
        Scenario s = Scenario.running(two);
        s.pair.node(0).resources().stopsTake(s.deadtime / 4);
        long first = s.pair.request(0, Verb.STANDBY, Scope.ALL);
        s.until(
                () -> s.pair.node(0).roles().stream().anyMatch(role -> role.state() == OwnerState.RELEASING),
                s.deadtime);
        s.until(
                () -> s.pair.node(1).view().groups().stream()
                        .anyMatch(role -> role.peerState() == OwnerState.RELEASING),
                s.deadtime);
        long second = s.pair.request(1, Verb.STANDBY, Scope.ALL);
        long takeover = s.pair.request(0, Verb.TAKEOVER, Scope.ALL);
        s.until(() -> s.pair.answer(first) != null, s.deadtime);
        assertTrue(s.pair.answer(first).ok(), s.pair.answer(first).text());
        assertEquals("a standby is under way already", s.pair.answer(second).text());
        assertEquals("a standby is under way already", s.pair.answer(takeover).text());
        assertEquals(1, s.pair.server("mail"));
        s.expectServer(1);
        assertTrue(s.ask(1, Verb.STANDBY, Scope.ALL).ok(), "and the next one when it is done");
    }

    /**
     * A node that starts again stands at the end of the epochs it had reserved: higher than the owner, owning nothing.
     */
    @Test
    void shouldTellTheTruthOfAMoveToANodeThatStartedAgain() {
        Scenario s = Scenario.running();
        s.pair.node(1).kill();
        s.run(2 * s.deadtime);
        s.pair.node(1).start();
        s.run(4 * s.deadtime);
        s.expectServer(0);
        Effect.Answer away = s.ask(0, Verb.STANDBY, Scope.ALL);
        assertTrue(away.ok(), away.text());
        s.expectServer(1);
    }

    @Test
    void shouldMoveOnlyTheGroupThatIsNamed() {
        SimSettings two =
                SimSettings.usual().withGroups(List.of(SimSettings.group(VIP, 0), SimSettings.group("mail", 0)));
        Scenario s = Scenario.running(two);
        long id = s.pair.request(0, Verb.STANDBY, Scope.ALL, "mail");
        s.until(() -> s.pair.answer(id) != null, 20 * s.deadtime);
        assertTrue(s.pair.answer(id).ok(), s.pair.answer(id).text());
        assertEquals(1, s.pair.server("mail"));
        s.expectServer(0);
        long unknown = s.pair.request(0, Verb.STANDBY, Scope.ALL, "nosuch");
        s.until(() -> s.pair.answer(unknown) != null, 20 * s.deadtime);
        assertEquals("no group has the key nosuch", s.pair.answer(unknown).text());
    }

    @Test
    void shouldNotStartAnywhereWhatAFormerRunLeftActive() {
        Scenario s = new Scenario(SimSettings.usual());
        s.pair.node(0).start();
        s.run(MS);
        s.pair.node(0).resources().leftActive(s.pair.node(0), VIP);
        s.pair.node(1).start();
        s.run(3 * s.deadtime / 2);
        s.expectServer(-1);
        s.until(() -> s.pair.server(VIP) >= 0, 3 * s.deadtime);
    }

    @Test
    void shouldTryAgainAtOnceWhenAnOperatorSaysTheCauseIsMended() {
        Scenario s = Scenario.running();
        s.pair.node(1).powerOff();
        s.pair.node(0).resources().failing(true);
        s.pair.node(0).input(new Input.ResourceFailed(VIP, "monitor said no"));
        s.run(40 * s.deadtime);
        s.expectServer(-1);
        s.pair.node(0).resources().failing(false);
        s.run(s.deadtime);
        s.expectServer(-1);
        s.pair.node(0).input(new Input.FaultCleared(VIP));
        s.untilServedBy(0, s.deadtime);
    }

    @Test
    void shouldSwitchWithinMilliseconds() {
        Scenario s = Scenario.running();
        s.pair.request(0, Verb.STANDBY, Scope.ALL);
        s.until(() -> !s.pair.node(0).serving(VIP), s.deadtime);
        long outage = s.untilServedBy(1, s.deadtime);
        assertTrue(outage <= 10 * MS, "took " + outage / MS + " ms");
    }

    @Test
    void shouldSayWhyItCannotStandBy() {
        Scenario s = Scenario.running();
        s.pair.node(1).powerOff();
        s.run(2 * s.deadtime);
        Effect.Answer answer = s.ask(0, Verb.STANDBY, Scope.ALL);
        assertFalse(answer.ok());
        assertTrue(answer.text().contains("not heard"), answer.text());
        s.expectServer(0);
    }

    @Test
    void shouldHaveNothingToMoveOutsideTheScope() {
        Scenario s = Scenario.running();
        assertEquals("nothing to move", s.ask(0, Verb.STANDBY, Scope.FOREIGN).text());
        assertEquals("nothing to move", s.ask(0, Verb.TAKEOVER, Scope.ALL).text());
        s.expectServer(0);
    }

    @Test
    void shouldGiveUpAnOfferThatNobodyTakes() {
        Scenario s = Scenario.running();
        s.pair.node(1).stall(20 * s.deadtime);
        Effect.Answer answer = s.ask(0, Verb.STANDBY, Scope.ALL);
        assertFalse(answer.ok());
        assertTrue(answer.text().contains("did not ask"), answer.text());
        s.run(s.deadtime);
        s.expectServer(0);
    }

    @Test
    void shouldHandOverBeforeItStops() {
        Scenario s = Scenario.running();
        long id = s.pair.shutdown(0);
        s.until(() -> s.pair.answer(id) != null, 4 * s.deadtime);
        assertTrue(s.pair.answer(id).ok());
        s.expectServer(1);
        assertFalse(s.pair.node(0).running());
        assertTrue(s.pair.node(0).clean());
        s.run(4 * s.deadtime);
        s.expectServer(1);
    }

    @Test
    void shouldReleaseAndStopWhenNobodyCanTake() {
        Scenario s = Scenario.running();
        s.pair.node(1).port(false);
        s.run(2 * s.deadtime);
        long id = s.pair.shutdown(0);
        s.until(() -> s.pair.answer(id) != null, 4 * s.deadtime);
        assertTrue(s.pair.node(0).clean());
        s.pair.node(1).port(true);
        long took = s.untilServedBy(1, s.deadtime);
        assertTrue(took < s.deadtime, "a node that left needs no deadtime");
    }

    @Test
    void shouldNotMoveOnPurposeWhenConfigurationsDiffer() {
        Scenario s = Scenario.running(SimSettings.usual().withDifferentFiles().withFailback(Failback.ON));
        Effect.Answer answer = s.ask(0, Verb.STANDBY, Scope.ALL);
        assertFalse(answer.ok());
        assertTrue(answer.text().contains("differs"), answer.text());
        assertFalse(s.pair.node(1).view().peer().sameConfiguration());
        s.pair.node(0).powerOff();
        s.untilServedBy(1, 2 * s.deadtime);
        s.pair.node(0).start();
        s.run(8 * s.deadtime);
        s.expectServer(1);
    }

    @Test
    void shouldClaimNothingWithoutAnEpochOnDisk() {
        Scenario s = new Scenario(SimSettings.usual());
        s.pair.node(0).disk().full(true);
        s.pair.node(0).start();
        s.run(6 * s.deadtime);
        assertTrue(s.told(0, Kind.CLAIM, 0).isEmpty());
        assertFalse(s.told(0, Kind.ALARM, 0).isEmpty());
        assertEquals("no epoch reserved on disk", s.group(0).detail().notReady());
        s.pair.node(0).disk().full(false);
        s.untilServedBy(0, 3 * s.deadtime);
    }

    @Test
    void shouldNeverReuseAnEpochAfterARestart() {
        Scenario s = Scenario.running();
        long before = s.group(0).epoch();
        s.pair.node(1).powerOff();
        s.pair.node(0).powerOff();
        s.run(s.deadtime);
        s.pair.node(0).start();
        s.untilServedBy(0, 4 * s.deadtime);
        assertTrue(s.group(0).epoch() > before);
    }
}
