package org.hadirector.heartbeat.decide;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.hadirector.heartbeat.decide.CoreSettings.Failback;
import org.hadirector.heartbeat.decide.CoreSettings.Group;
import org.hadirector.heartbeat.decide.CoreSettings.OnPartition;
import org.hadirector.heartbeat.decide.CoreSettings.Timing;
import org.hadirector.heartbeat.link.GroupStatus;
import org.hadirector.heartbeat.link.GroupStatus.Ask;
import org.hadirector.heartbeat.link.GroupStatus.AskReason;
import org.hadirector.heartbeat.link.GroupStatus.Grant;
import org.hadirector.heartbeat.link.GroupStatus.OwnerState;
import org.hadirector.heartbeat.link.StatusMessage;
import org.junit.jupiter.api.Test;

/** One core, step by step: the order of effects and what the port promises. */
class CoreStepTest {
    private static final long MS = 1_000_000;
    private static final long START = -5_000 * MS;
    static final Timing TIMING = new Timing(100 * MS, 250 * MS, 500 * MS, 1000 * MS, 120 * MS);
    static final CoreSettings SETTINGS = new CoreSettings(
            "ha1",
            "ha2",
            0,
            9,
            111,
            0,
            TIMING,
            List.of("eth1", "ttyS0"),
            List.of(new Group("vip", 5, "ha1", "eth0", true)),
            Failback.ON,
            OnPartition.TAKE,
            40);

    private final PairCore core = new PairCore(SETTINGS, START);
    private long now = START;
    private long peerSequence;

    /** The core's last beat. */
    private long said;

    private List<Effect> step(Input input) {
        List<Effect> effects = core.step(input, now);
        for (Effect effect : effects) {
            said = effect instanceof Effect.Send send ? send.beat().sequence() : said;
        }
        return effects;
    }

    private List<Effect> cycle() {
        now = Math.max(now, core.nextCycleNs());
        List<Effect> effects = step(new Input.Cycle());
        List<Effect> all = new ArrayList<>(effects);
        for (Effect effect : effects) {
            if (effect instanceof Effect.Probe) {
                all.addAll(step(new Input.LanAnswered("vip", "gateway", "eth0")));
            } else if (effect instanceof Effect.ReserveEpoch reserve) {
                all.addAll(step(new Input.EpochReserved(reserve.upTo())));
            }
        }
        return all;
    }

    private List<Effect> heard(OwnerState state, long epoch, Ask ask, Grant grant) {
        GroupStatus group = new GroupStatus(5, epoch, state, 0, true, false, false, ask, grant, null);
        return step(new Input.BeatHeard("eth1", beat(222, ++peerSequence, group)));
    }

    /** Said now by a peer whose clock runs like ours and who heard our last beat. */
    private StatusMessage beat(long boot, long sequence, GroupStatus group) {
        return new StatusMessage(
                9,
                "ha2",
                boot,
                sequence,
                now,
                new StatusMessage.Echo(SETTINGS.bootId(), said),
                0,
                false,
                List.of(group));
    }

    @Test
    void shouldTellOfAKeyThatNoGroupHasAndOfNoMove() {
        cycle();
        List<Effect> effects = step(new Input.OperatorRequest(7, Input.Verb.TAKEOVER, Input.Scope.ALL, "nosuch"));
        List<CoreEvent> told = effects.stream()
                .filter(Effect.Tell.class::isInstance)
                .map(effect -> ((Effect.Tell) effect).event())
                .toList();
        assertEquals(
                List.of(CoreEvent.Kind.REFUSED),
                told.stream().map(CoreEvent::kind).toList());
        assertEquals("nosuch", told.get(0).group());
        assertTrue(effects.contains(new Effect.Answer(7, false, "no group has the key nosuch")));
    }

    private Ask openAsk(List<Effect> effects) {
        return effects.stream()
                .filter(Effect.Send.class::isInstance)
                .map(effect -> ((Effect.Send) effect).beat().groups().get(0).ask())
                .filter(ask -> ask != null)
                .findFirst()
                .orElse(null);
    }

    private Ask untilItAsks() {
        cycle();
        heard(OwnerState.NONE, 44, null, null);
        for (int i = 0; i < 20; i++) {
            Ask ask = openAsk(cycle());
            if (ask != null) {
                return ask;
            }
            heard(OwnerState.NONE, 44, null, null);
        }
        throw new AssertionError("never asked");
    }

