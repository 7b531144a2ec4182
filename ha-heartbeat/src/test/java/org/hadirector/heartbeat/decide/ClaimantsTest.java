package org.hadirector.heartbeat.decide;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.hadirector.heartbeat.decide.CoreEvent.Kind;
import org.hadirector.heartbeat.decide.CoreSettings.Failback;
import org.hadirector.heartbeat.decide.CoreSettings.Group;
import org.hadirector.heartbeat.decide.CoreSettings.OnPartition;
import org.hadirector.heartbeat.link.GroupStatus;
import org.hadirector.heartbeat.link.GroupStatus.Ask;
import org.hadirector.heartbeat.link.GroupStatus.Grant;
import org.hadirector.heartbeat.link.GroupStatus.OwnerState;
import org.hadirector.heartbeat.link.StatusMessage;
import org.hadirector.heartbeat.link.StatusMessage.Surroundings;
import org.junit.jupiter.api.Test;

/** What a node does when another station answers for its address, step by step. */
class ClaimantsTest {
    private static final long MS = 1_000_000;
    private static final long START = 7_000 * MS;
    private static final String PEER = "02:00:00:00:00:09";
    private static final String STRANGER = "02:00:00:00:00:66";
    private static final Pace PACE = new Pace(CoreStepTest.TIMING);

    private PairCore core;
    private List<String> stations = List.of(PEER);
    private long now = START;
    private long peerSequence;
    private long ownSequence;

    private void start(int index, String preferred, OnPartition policy) {
        String self = "ha" + (index + 1);
        String other = "ha" + (2 - index);
        core = new PairCore(
                new CoreSettings(
                        self,
                        other,
                        index,
                        9,
                        111,
                        0,
                        CoreStepTest.TIMING,
                        List.of("eth1"),
                        List.of(new Group("vip", 5, preferred, "eth0", true, true)),
                        Failback.ON,
                        policy,
                        40),
                now);
    }

