package org.hadirector.heartbeat.decide;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.ArrayList;
import java.util.List;
import org.hadirector.heartbeat.decide.CoreSettings.Failback;
import org.hadirector.heartbeat.decide.CoreSettings.Group;
import org.hadirector.heartbeat.decide.CoreSettings.OnPartition;
import org.hadirector.heartbeat.link.AskScope;
import org.hadirector.heartbeat.link.GroupStatus;
import org.hadirector.heartbeat.link.GroupStatus.Ask;
import org.hadirector.heartbeat.link.GroupStatus.AskReason;
import org.hadirector.heartbeat.link.GroupStatus.Grant;
import org.hadirector.heartbeat.link.GroupStatus.OwnerState;
import org.hadirector.heartbeat.link.StatusMessage;
import org.hadirector.heartbeat.link.StatusMessage.Surroundings;
import org.junit.jupiter.api.Test;

/** What the giver lets its packets do: they wait from the end of its lease on, and go to the taker that serves. */
class HandOnTest {
    private static final long MS = 1_000_000;
    private static final long START = 5_000_000_000L;
    private static final String TAKER = "02:00:00:00:00:09";

    private PairCore core;
    private List<String> stations = List.of(TAKER);
    private long now = START;
    private long peerSequence;
    private long ownSequence;
    private long epoch;

    private static PairCore core(boolean servesToTheEnd) {
        return new PairCore(
                new CoreSettings(
                        "ha1",
                        "ha2",
                        0,
                        9,
                        111,
                        0,
                        CoreStepTest.TIMING,
                        List.of("eth1"),
                        List.of(new Group("vip", 5, "ha1", "eth0", true, servesToTheEnd)),
                        Failback.ON,
                        OnPartition.TAKE,
                        40),
                START);
    }

    private List<Effect> step(Input input) {
        List<Effect> effects = core.step(input, now);
        for (Effect effect : effects) {
            if (effect instanceof Effect.Send send) {
                ownSequence = send.beat().sequence();
            }
        }
        return effects;
    }

    private List<Effect> cycle() {
        now = Math.max(now, core.nextCycleNs());
        List<Effect> all = new ArrayList<>(step(new Input.Cycle()));
        for (Effect effect : List.copyOf(all)) {
            if (effect instanceof Effect.Probe) {
                all.addAll(step(new Input.LanAnswered("vip", "gateway", "eth0")));
            } else if (effect instanceof Effect.ReserveEpoch reserve) {
                all.addAll(step(new Input.EpochReserved(reserve.upTo())));
            }
        }
        return all;
    }

    private List<Effect> heard(OwnerState state, long peerEpoch, Ask ask, Grant grant) {
        GroupStatus group = new GroupStatus(5, peerEpoch, state, 0, true, false, false, ask, grant, null);
        StatusMessage.Echo echo = new StatusMessage.Echo(111, ownSequence);
        Surroundings around = new Surroundings(Surroundings.UNKNOWN, stations);
        return step(new Input.BeatHeard(
                "eth1",
                new StatusMessage(9, "ha2", 222, ++peerSequence, now, echo, 0, false, List.of(group), null, around)));
    }

    private static GroupStatus said(List<Effect> effects) {
        return effects.stream()
                .filter(Effect.Send.class::isInstance)
                .map(effect -> ((Effect.Send) effect).beat().groups().get(0))
                .findFirst()
                .orElse(null);
    }

    private void own(boolean servesToTheEnd) {
        core = core(servesToTheEnd);
        cycle();
        heard(OwnerState.NONE, 44, null, null);
        for (int i = 0; i < 40; i++) {
            GroupStatus said = said(cycle());
            if (said != null && said.ask() != null) {
                heard(OwnerState.NONE, 44, null, new Grant(said.ask().nonce(), 47));
                step(new Input.Acquired("vip"));
                break;
            }
            heard(OwnerState.NONE, 44, null, null);
        }
        assertEquals(OwnerState.OWNER, core.view().groups().get(0).state());
    }

    /** The peer asks; what happens then. */
    private List<Effect> asked() {
        return heard(OwnerState.NONE, 44, new Ask(77, AskReason.OPERATOR), null);
    }

    private List<Effect> released() {
        List<Effect> effects = step(new Input.Released("vip"));
        epoch = said(effects).grant().epoch();
        return effects;
    }

