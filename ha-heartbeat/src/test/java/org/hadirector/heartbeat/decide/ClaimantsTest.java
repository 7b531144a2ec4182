package org.hadirector.heartbeat.decide;

import static org.hadirector.heartbeat.decide.CoreBench.asked;
import static org.hadirector.heartbeat.decide.CoreBench.told;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.hadirector.heartbeat.decide.CoreEvent.Kind;
import org.hadirector.heartbeat.decide.CoreSettings.Failback;
import org.hadirector.heartbeat.decide.CoreSettings.Group;
import org.hadirector.heartbeat.decide.CoreSettings.OnPartition;
import org.hadirector.heartbeat.link.GroupStatus;
import org.hadirector.heartbeat.link.GroupStatus.Ask;
import org.hadirector.heartbeat.link.GroupStatus.Grant;
import org.hadirector.heartbeat.link.GroupStatus.OwnerState;
import org.junit.jupiter.api.Test;

/** What a node does when another station answers for its address, step by step. */
class ClaimantsTest {
    private static final long MS = 1_000_000;
    private static final long START = 7_000 * MS;
    private static final String PEER = "02:00:00:00:00:09";
    private static final String STRANGER = "02:00:00:00:00:66";
    private static final Pace PACE = new Pace(CoreStepTest.TIMING);

    private CoreBench bench;

    private void start(int index, String preferred, OnPartition policy) {
        String self = "ha" + (index + 1);
        String other = "ha" + (2 - index);
        bench = new CoreBench(
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
                START);
    }

    private List<Effect> heard(Grant grant) {
        GroupStatus group = new GroupStatus(5, 44, OwnerState.NONE, 0, true, false, false, null, grant, null);
        return bench.heard(222, true, List.of(PEER), group);
    }

    private List<Effect> answered(String station) {
        return bench.step(new Input.VipAnswered("vip", station));
    }

    private List<Effect> probedAndAnswered(String station) {
        bench.step(new Input.VipProbed("vip", station));
        return answered(station);
    }

    private void claimBereaved(int index, String preferred) {
        start(index, preferred, OnPartition.TAKE);
        while (told(Kind.CLAIM, bench.cycle()).isEmpty()) {}
    }

    private void claimGranted() {
        start(0, "ha1", OnPartition.KEEP_MASTER); // else nothing but echoes entitles to such a claim
        bench.cycle();
        heard(null);
        while (state() == OwnerState.NONE) {
            List<Effect> effects = bench.cycle();
            Ask ask = asked(effects);
            heard(ask == null ? null : new Grant(ask.nonce(), 47));
        }
    }

    private void own(int index, String preferred) {
        claimBereaved(index, preferred);
        bench.step(new Input.Acquired("vip"));
    }

