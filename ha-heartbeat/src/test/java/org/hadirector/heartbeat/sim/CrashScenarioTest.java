package org.hadirector.heartbeat.sim;

import static org.hadirector.heartbeat.sim.Scenario.MS;
import static org.hadirector.heartbeat.sim.Scenario.VIP;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.hadirector.heartbeat.decide.CoreEvent.Kind;
import org.hadirector.heartbeat.decide.CoreSettings.Failback;
import org.hadirector.heartbeat.decide.CoreView.PeerState;
import org.hadirector.heartbeat.decide.Input;
import org.hadirector.heartbeat.link.GroupStatus.OwnerState;
import org.junit.jupiter.api.Test;

/** Rows of the protocol's table: processes and machines that die, hang and come back. */
class CrashScenarioTest {
    @Test
    void shouldServeAtDeadtimeWhenTheOwnersProcessIsKilled() {
        Scenario s = Scenario.running();
        s.pair.node(0).kill();
        s.run(s.lease + MS);
        assertFalse(s.pair.node(0).serving(VIP), "the gate closes by itself");
        assertTrue(s.pair.node(0).hasAddress(VIP), "the address is left behind");
        long took = s.lease + MS + s.untilServedBy(1, 2 * s.deadtime);
        assertTrue(took <= s.deadtime + 10 * MS, "took " + took / MS + " ms");
        s.pair.node(0).start();
        assertFalse(s.pair.node(0).hasAddress(VIP), "a restart removes what was left");
        s.run(6 * s.deadtime);
        s.expectServer(1);
    }

    @Test
    void shouldServeAtDeadtimeWhenTheOwnerLosesPower() {
        Scenario s = Scenario.running();
        s.pair.node(0).powerOff();
        long took = s.untilServedBy(1, 2 * s.deadtime);
        assertTrue(took >= s.deadtime - 2 * s.keepalive, "took only " + took / MS + " ms");
        assertTrue(took <= s.deadtime + 10 * MS, "took " + took / MS + " ms");
    }

    @Test
    void shouldTellLatenessOnceAndDeathOfEveryLink() {
        Scenario s = Scenario.running();
        int mark = s.mark();
        s.pair.node(0).powerOff();
        s.run(3 * s.deadtime);
        assertEquals(1, s.told(1, Kind.PEER_LATE, mark).size());
        assertEquals(1, s.told(1, Kind.PEER_DEAD, mark).size());
        assertEquals(2, s.told(1, Kind.LINK_DEAD, mark).size());
        assertEquals(PeerState.DOWN, s.pair.node(1).view().peer().state());
    }

    /** By both: by the one that overslept of itself, too. Nobody is told of a beat that never came. */
    @Test
    void shouldTellThatABeatWasLateWhenItComes() {
        Scenario s = Scenario.running();
        int mark = s.mark();
        s.pair.node(1).stall(s.deadtime * 3 / 4);
        s.run(s.deadtime / 2);
        assertEquals(List.of(), s.told(0, Kind.LATE_BEAT, mark));
        s.run(s.deadtime);
        assertEquals(1, s.told(0, Kind.LATE_BEAT, mark).size());
        assertEquals(2, s.told(1, Kind.LATE_BEAT, mark).size());
        mark = s.mark();
        s.pair.node(0).powerOff();
        s.run(3 * s.deadtime);
        assertEquals(List.of(), s.told(1, Kind.LATE_BEAT, mark));
    }

    @Test
    void shouldRefuseAnOwnerThatHungTooLong() {
        Scenario s = Scenario.running();
        int mark = s.mark();
        s.pair.node(0).stall(5 * s.deadtime);
        s.run(s.lease + MS);
        assertFalse(s.pair.node(0).serving(VIP), "silent at the end of its lease");
        s.untilServedBy(1, s.deadtime + 10 * MS);
        s.run(6 * s.deadtime);
        s.expectServer(1);
        assertEquals(1, s.told(0, Kind.RELEASING, mark).size());
        assertEquals(OwnerState.NONE, s.group(0).state());
        assertFalse(s.pair.node(0).hasAddress(VIP));
    }

    @Test
    void shouldReproveByAGrantWhenItHungLessThanDeadtime() {
        Scenario s = Scenario.running();
        int mark = s.mark();
        long epoch = s.group(0).epoch();
        s.pair.node(0).stall(s.lease * 2);
        s.run(s.deadtime * 3);
        s.expectServer(0);
        assertEquals(1, s.told(0, Kind.REPROVED, mark).size());
        assertEquals(epoch + 1, s.group(0).epoch());
        assertEquals(0, s.told(1, Kind.CLAIM, mark).size());
    }

    /**
     * Nobody can have taken it but a peer that came up meanwhile, and such a one is heard or answers for the address.
     */
    @Test
    void shouldServeOnSoonAfterAHangWhenThePeerWasDeadBefore() {
        for (long hang : new long[] {2, 8, 40}) {
            Scenario s = Scenario.running();
            s.pair.node(1).powerOff();
            s.run(2 * s.deadtime);
            int mark = s.mark();
            s.pair.node(0).stall(hang * s.lease);
            s.run(hang * s.lease + MS);
            assertEquals(1, s.told(0, Kind.LEASE_LOST, mark).size());
            long took = s.untilServedBy(0, 2 * s.deadtime);
            assertTrue(took <= 4 * s.keepalive, "took " + took / MS + " ms after a hang of " + hang + " leases");
        }
    }

