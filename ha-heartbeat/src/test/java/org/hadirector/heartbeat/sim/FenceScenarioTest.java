package org.hadirector.heartbeat.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.hadirector.heartbeat.decide.CoreEvent.Kind;
import org.hadirector.heartbeat.decide.CoreSettings.OnPartition;
import org.hadirector.heartbeat.decide.Effect;
import org.hadirector.heartbeat.decide.Input;
import org.junit.jupiter.api.Test;

/** What fencing does to a takeover, one fault at a time. */
class FenceScenarioTest {
    private static Scenario fencing() {
        return Scenario.running(SimSettings.usual().withFencing());
    }

    @Test
    void shouldTakeOverOnlyAfterTheFenceIsConfirmed() {
        Scenario s = fencing();
        s.pair.node(1).fence().slow(true);
        s.pair.node(0).kill();
        s.until(() -> !s.told(1, Kind.FENCE, 0).isEmpty(), 2 * s.deadtime);
        assertTrue(s.told(1, Kind.BEREAVED, 0).isEmpty());
        s.untilServedBy(1, 10 * s.deadtime);
        assertEquals(1, s.pair.node(1).fence().shots());
        assertEquals(1, s.told(1, Kind.FENCED, 0).size());
    }

    @Test
    void shouldNotTakeOverWhileTheFenceFailsAndSayWhy() {
        Scenario s = fencing();
        s.pair.node(1).fence().failing(1);
        s.pair.node(0).powerOff();
        s.run(12 * s.deadtime);
        assertEquals(-1, s.pair.server(Scenario.VIP));
        assertTrue(s.told(1, Kind.FENCE_FAILED, 0).size() >= 2, "tried again");
        assertEquals(1, s.told(1, Kind.ALARM, 0).size(), "alarmed once");
        assertTrue(s.group(1).detail().notBereaved().contains("fenced"), s.group(1)::toString);
        s.pair.node(1).fence().failing(0);
        s.untilServedBy(1, 20 * s.deadtime);
    }

    @Test
    void shouldTryAgainAtTheSamePaceHoweverOftenItFails() {
        Scenario s = fencing();
        s.pair.node(1).fence().failing(1);
        s.pair.node(0).powerOff();
        s.run(8 * s.deadtime);
        int early = s.told(1, Kind.FENCE, 0).size();
        int mark = s.mark();
        s.run(8 * s.deadtime);
        int later = s.told(1, Kind.FENCE, mark).size();
        assertTrue(early >= 3 && later >= early, early + " attempts, then " + later);
    }

    @Test
    void shouldLetAnOperatorConfirmWhatNoDeviceCan() {
        Scenario s = fencing();
        s.pair.node(1).fence().failing(1);
        s.pair.node(0).powerOff();
        s.until(() -> !s.told(1, Kind.FENCE_FAILED, 0).isEmpty(), 4 * s.deadtime);
        s.pair.node(1).input(new Input.FenceConfirmed(7001, "nobody"));
        s.pair.node(1).input(new Input.FenceConfirmed(7002, "ha1"));
        // the audit knows devices only; a person has cut the power here
        s.pair.node(1).fence().byHand();
        s.untilServedBy(1, 2 * s.deadtime);
        assertFalse(s.pair.answer(7001).ok());
        assertTrue(s.pair.answer(7002).ok(), s.pair.answer(7002)::text);
    }

    @Test
    void shouldRefuseAConfirmationOfANodeThatLives() {
        Scenario s = fencing();
        s.pair.node(1).input(new Input.FenceConfirmed(7003, "ha1"));
        s.run(s.keepalive);
        Effect.Answer answer = s.pair.answer(7003);
        assertFalse(answer.ok());
        assertTrue(answer.text().contains("is heard"), answer.text());
    }

    @Test
    void shouldFenceNobodyInAPlannedMoveNorAfterACleanStop() {
        Scenario s = fencing();
        assertTrue(s.ask(0, Input.Verb.STANDBY, Input.Scope.ALL).ok());
        s.untilServedBy(1, 2 * s.deadtime);
        s.pair.shutdown(1);
        s.untilServedBy(0, 4 * s.deadtime);
        s.run(6 * s.deadtime);
        assertTrue(
                s.told(0, Kind.FENCE, 0).isEmpty() && s.told(1, Kind.FENCE, 0).isEmpty());
    }

    @Test
    void shouldNotShootAnOwnerThatStillAnswersOnTheLan() {
        Scenario s = fencing();
        s.pair.network().cutAll(true);
        s.run(10 * s.deadtime);
        s.expectServer(0);
        assertEquals(0, s.pair.node(1).fence().shots());
    }

    @Test
    void shouldForgetTheConfirmationWhenTheNodeReturns() {
        Scenario s = fencing();
        s.pair.node(0).kill();
        s.untilServedBy(1, 6 * s.deadtime);
        s.until(() -> s.pair.node(1).view().fence().state().equals("IDLE"), 20 * s.deadtime);
        s.run(4 * s.deadtime);
        s.pair.node(0).kill();
        s.pair.node(1).kill();
        s.pair.node(1).start();
        s.untilServedBy(1, 20 * s.deadtime);
        assertEquals(2, s.pair.node(1).fence().shots());
    }

    @Test
    void shouldLeaveOneAliveWhenEachWantsToShootTheOther() {
        Scenario s = fencing();
        s.pair.node(0).fence().takes(7 * s.deadtime);
        s.pair.node(1).fence().takes(7 * s.deadtime);
        s.pair.node(0).kill();
        s.pair.node(1).kill();
        s.pair.network().cutAll(true);
        s.pair.node(0).start();
        s.pair.node(1).start();
        s.untilServedBy(0, 40 * s.deadtime);
        s.run(12 * s.deadtime);
        assertEquals(1, s.pair.node(0).fence().shots());
        assertEquals(0, s.pair.node(1).fence().shots());
    }

    @Test
    void shouldLetTheFenceDecideWhereNoWitnessIs() {
        var lonely = new org.hadirector.heartbeat.decide.CoreSettings.Group(Scenario.VIP, 7, "ha1", "");
        SimSettings settings =
                SimSettings.usual().withGroups(java.util.List.of(lonely)).withPolicy(OnPartition.RELEASE);
        Scenario s = Scenario.running(settings.withFencing());
        s.pair.node(0).kill();
        s.untilServedBy(1, 6 * s.deadtime);
        s.run(4 * s.deadtime);
        assertEquals(1, s.pair.node(1).fence().shots());
    }
}