    private static List<Class<?>> kinds(List<Effect> effects) {
        List<Class<?>> kinds = new ArrayList<>();
        effects.stream()
                .filter(effect -> !(effect instanceof Effect.Tell))
                .forEach(effect -> kinds.add(effect.getClass()));
        return kinds;
    }

    private void own() {
        Ask ask = untilItAsks();
        assertEquals(AskReason.VACANT, ask.reason());
        heard(OwnerState.NONE, 44, null, new Grant(ask.nonce(), 47));
        step(new Input.Acquired("vip"));
        assertEquals(OwnerState.OWNER, core.view().groups().get(0).state());
    }

    @Test
    void shouldStartLeaseThenTellThePeerThenAcquire() {
        Ask ask = untilItAsks();
        List<Effect> effects = heard(OwnerState.NONE, 44, null, new Grant(ask.nonce(), 47));
        assertEquals(
                List.of(Effect.Lease.class, Effect.Send.class, Effect.Send.class, Effect.Acquire.class),
                kinds(effects));
        assertEquals(new Effect.Acquire("vip", 48), effects.get(effects.size() - 1));
    }

    @Test
    void shouldEndLeaseBeforeItReleases() {
        own();
        List<Effect> effects = step(new Input.ResourceFailed("vip", "monitor"));
        assertEquals(new Effect.Lease("vip", 0), effects.get(0));
        assertEquals(
                List.of(Effect.Lease.class, Effect.Send.class, Effect.Send.class, Effect.Release.class),
                kinds(effects));
    }

    @Test
    void shouldTakeNoGrantForAnotherNonceAndNoneThatIsTooOld() {
        Ask ask = untilItAsks();
        heard(OwnerState.NONE, 44, null, new Grant(ask.nonce() + 1, 47));
        assertEquals(OwnerState.NONE, core.view().groups().get(0).state());
        now += TIMING.grantNs() + MS;
        heard(OwnerState.NONE, 44, null, new Grant(ask.nonce(), 47));
        assertEquals(OwnerState.NONE, core.view().groups().get(0).state());
    }

    @Test
    void shouldAnswerANonceOnce() {
        own();
        Ask ask = new Ask(77, AskReason.VACANT);
        List<Effect> first = heard(OwnerState.NONE, 44, ask, null);
        List<Effect> second = heard(OwnerState.NONE, 44, ask, null);
        assertFalse(first.isEmpty());
        assertTrue(second.isEmpty(), second::toString);
    }

    @Test
    void shouldDropBeatsOfOtherClustersStrangersAndOldRuns() {
        cycle();
        GroupStatus owner = new GroupStatus(5, 90, OwnerState.OWNER, 100, true, false, false, null, null, null);
        GroupStatus none = new GroupStatus(5, 90, OwnerState.NONE, 0, true, false, false, null, null, null);
        step(new Input.BeatHeard("eth1", new StatusMessage(8, "ha2", 1, 1, 0, null, 0, false, List.of(owner))));
        step(new Input.BeatHeard("eth1", new StatusMessage(9, "ha3", 1, 1, 0, null, 0, false, List.of(owner))));
        assertEquals(0, core.view().peer().bootId());
        step(new Input.BeatHeard("eth1", beat(222, 9, none)));
        step(new Input.BeatHeard("ttyS0", beat(222, 8, owner)));
        assertEquals(OwnerState.NONE, core.view().groups().get(0).peerState(), "overtaken");
        StatusMessage delayed = beat(222, 10, owner);
        StatusMessage never = beat(444, 10, owner);
        now += 1_000_000;
        cycle();
        step(new Input.BeatHeard("eth1", beat(222, 11, none)));
        step(new Input.BeatHeard("eth1", beat(333, 1, none)));
        step(new Input.BeatHeard("ttyS0", delayed));
        assertEquals(333, core.view().peer().bootId(), "a delayed beat of the run before");
        step(new Input.BeatHeard("eth1", never));
        assertEquals(333, core.view().peer().bootId(), "a run before that was not heard in its time");
        assertEquals(OwnerState.NONE, core.view().groups().get(0).peerState());
        step(new Input.BeatHeard("eth1", beat(99, 1, none)));
        assertEquals(99, core.view().peer().bootId(), "whatever its id");
    }