    private static <T> List<T> all(Class<T> kind, List<Effect> effects) {
        return effects.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    @Test
    void shouldTellWhichGroupsTheOperatorOfTheAskerMeant() {
        own(true);
        List<Effect> effects = heard(OwnerState.NONE, 44, new Ask(AskScope.FOREIGN.mark(77), AskReason.OPERATOR), null);
        assertEquals(List.of("handed to ha2: OPERATOR FOREIGN"), told(CoreEvent.Kind.RELEASING, effects));
    }

    @Test
    void shouldTellNoScopeWhenAllWereMeant() {
        own(true);
        assertEquals(List.of("handed to ha2: OPERATOR"), told(CoreEvent.Kind.RELEASING, asked()));
    }

    @Test
    void shouldAskWithTheScopeThatTheOperatorSaid() {
        core = core(true);
        cycle();
        heard(OwnerState.OWNER, 44, null, null);
        step(new Input.OperatorRequest(1, Input.Verb.TAKEOVER, Input.Scope.LOCAL));
        for (int i = 0; i < 40; i++) {
            GroupStatus said = said(cycle());
            if (said != null && said.ask() != null) {
                assertEquals(AskReason.OPERATOR, said.ask().reason());
                assertEquals(AskScope.LOCAL, AskScope.of(said.ask()));
                return;
            }
            heard(OwnerState.OWNER, 44, null, null);
        }
        fail("never asked");
    }

    @Test
    void shouldSayThatOneGroupAloneWasMeant() {
        own(true);
        List<Effect> effects = heard(OwnerState.NONE, 44, new Ask(AskScope.GROUP.mark(77), AskReason.OPERATOR), null);
        assertEquals(List.of("handed to ha2: OPERATOR GROUP"), told(CoreEvent.Kind.RELEASING, effects));
    }

    @Test
    void shouldClaimAndOwnWithTheQuestionThatWasGranted() {
        core = core(true);
        cycle();
        heard(OwnerState.OWNER, 44, null, null);
        step(new Input.OperatorRequest(1, Input.Verb.TAKEOVER, Input.Scope.ALL, "vip"));
        GroupStatus said = said(cycle());
        while (said == null || said.ask() == null) {
            heard(OwnerState.OWNER, 44, null, null);
            said = said(cycle());
        }
        EventDetail question = new EventDetail.Question(AskReason.OPERATOR, AskScope.GROUP);
        List<Effect> claim =
                heard(OwnerState.NONE, 44, null, new Grant(said.ask().nonce(), 47));
        assertEquals(List.of(question), details(CoreEvent.Kind.CLAIM, claim));
        assertEquals(List.of(question), details(CoreEvent.Kind.OWNER, step(new Input.Acquired("vip"))));
    }

    @Test
    void shouldClaimWithNoQuestionWhenBereaved() {
        core = core(true);
        List<Effect> claim = new ArrayList<>();
        while (details(CoreEvent.Kind.CLAIM, claim).isEmpty()) {
            claim.addAll(cycle());
        }
        assertEquals(List.of(EventDetail.Note.NONE), details(CoreEvent.Kind.CLAIM, claim));
        assertEquals(List.of(EventDetail.Note.NONE), details(CoreEvent.Kind.OWNER, step(new Input.Acquired("vip"))));
    }

    /** Who spoke for the address last is believed: that must be the owner, not whoever contradicted it meanwhile. */
    @Test
    void shouldHaveTheLastWordAboutItsAddress() {
        own(true);
        List<Effect> afterwards = cyclesFor(CoreStepTest.TIMING.deadtimeNs());
        assertEquals(0, all(Effect.Reannounce.class, afterwards).size());
        Input contradiction = new Input.VipAnswered("vip", "02:00:00:00:00:66");
        assertEquals(1, all(Effect.Reannounce.class, step(contradiction)).size(), "at once");
        cyclesFor(10 * MS);
        assertEquals(0, all(Effect.Reannounce.class, step(contradiction)).size(), "not without pause");
        assertEquals(
                1, all(Effect.Reannounce.class, cyclesFor(500 * MS)).size(), "although nobody contradicts any more");
        assertEquals(0, all(Effect.Reannounce.class, cyclesFor(2_000 * MS)).size(), "and nobody did since");
    }

    private List<Effect> cyclesFor(long ns) {
        List<Effect> all = new ArrayList<>();
        for (long untilNs = now + ns; now < untilNs; ) {
            all.addAll(cycle());
        }
        return all;
    }

    @Test
    void shouldTellOnceThatThePeerOwnsWhatItWasNotGranted() {
        core = core(true);
        cycle();
        assertEquals(List.of("owned by ha2"), told(CoreEvent.Kind.PEER_OWNS, heard(OwnerState.OWNER, 44, null, null)));
        assertEquals(List.of(), told(CoreEvent.Kind.PEER_OWNS, heard(OwnerState.OWNER, 44, null, null)));
        assertEquals(
                List.of("owned by ha2"),
                told(CoreEvent.Kind.PEER_OWNS, heard(OwnerState.OWNER, 46, null, null)),
                "it was away");
        own(true);
        assertEquals(
                List.of(),
                told(CoreEvent.Kind.PEER_OWNS, heard(OwnerState.OWNER, epoch + 1000, null, null)),
                "that this node is outbid is told by its release");
    }

    @Test
    void shouldTellThatThePeerOwnsItAlsoToANodeThatIsJustReleasing() {
        own(true);
        step(new Input.ResourceFailed("vip", "monitor said no"));
        assertEquals(
                List.of("owned by ha2"), told(CoreEvent.Kind.PEER_OWNS, heard(OwnerState.OWNER, 5000, null, null)));
        step(new Input.Released("vip"));
        assertEquals(List.of(), told(CoreEvent.Kind.PEER_OWNS, heard(OwnerState.OWNER, 5000, null, null)));
    }

    @Test
    void shouldTellThatAGrantWasTakenAndNoMore() {
        own(true);
        asked();
        released();
        List<Effect> effects = heard(OwnerState.OWNER, epoch + 1, null, null);
        assertEquals(1, told(CoreEvent.Kind.TAKEN, effects).size());
        assertEquals(List.of(), told(CoreEvent.Kind.PEER_OWNS, effects));
    }

    private static List<EventDetail> details(CoreEvent.Kind kind, List<Effect> effects) {
        return all(Effect.Tell.class, effects).stream()
                .map(Effect.Tell::event)
                .filter(event -> event.kind() == kind)
                .map(CoreEvent::detail)
                .toList();
    }

    private static List<String> told(CoreEvent.Kind kind, List<Effect> effects) {
        return all(Effect.Tell.class, effects).stream()
                .map(Effect.Tell::event)
                .filter(event -> event.kind() == kind)
                .map(CoreEvent::reason)
                .toList();
    }

    @Test
    void shouldHoldWhereTheLeaseEndsAndBeforeTheGrantIsSent() {
        own(true);
        assertTrue(all(Effect.Release.class, asked()).get(0).handedOver());
        List<Effect> effects = released();
        assertEquals(new Effect.HoldPackets("vip", now + 100 * MS), effects.get(0));
        assertEquals(new Effect.Lease("vip", 0), effects.get(1), "and nothing between them");
        assertTrue(effects.get(2) instanceof Effect.Send, effects::toString);
    }

    @Test
    void shouldHandOnWhenTheTakerServes() {
        own(true);
        asked();
        released();
        assertEquals(List.of(), all(Effect.HandOn.class, heard(OwnerState.CLAIMING, epoch + 1, null, null)));
        assertEquals(
                List.of(new Effect.HandOn("vip", TAKER, now + 1000 * MS)),
                all(Effect.HandOn.class, heard(OwnerState.OWNER, epoch + 1, null, null)));
        assertEquals(List.of(), all(Effect.HandOn.class, heard(OwnerState.OWNER, epoch + 1, null, null)), "once");
    }

    @Test
    void shouldStopHandingOnWhenTheTakerServesNoMore() {
        own(true);
        asked();
        released();
        heard(OwnerState.OWNER, epoch + 1, null, null);
        List<Effect> effects = heard(OwnerState.RELEASING, epoch + 1, null, null);
        assertEquals(List.of(new Effect.HoldPackets("vip", 0)), all(Effect.HoldPackets.class, effects));
    }

    @Test
    void shouldHandNothingOnForABeatOfAnEarlierOwnership() {
        own(true);
        asked();
        released();
        assertEquals(List.of(), all(Effect.HandOn.class, heard(OwnerState.OWNER, epoch, null, null)));
    }

    @Test
    void shouldHandNothingOnToATakerWhoseAddressIsNotClear() {
        stations = List.of(TAKER, "02:00:00:00:00:0a");
        own(true);
        asked();
        released();
        assertEquals(List.of(), all(Effect.HandOn.class, heard(OwnerState.OWNER, epoch + 1, null, null)));
    }

    @Test
    void shouldGoByWhatSpokeForTheAddressWhenTheTakerHasSeveral() {
        stations = List.of("02:00:00:00:00:0a", TAKER);
        own(true);
        asked();
        released();
        step(new Input.VipAnswered("vip", TAKER));
        assertEquals(
                1,
                all(Effect.HandOn.class, heard(OwnerState.OWNER, epoch + 1, null, null))
                        .size());
    }

    @Test
    void shouldHandNothingOnToAStranger() {
        stations = List.of("02:00:00:00:00:0a", TAKER);
        own(true);
        asked();
        released();
        step(new Input.VipAnswered("vip", "02:00:00:00:00:66"));
        assertEquals(List.of(), all(Effect.HandOn.class, heard(OwnerState.OWNER, epoch + 1, null, null)));
    }

    @Test
    void shouldHoldNothingWhoseProgramsStopFirst() {
        own(false);
        assertFalse(all(Effect.Release.class, asked()).get(0).handedOver());
        assertEquals(List.of(), all(Effect.HoldPackets.class, released()));
        assertEquals(List.of(), all(Effect.HandOn.class, heard(OwnerState.OWNER, epoch + 1, null, null)));
    }

    @Test
    void shouldHoldNothingThatNobodyAskedFor() {
        own(true);
        assertFalse(all(Effect.Release.class, step(new Input.ResourceFailed("vip", "monitor")))
                .get(0)
                .handedOver());
        assertEquals(List.of(), all(Effect.HoldPackets.class, step(new Input.Released("vip"))));
    }
}