    private OwnerState state() {
        return bench.group().state();
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
        while (bench.core.view().peer().state() != CoreView.PeerState.DOWN) {
            bench.cycle();
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
        for (long untilNs = bench.now + ns; bench.now < untilNs; bench.now += MS) {
            bench.cycle();
            releases += told(Kind.RELEASING, probedAndAnswered(PEER)).size();
        }
        return releases;
    }

    /** Who is only claiming gives up when it hears us. */
    @Test
    void shouldGiveWayOnlyToOneThatAnswersThroughoutAProbeWindow() {
        own(1, "ha1");
        assertEquals(0, releasesWhileAnsweredFor(PACE.probeWindowNs() - 2 * MS));
        bench.cyclesFor(PACE.rivalNs() + MS);
        assertEquals(0, releasesWhileAnsweredFor(PACE.probeWindowNs() - 2 * MS), "anew after a pause");
        bench.cyclesFor(2 * MS);
        assertEquals(
                List.of("no link works, but ha1 at " + PEER + " serves it on our LAN, and it is the first by name"),
                told(Kind.RELEASING, probedAndAnswered(PEER)));
    }

    @Test
    void shouldGiveWayToNobodyWhoOnlyAnswersNotEvenAMomentAfterItTookOver() {
        own(1, "ha1");
        for (int i = 0; i < 10; i++) {
            assertEquals(List.of(), told(Kind.RELEASING, answered(STRANGER)));
            bench.cyclesFor(PACE.probeWindowNs() / 2);
        }
    }

    @Test
    void shouldNotCountTheAnswersOfOneStationForAnother() {
        own(1, "ha1");
        for (int i = 0; i < 10; i++) {
            bench.cyclesFor(PACE.probeWindowNs() / 2);
            assertEquals(List.of(), told(Kind.RELEASING, probedAndAnswered(PEER)));
            assertEquals(List.of(), told(Kind.RELEASING, probedAndAnswered(STRANGER)));
        }
    }

    @Test
    void shouldTellOfAnotherStationOnceAndAgainAfterALongPause() {
        own(0, "ha1");
        assertEquals(List.of(), told(Kind.ALARM, answered(STRANGER)), "the former owner may answer for a lease");
        bench.cyclesFor(CoreStepTest.TIMING.leaseNs());
        List<String> alarm = List.of("another station answers for our address: " + STRANGER);
        assertEquals(alarm, told(Kind.ALARM, answered(STRANGER)));
        for (int i = 0; i < 30; i++) {
            bench.cyclesFor(CoreStepTest.TIMING.deadtimeNs());
            heard(null);
            assertEquals(List.of(), told(Kind.ALARM, answered(STRANGER)), "whoever is heard meanwhile");
        }
        bench.cyclesFor(11 * CoreStepTest.TIMING.deadtimeNs());
        assertEquals(alarm, told(Kind.ALARM, answered(STRANGER)));
    }

    @Test
    void shouldTellOnceOfEachOfTwoThatAnswerByTurns() {
        own(0, "ha1");
        bench.cyclesFor(CoreStepTest.TIMING.leaseNs());
        String text = "another station answers for our address: ";
        assertEquals(List.of(text + STRANGER), told(Kind.ALARM, answered(STRANGER)));
        String other = "02:00:00:00:00:67";
        assertEquals(List.of(text + other + ", by turns with " + STRANGER), told(Kind.ALARM, answered(other)));
        for (int i = 0; i < 100; i++) {
            bench.cyclesFor(CoreStepTest.TIMING.keepaliveNs());
            assertEquals(List.of(), told(Kind.ALARM, answered(i % 2 == 0 ? STRANGER : other)));
        }
        for (int i = 0; i < 15; i++) {
            bench.cyclesFor(CoreStepTest.TIMING.deadtimeNs());
            assertEquals(List.of(), told(Kind.ALARM, answered(STRANGER)));
        }
        assertEquals(
                List.of(text + other + ", by turns with " + STRANGER),
                told(Kind.ALARM, answered(other)),
                "it was quiet for long");
    }

    @Test
    void shouldTellOfManyStationsTogether() {
        own(0, "ha1");
        heard(null);
        bench.cyclesFor(CoreStepTest.TIMING.leaseNs());
        heard(null);
        int alarms = 0;
        int strangers = 0;
        List<String> last = List.of();
        for (int i = 0; i < 1000; i++) {
            List<Effect> effects = answered("02:00:00:00:%02x:%02x".formatted(i / 100, i % 100));
            alarms += told(Kind.ALARM, effects).size();
            strangers += told(Kind.STRANGER, effects).size();
            last = told(Kind.ALARM, effects).isEmpty() ? last : told(Kind.ALARM, effects);
        }
        assertEquals(9, alarms);
        assertEquals(9, strangers);
        assertTrue(
                last.get(0).endsWith("02:00:00:00:00:07; more of them are not told until these are quiet"),
                last::toString);
    }

    @Test
    void shouldSayForWhichAddressAStrangerSpeaks() {
        own(0, "ha1");
        assertEquals(List.of(), told(Kind.STRANGER, answered(STRANGER)), "the peer's own are not known");
        heard(null);
        String who = " and is no station of ha2";
        assertEquals(List.of(STRANGER + " speaks as owner of vip" + who), told(Kind.STRANGER, answered(STRANGER)));
        Input named = new Input.VipAnswered("vip", "02:00:00:00:00:67", "192.0.2.6");
        assertEquals(
                List.of("02:00:00:00:00:67 speaks as owner of 192.0.2.6" + who),
                told(Kind.STRANGER, bench.step(named)));
        assertTrue(told(Kind.STRANGER, answered(PEER)).isEmpty());
    }

    /** Anybody on a LAN can speak under any number of addresses. */
    @Test
    void shouldRememberOnlyTheLastStrangers() {
        own(0, "ha1");
        heard(null);
        for (int i = 10; i < 40; i++) {
            answered("02:00:00:00:01:" + i);
        }
        List<CoreView.Stranger> strangers = bench.group().detail().strangers();
        assertEquals(8, strangers.size());
        assertEquals("02:00:00:00:01:32", strangers.get(0).hardwareAddress());
        assertEquals(List.of(), told(Kind.STRANGER, answered("02:00:00:00:01:39")));
    }
}