    @Test
    void shouldNotMindAHangShorterThanTheLease() {
        Scenario s = Scenario.running();
        int mark = s.mark();
        for (int i = 0; i < 20; i++) {
            s.pair.node(0).stall(s.lease * 6 / 10);
            s.run(s.deadtime);
            assertTrue(s.pair.node(0).serving(VIP));
        }
        assertTrue(s.told(0, Kind.LEASE_LOST, mark).isEmpty());
        assertTrue(s.told(1, Kind.CLAIM, mark).isEmpty());
    }

    @Test
    void shouldAccuseNobodyAfterItsOwnHang() {
        Scenario s = Scenario.running();
        int mark = s.mark();
        s.pair.node(1).stall(4 * s.deadtime);
        s.run(6 * s.deadtime);
        s.expectServer(0);
        assertTrue(s.told(1, Kind.PEER_DEAD, mark).isEmpty());
        assertTrue(s.told(1, Kind.CLAIM, mark).isEmpty());
    }

    /** Whose first step comes late has beats to read, and two hangs in a row are no silence of the peer either. */
    @Test
    void shouldAccuseNobodyWhenItHangsAtItsStartOrTwiceInARow() {
        Scenario s = new Scenario(SimSettings.usual());
        s.pair.node(0).start();
        s.pair.node(1).start();
        s.pair.node(0).stall(SimSettings.usual().timing().initdeadNs() + MS);
        s.run(SimSettings.usual().timing().initdeadNs() + 4 * s.deadtime);
        s.pair.node(0).stall(2 * s.deadtime);
        s.run(2 * s.deadtime + s.keepalive / 2);
        s.pair.node(0).stall(2 * s.deadtime);
        s.run(6 * s.deadtime);
        assertEquals(List.of(), s.told(0, Kind.PEER_DEAD, 0));
    }

    @Test
    void shouldStartPreferredNodeFirstWhenBothBootTogether() {
        Scenario s = new Scenario(SimSettings.usual());
        s.pair.node(1).start();
        s.pair.node(0).start();
        assertTrue(s.untilServedBy(0, s.deadtime) < s.deadtime / 2, "no need to wait for initdead");
        assertTrue(s.told(1, Kind.CLAIM, 0).isEmpty());
    }

    @Test
    void shouldLetThePreferredNodeFindItsLanWhenBothBootTogether() {
        Scenario s = new Scenario(SimSettings.usual());
        s.pair.node(0).port(false);
        s.pair.node(1).start();
        s.pair.node(0).start();
        s.run(2 * s.keepalive);
        assertTrue(s.group(1).ready() && !s.group(0).ready());
        s.pair.node(0).port(true);
        s.untilServedBy(0, s.deadtime);
        assertTrue(s.told(1, Kind.ASKED, 0).isEmpty(), s.pair::lastSteps);
    }

    @Test
    void shouldNotWaitForAPreferredNodeWhoseLanStaysDead() {
        Scenario s = new Scenario(SimSettings.usual());
        s.pair.node(0).port(false);
        s.pair.node(1).start();
        s.pair.node(0).start();
        s.untilServedBy(1, s.deadtime + s.keepalive);
    }

    @Test
    void shouldWaitForInitdeadWhenItBootsAlone() {
        Scenario s = new Scenario(SimSettings.usual());
        long initdead = s.pair.settings().timing().initdeadNs();
        s.pair.node(0).start();
        assertTrue(s.pair.node(0).view().starting());
        long took = s.untilServedBy(0, 2 * initdead);
        assertTrue(took >= initdead - MS && took <= initdead + 10 * MS, "took " + took / MS + " ms");
    }

    @Test
    void shouldTakeBackWhenTheTakerDiesAfterTheGrant() {
        Scenario s = Scenario.running();
        int mark = s.mark();
        s.pair.request(0, Input.Verb.STANDBY, Input.Scope.ALL);
        s.until(() -> !s.told(0, Kind.GRANTED, mark).isEmpty(), s.deadtime);
        s.pair.node(1).powerOff();
        long took = s.untilServedBy(0, 3 * s.deadtime);
        assertTrue(took >= s.deadtime - 2 * s.keepalive, "only when it is bereaved");
    }

    @Test
    void shouldTakeBackAtOnceWhenTheTakerFails() {
        Scenario s = Scenario.running();
        s.pair.node(1).resources().failing(true);
        long id = s.pair.request(0, Input.Verb.STANDBY, Input.Scope.ALL);
        s.until(() -> s.pair.answer(id) != null, 6 * s.deadtime);
        assertFalse(s.pair.answer(id).ok());
        s.untilServedBy(0, s.deadtime);
        assertTrue(s.group(0).epoch() > 2);
    }

    @Test
    void shouldFailBackOnlyWhenTold() {
        Scenario stays = Scenario.running(SimSettings.usual().withFailback(Failback.OFF));
        Scenario returns = Scenario.running(SimSettings.usual().withFailback(Failback.ON));
        for (Scenario s : new Scenario[] {stays, returns}) {
            s.pair.node(0).powerOff();
            s.untilServedBy(1, 2 * s.deadtime);
            s.pair.node(0).start();
            s.run(8 * s.deadtime);
        }
        stays.expectServer(1);
        returns.expectServer(0);
    }

    @Test
    void shouldMoveWhenAResourceFails() {
        Scenario s = Scenario.running();
        s.pair.node(0).input(new Input.ResourceFailed(VIP, "ldirectord died"));
        s.untilServedBy(1, s.deadtime);
        s.run(4 * s.deadtime);
        s.expectServer(1);
    }
}
