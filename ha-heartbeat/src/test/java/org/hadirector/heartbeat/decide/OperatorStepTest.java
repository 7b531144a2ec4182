package org.hadirector.heartbeat.decide;

import static org.hadirector.heartbeat.decide.CoreBench.told;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.hadirector.heartbeat.decide.CoreEvent.Kind;
import org.hadirector.heartbeat.decide.CoreSettings.Failback;
import org.hadirector.heartbeat.decide.CoreSettings.Group;
import org.hadirector.heartbeat.decide.CoreSettings.OnPartition;
import org.hadirector.heartbeat.decide.Input.Scope;
import org.hadirector.heartbeat.decide.Input.Verb;
import org.hadirector.heartbeat.link.GroupStatus;
import org.hadirector.heartbeat.link.GroupStatus.Grant;
import org.hadirector.heartbeat.link.GroupStatus.OwnerState;
import org.junit.jupiter.api.Test;

/** Operators' commands that meet each other, and what is told of those that are refused. */
class OperatorStepTest {
    private CoreBench bench;

    /** We own the first group, the peer the other one. */
    private void own(int index) {
        bench = new CoreBench(
                new CoreSettings(
                        "ha" + (index + 1),
                        "ha" + (2 - index),
                        index,
                        9,
                        111,
                        0,
                        CoreStepTest.TIMING,
                        List.of("eth1"),
                        List.of(
                                new Group("ours", 5, "ha" + (index + 1), "eth0", true),
                                new Group("theirs", 6, "ha" + (2 - index), "eth0", true)),
                        Failback.ON,
                        OnPartition.TAKE,
                        40),
                5_000_000_000L);
        bench.cycle();
        heard(false, null);
        while (bench.group().state() == OwnerState.NONE) {
            GroupStatus.Ask ask = CoreBench.asked(bench.cycle());
            heard(false, ask == null ? null : new Grant(ask.nonce(), 47));
        }
        bench.step(new Input.Acquired("ours"));
        heard(false, null);
    }

    private List<Effect> heard(boolean offersTheirs, Grant grant) {
        return bench.heard(
                222,
                true,
                List.of(),
                new GroupStatus(5, 44, OwnerState.NONE, 0, true, false, false, null, grant, null),
                new GroupStatus(6, 44, OwnerState.OWNER, 100, true, offersTheirs, false, null, null, null));
    }

    private List<Effect> order(long id, Verb verb) {
        return bench.step(new Input.OperatorRequest(id, verb, Scope.ALL));
    }

    private static List<Effect.Answer> answers(List<Effect> effects) {
        return CoreBench.all(Effect.Answer.class, effects);
    }

    @Test
    void shouldRefuseASecondStandbyAndSayHowLongTheFirstOneMayTake() {
        own(0);
        List<Effect> first = order(1, Verb.STANDBY);
        assertTrue(CoreBench.said(first).offer());
        assertEquals(List.of("STANDBY ALL"), told(Kind.OPERATOR, first));
        assertEquals(List.of(), answers(first));
        bench.cyclesFor(CoreStepTest.TIMING.keepaliveNs());
        List<Effect> second = order(2, Verb.STANDBY);
        assertEquals(List.of(new Effect.Answer(2, false, "a standby is under way already")), answers(second));
        assertEquals(List.of(), told(Kind.OPERATOR, second), "it never begins");
        CoreEvent refused = CoreBench.events(Kind.REFUSED, second).get(0);
        assertEquals("STANDBY ALL: standby in progress", refused.reason());
        assertEquals("ha1", refused.subject());
        assertEquals(59, refused.value(), "whole seconds");
    }

    /** A takeover is the other node's standby. */
    @Test
    void shouldRefuseATakeoverInAStandbyInTheOtherNodesName() {
        own(0);
        order(1, Verb.STANDBY);
        List<Effect> second = order(2, Verb.TAKEOVER);
        assertEquals(List.of("TAKEOVER ALL"), told(Kind.OPERATOR, second));
        assertEquals("ha2", CoreBench.events(Kind.REFUSED, second).get(0).subject());
        assertFalse(answers(second).get(0).ok());
    }