    @Test
    void shouldRenewItsLeaseAtLeastFourTimesPerLength() {
        own();
        long last = now;
        for (int i = 0; i < 50; i++) {
            List<Effect> effects = cycle();
            assertTrue(effects.stream().anyMatch(Effect.Lease.class::isInstance), effects::toString);
            assertTrue(now - last <= TIMING.leaseNs() / 4);
            last = now;
            heard(OwnerState.NONE, 44, null, null);
        }
    }

    @Test
    void shouldNeverUseAnEpochBeforeItIsOnDisk() {
        now = core.nextCycleNs();
        List<Effect> first = step(new Input.Cycle());
        assertTrue(first.stream().anyMatch(Effect.ReserveEpoch.class::isInstance), "reserves while idle");
        for (int i = 0; i < 60; i++) {
            now = Math.max(now, core.nextCycleNs());
            for (Effect effect : step(new Input.Cycle())) {
                assertFalse(effect instanceof Effect.Acquire);
                if (effect instanceof Effect.Probe) {
                    step(new Input.LanAnswered("vip", "gateway", "eth0"));
                }
            }
        }
        assertEquals(
                "no epoch reserved on disk",
                core.view().groups().get(0).detail().notReady());
        step(new Input.EpochReserved(104));
        boolean acquired = false;
        for (int i = 0; i < 60 && !acquired; i++) {
            acquired = cycle().stream().anyMatch(Effect.Acquire.class::isInstance);
        }
        assertTrue(acquired, () -> core.view().toString());
    }

    @Test
    void shouldSilenceTheGateWhenTheGateSaysTheLeaseWasOver() {
        own();
        List<Effect> effects = step(new Input.LeaseLost("vip"));
        assertEquals(new Effect.Lease("vip", 0), effects.get(0));
        assertTrue(core.view().groups().get(0).detail().reproving());
        assertEquals(AskReason.REPROOF, openAsk(cycle()).reason());
    }

    @Test
    void shouldEchoOnEveryLinkWhatWasHeardThereAlsoWhenAnotherLinkBroughtItFirst() {
        cycle();
        GroupStatus none = new GroupStatus(5, 90, OwnerState.NONE, 0, true, false, false, null, null, null);
        for (int i = 1; i <= 20; i++) {
            step(new Input.BeatHeard("eth1", beat(222, i, none)));
            step(new Input.BeatHeard("ttyS0", beat(222, i, none)));
        }
        step(new Input.BeatHeard("ttyS0", beat(222, 19, none)));
        List<String> echoes = new ArrayList<>();
        while (echoes.size() < 2) {
            for (Effect effect : cycle()) {
                if (effect instanceof Effect.Send send) {
                    echoes.add(send.link() + " " + send.beat().echo());
                }
            }
        }
        String echo = new StatusMessage.Echo(222, 20).toString();
        assertEquals(List.of("eth1 " + echo, "ttyS0 " + echo), echoes);
    }

    @Test
    void shouldNotAccuseThePeerOfDeafnessByBeatsThatACableHeldBack() {
        GroupStatus none = new GroupStatus(5, 90, OwnerState.NONE, 0, true, false, false, null, null, null);
        List<Effect> effects = new ArrayList<>();
        cycle();
        for (int i = 1; i <= 40; i++) {
            step(new Input.BeatHeard("eth1", beat(222, i, none)));
            cycle();
        }
        long silentUntil = now + 2 * TIMING.deadtimeNs();
        while (now < silentUntil) {
            cycle();
        }
        for (int i = 20; i <= 40; i++) {
            effects.addAll(step(new Input.BeatHeard("ttyS0", beat(222, i, none))));
        }
        effects.addAll(cycle());
        assertTrue(
                effects.stream()
                        .noneMatch(effect -> effect instanceof Effect.Tell tell
                                && tell.event().kind() == CoreEvent.Kind.ALARM),
                effects::toString);
    }