    private List<Effect> step(Input input) {
        List<Effect> effects = core.step(input, now);
        for (Effect effect : effects) {
            ownSequence = effect instanceof Effect.Send send ? send.beat().sequence() : ownSequence;
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

    private List<Effect> cyclesFor(long ns) {
        List<Effect> all = new ArrayList<>();
        for (long untilNs = now + ns; now < untilNs; ) {
            all.addAll(cycle());
        }
        return all;
    }

    private List<Effect> heard(Grant grant) {
        GroupStatus group = new GroupStatus(5, 44, OwnerState.NONE, 0, true, false, false, null, grant, null);
        StatusMessage.Echo echo = new StatusMessage.Echo(111, ownSequence);
        Surroundings around = new Surroundings(Surroundings.UNKNOWN, stations);
        String peer = core.view().peer().name();
        return step(new Input.BeatHeard(
                "eth1",
                new StatusMessage(9, peer, 222, ++peerSequence, now, echo, 0, false, List.of(group), null, around)));
    }

    private List<Effect> answered(String station) {
        return step(new Input.VipAnswered("vip", station));
    }

    private List<Effect> probedAndAnswered(String station) {
        step(new Input.VipProbed("vip", station));
        return answered(station);
    }

    private void claimBereaved(int index, String preferred) {
        start(index, preferred, OnPartition.TAKE);
        while (told(Kind.CLAIM, cycle()).isEmpty()) {}
    }

    private void claimGranted() {
        start(0, "ha1", OnPartition.KEEP_MASTER); // else nothing but echoes entitles to such a claim
        cycle();
        heard(null);
        while (state() == OwnerState.NONE) {
            List<Effect> effects = cycle();
            Ask ask = asked(effects);
            heard(ask == null ? null : new Grant(ask.nonce(), 47));
        }
    }

    private void own(int index, String preferred) {
        claimBereaved(index, preferred);
        step(new Input.Acquired("vip"));
    }

    private OwnerState state() {
        return core.view().groups().get(0).state();
    }

    private static Ask asked(List<Effect> effects) {
        return effects.stream()
                .filter(Effect.Send.class::isInstance)
                .map(effect -> ((Effect.Send) effect).beat().groups().get(0).ask())
                .filter(ask -> ask != null)
                .findFirst()
                .orElse(null);
    }

    private static List<String> told(Kind kind, List<Effect> effects) {
        return effects.stream()
                .filter(Effect.Tell.class::isInstance)
                .map(effect -> ((Effect.Tell) effect).event())
                .filter(event -> event.kind() == kind)
                .map(CoreEvent::reason)
                .toList();
    }

    @Test
    void shouldEndAClaimThatRestsOnSilenceWhenTheAddressIsAlive() {
        claimBereaved(0, "ha1");
        assertEquals(
                List.of("another station answers for the address: " + STRANGER),
                told(Kind.RELEASING, answered(STRANGER)));
    }

    /** The granter may answer late, but it is heard; one that fell silent was bereaved of us and serves. */
    @Test
    void shouldEndAGrantedClaimOnlyWhenTheGranterIsNotHeard() {
        claimGranted();
        assertEquals(List.of(), told(Kind.RELEASING, answered(PEER)));
        assertEquals(OwnerState.CLAIMING, state());
        while (core.view().peer().state() != CoreView.PeerState.DOWN) {
            cycle();
        }
        assertEquals(OwnerState.CLAIMING, state());
        assertEquals(1, told(Kind.RELEASING, answered(PEER)).size());
    }

    @Test
    void shouldGiveWayAsTheSecondNodeByNameWhomeverTheFilesPrefer() {
        for (String preferred : List.of("ha1", "ha2")) {
            own(0, preferred);
            assertEquals(0, releasesWhileAnsweredFor(PACE.probeWindowNs() * 3));
            own(1, preferred);
            assertEquals(1, releasesWhileAnsweredFor(PACE.probeWindowNs() * 3));
        }
    }

    private int releasesWhileAnsweredFor(long ns) {
        int releases = 0;
        for (long untilNs = now + ns; now < untilNs; now += MS) {
            cycle();
            releases += told(Kind.RELEASING, probedAndAnswered(PEER)).size();
        }
        return releases;
    }

    /** Who is only claiming gives up when it hears us. */
    @Test
    void shouldGiveWayOnlyToOneThatAnswersThroughoutAProbeWindow() {
        own(1, "ha1");
        assertEquals(0, releasesWhileAnsweredFor(PACE.probeWindowNs() - 2 * MS));
        cyclesFor(PACE.rivalNs() + MS);
        assertEquals(0, releasesWhileAnsweredFor(PACE.probeWindowNs() - 2 * MS), "anew after a pause");
        cyclesFor(2 * MS);
        assertEquals(
                List.of("no link works, but ha1 at " + PEER + " serves it on our LAN, and it is the first by name"),
                told(Kind.RELEASING, probedAndAnswered(PEER)));
    }

    @Test
    void shouldGiveWayToNobodyWhoOnlyAnswersNotEvenAMomentAfterItTookOver() {
        own(1, "ha1");
        for (int i = 0; i < 10; i++) {
            assertEquals(List.of(), told(Kind.RELEASING, answered(STRANGER)));
            cyclesFor(PACE.probeWindowNs() / 2);
        }
    }

    @Test
    void shouldNotCountTheAnswersOfOneStationForAnother() {
        own(1, "ha1");
        for (int i = 0; i < 10; i++) {
            cyclesFor(PACE.probeWindowNs() / 2);
            assertEquals(List.of(), told(Kind.RELEASING, probedAndAnswered(PEER)));
            assertEquals(List.of(), told(Kind.RELEASING, probedAndAnswered(STRANGER)));
        }
    }

    @Test
    void shouldTellOfAnotherStationOnceAndAgainAfterALongPause() {
        own(0, "ha1");
        assertEquals(List.of(), told(Kind.ALARM, answered(STRANGER)), "the former owner may answer for a lease");
        cyclesFor(CoreStepTest.TIMING.leaseNs());
        List<String> alarm = List.of("another station answers for our address: " + STRANGER);
        assertEquals(alarm, told(Kind.ALARM, answered(STRANGER)));
        for (int i = 0; i < 30; i++) {
            cyclesFor(CoreStepTest.TIMING.deadtimeNs());
            heard(null);
            assertEquals(List.of(), told(Kind.ALARM, answered(STRANGER)), "whoever is heard meanwhile");
        }
        assertEquals(1, told(Kind.ALARM, answered("02:00:00:00:00:67")).size());
        assertEquals(1, told(Kind.ALARM, answered(STRANGER)).size(), "the last one only is remembered");
        cyclesFor(11 * CoreStepTest.TIMING.deadtimeNs());
        assertEquals(alarm, told(Kind.ALARM, answered(STRANGER)));
    }

    @Test
    void shouldSayForWhichAddressAStrangerSpeaks() {
        own(0, "ha1");
        assertEquals(List.of(), told(Kind.STRANGER, answered(STRANGER)), "the peer's own are not known");
        heard(null);
        String who = " and is no station of ha2";
        assertEquals(List.of(STRANGER + " speaks as owner of vip" + who), told(Kind.STRANGER, answered(STRANGER)));
        Input named = new Input.VipAnswered("vip", "02:00:00:00:00:67", "192.0.2.6");
        assertEquals(List.of("02:00:00:00:00:67 speaks as owner of 192.0.2.6" + who), told(Kind.STRANGER, step(named)));
        assertTrue(told(Kind.STRANGER, answered(PEER)).isEmpty());
    }

    /** Anybody on a LAN can speak under any number of addresses. */
    @Test
    void shouldRememberOnlyTheLastStrangers() {
        own(0, "ha1");
        heard(null);
        for (int i = 10; i < 40; i++) {
            assertEquals(1, told(Kind.STRANGER, answered("02:00:00:00:01:" + i)).size());
        }
        List<CoreView.Stranger> strangers = core.view().groups().get(0).detail().strangers();
        assertEquals(8, strangers.size());
        assertEquals("02:00:00:00:01:32", strangers.get(0).hardwareAddress());
        assertEquals(List.of(), told(Kind.STRANGER, answered("02:00:00:00:01:39")));
    }
}