    @Test
    void shouldRefuseAStandbyWhileTheOtherNodeGoesStandby() {
        own(0);
        heard(true, null);
        assertEquals(
                List.of(new Effect.Answer(1, false, "a standby is under way already")),
                answers(order(1, Verb.STANDBY)));
        assertEquals(
                0, CoreBench.events(Kind.REFUSED, order(2, Verb.STANDBY)).get(0).value(), "nobody here knows");
    }

    @Test
    void shouldStayAsTheSecondNodeWhenBothWereToldToGoStandbyInTheSameMoment() {
        own(1);
        order(1, Verb.STANDBY);
        List<Effect> effects = heard(true, null);
        assertEquals(List.of(new Effect.Answer(1, false, "the other node goes standby")), answers(effects));
        assertEquals(List.of("standby in progress"), told(Kind.REFUSED, effects));
        assertFalse(CoreBench.said(effects).offer(), "the offer is taken back");
    }

    @Test
    void shouldGoStandbyAsTheFirstNodeWhenBothWereToldToInTheSameMoment() {
        own(0);
        order(1, Verb.STANDBY);
        List<Effect> effects = heard(true, null);
        assertEquals(List.of(), answers(effects));
        assertEquals(List.of(), told(Kind.REFUSED, effects));
    }

    @Test
    void shouldTellOnceThatAStandbyHasNobodyToGoTo() {
        own(0);
        while (bench.core.view().peer().state() != CoreView.PeerState.DOWN) {
            bench.cycle();
        }
        List<Effect> effects = order(1, Verb.STANDBY);
        assertEquals(List.of("the peer is not heard"), told(Kind.REFUSED, effects));
        assertEquals(
                EventDetail.Note.UNHEARD,
                CoreBench.events(Kind.REFUSED, effects).get(0).detail());
        assertEquals(List.of(new Effect.Answer(1, false, "ours: the peer is not heard")), answers(effects));
    }

    /** The node stood still: whoever gave the order may have turned to the other node meanwhile. */
    @Test
    void shouldRefuseAnOrderWhoseGiverHasGivenUp() {
        own(0);
        long byNs = bench.now;
        assertEquals(List.of(), answers(bench.step(new Input.OperatorRequest(1, Verb.STANDBY, Scope.ALL, "", byNs))));
        own(0);
        List<Effect> effects = bench.step(new Input.OperatorRequest(2, Verb.STANDBY, Scope.ALL, "", bench.now - 1));
        assertEquals(List.of(), told(Kind.OPERATOR, effects));
        assertEquals(1, told(Kind.REFUSED, effects).size());
        String why = "this node came to it too late, whoever gave it has given up: give it again";
        assertEquals(List.of(new Effect.Answer(2, false, why)), answers(effects));
        assertEquals(List.of(), CoreBench.all(Effect.Send.class, effects), "nothing is offered");
    }

    @Test
    void shouldAnswerEveryCommandWhenItShutsDown() {
        own(0);
        order(1, Verb.STANDBY);
        List<Effect> effects = bench.step(new Input.Shutdown(2));
        assertEquals(List.of(new Effect.Answer(1, false, "the node shuts down")), answers(effects));
        assertTrue(CoreBench.all(Effect.Send.class, effects).get(0).beat().leaving(), "told at once");
        assertEquals(List.of(new Effect.Answer(3, false, "shutting down")), answers(order(3, Verb.TAKEOVER)));
        assertEquals(List.of(), answers(bench.step(new Input.Shutdown(4))));
        List<Effect> later = bench.cyclesFor(3 * CoreStepTest.TIMING.deadtimeNs()); // nobody takes what is offered
        assertEquals(List.of(), answers(later), "nothing twice");
        later = bench.step(new Input.Released("ours"));
        assertEquals(
                List.of(2L, 4L), answers(later).stream().map(Effect.Answer::id).toList());
        assertEquals(List.of(), answers(bench.cyclesFor(CoreStepTest.TIMING.deadtimeNs())));
    }
}