    @Test
    void shouldNotTakeBackWhatItCouldNotServe() {
        cycle();
        step(new Input.UsefulChanged("vip", false));
        for (int i = 0; i < 60; i++) {
            heard(OwnerState.OWNER, 47, null, null);
            assertNull(openAsk(cycle()), "the other node serves clients, this one could not");
        }
        step(new Input.UsefulChanged("vip", true));
        Ask ask = null;
        for (int i = 0; i < 60 && ask == null; i++) {
            heard(OwnerState.OWNER, 47, null, null);
            ask = openAsk(cycle());
        }
        assertEquals(AskReason.FAILBACK, ask.reason());
    }

    @Test
    void shouldServeWhatNobodyElseServesEvenWhenNoRealServerAnswers() {
        step(new Input.UsefulChanged("vip", false));
        own();
    }

    @Test
    void shouldNotCallAnOwnPauseIsolation() {
        own();
        now += 2 * TIMING.deadtimeNs();
        List<CoreEvent.Kind> kinds = new ArrayList<>();
        for (Effect effect : step(new Input.Cycle())) {
            if (effect instanceof Effect.Tell tell) {
                kinds.add(tell.event().kind());
            }
        }
        assertTrue(kinds.contains(CoreEvent.Kind.LEASE_LOST), kinds::toString);
        assertFalse(kinds.contains(CoreEvent.Kind.ISOLATED), kinds::toString);
    }

    private static List<CoreEvent.Kind> told(List<Effect> effects) {
        return effects.stream()
                .filter(Effect.Tell.class::isInstance)
                .map(effect -> ((Effect.Tell) effect).event().kind())
                .toList();
    }

    @Test
    void shouldAnnounceTheAddressAnewWithItsEpochWhenItsReproofIsGranted() {
        own();
        long before = core.epoch("vip");
        step(new Input.LeaseLost("vip"));
        Ask ask = openAsk(cycle());
        List<Effect> effects = heard(OwnerState.NONE, 44, null, new Grant(ask.nonce(), before));
        assertEquals(before + 1, core.epoch("vip"));
        assertEquals(Effect.Lease.class, effects.get(0).getClass());
        assertEquals(
                before + 1,
                ((Effect.Send) effects.get(1)).beat().groups().get(0).epoch());
        assertTrue(told(effects).contains(CoreEvent.Kind.REPROVED), effects::toString);
        assertEquals(new Effect.Reannounce("vip"), effects.get(effects.size() - 1));
        assertNull(openAsk(effects), "it asks no more");
        assertFalse(core.view().groups().get(0).detail().reproving());
    }

    /** A claim waits for the disk: the granter may know epochs that are far above those reserved here. */
    @Test
    void shouldReserveTheEpochsAboveAGrantBeforeItClaims() {
        Ask ask = untilItAsks();
        List<Effect> effects = heard(OwnerState.NONE, 44, null, new Grant(ask.nonce(), 5000));
        assertEquals(OwnerState.NONE, core.view().groups().get(0).state());
        assertFalse(effects.stream().anyMatch(Effect.Acquire.class::isInstance));
        now = Math.max(now, core.nextCycleNs());
        long reserved = step(new Input.Cycle()).stream()
                .filter(Effect.ReserveEpoch.class::isInstance)
                .mapToLong(effect -> ((Effect.ReserveEpoch) effect).upTo())
                .findFirst()
                .orElse(0);
        assertTrue(reserved > 5000, "up to " + reserved);
    }

    @Test
    void shouldGiveUpAClaimWhoseResourcesDoNotStartAndSaySoAtOnce() {
        Ask ask = untilItAsks();
        heard(OwnerState.NONE, 44, null, new Grant(ask.nonce(), 47));
        List<Effect> effects = step(new Input.AcquireFailed("vip", "apache"));
        assertEquals(new Effect.Lease("vip", 0), effects.get(0));
        GroupStatus status = ((Effect.Send) effects.get(1)).beat().groups().get(0);
        assertEquals(OwnerState.NONE, status.state());
        assertTrue(status.failed());
        assertTrue(told(effects).contains(CoreEvent.Kind.ACQUIRE_FAILED), effects::toString);
        assertEquals(OwnerState.NONE, core.view().groups().get(0).state());
        assertEquals("acquire failed: apache", core.view().groups().get(0).reason());
    }

    @Test
    void shouldRefuseUnknownGroupsLoudly() {
        assertThrows(IllegalArgumentException.class, () -> step(new Input.Acquired("no such group")));
    }
}
