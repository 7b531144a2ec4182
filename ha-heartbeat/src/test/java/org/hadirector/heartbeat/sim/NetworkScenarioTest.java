package org.hadirector.heartbeat.sim;

import static org.hadirector.heartbeat.sim.Scenario.MS;
import static org.hadirector.heartbeat.sim.Scenario.VIP;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.hadirector.heartbeat.decide.CoreEvent;
import org.hadirector.heartbeat.decide.CoreEvent.Kind;
import org.hadirector.heartbeat.decide.CoreSettings;
import org.hadirector.heartbeat.decide.CoreSettings.OnPartition;
import org.hadirector.heartbeat.decide.CoreView.PeerState;
import org.hadirector.heartbeat.decide.Input;
import org.hadirector.heartbeat.link.GroupStatus.OwnerState;
import org.junit.jupiter.api.Test;

/** Rows of the protocol's table: cables, switches and LANs that break. */
class NetworkScenarioTest {
    @Test
    void shouldOnlyWarnWhenOneLinkIsCut() {
        Scenario s = Scenario.running();
        int mark = s.mark();
        s.pair.network().cut(0, 0, true);
        s.pair.network().cut(0, 1, true);
        s.run(5 * s.deadtime);
        s.expectServer(0);
        assertEquals(1, s.told(1, Kind.LINK_DEAD, mark).size());
        assertTrue(s.told(1, Kind.PEER_DEAD, mark).isEmpty());
        assertTrue(s.told(1, Kind.CLAIM, mark).isEmpty());
        assertEquals(PeerState.DOWN, s.pair.node(1).view().links().get(0).state());
        assertEquals(PeerState.UP, s.pair.node(1).view().links().get(1).state());
    }

    @Test
    void shouldNotTakeOverWhenAllLinksAreCutAndTheLanLives() {
        Scenario s = Scenario.running();
        int mark = s.mark();
        s.pair.network().cutAll(true);
        for (int i = 0; i < 40; i++) {
            s.run(s.deadtime / 4);
            assertTrue(s.pair.node(0).serving(VIP), "the owner goes on without a break");
        }
        assertTrue(s.told(1, Kind.CLAIM, mark).isEmpty());
        List<CoreEvent> alarms = s.told(1, Kind.ALARM, mark);
        assertEquals(1, alarms.size());
        assertTrue(
                alarms.get(0).reason().contains("02:00:00:00:00:01"),
                alarms.get(0).reason());
        s.pair.node(0).powerOff();
        s.untilServedBy(1, s.deadtime);
    }

    /** Each question or answer on the LAN is lost with that chance: half of all rounds go without an answer. */
    @Test
    void shouldServeOnAloneWhenWitnessesAnswerNowAndThen() {
        Scenario s = Scenario.running();
        s.pair.node(1).powerOff();
        s.run(2 * s.deadtime);
        int mark = s.mark();
        s.pair.lan().loss(0.3);
        s.run(100 * s.deadtime);
        s.expectServer(0);
        assertEquals(List.of(), s.told(0, Kind.ISOLATED, mark));
        assertEquals(List.of(), s.told(0, Kind.LEASE_LOST, mark));
        s.pair.node(0).port(false);
        s.until(() -> !s.pair.node(0).serving(VIP), s.lease);
    }

    @Test
    void shouldMoveNothingWhenLinksAreCutOneWay() {
        for (int deaf = 0; deaf < 2; deaf++) {
            Scenario s = Scenario.running();
            int mark = s.mark();
            s.pair.network().cut(0, 1 - deaf, true);
            s.pair.network().cut(1, 1 - deaf, true);
            s.run(8 * s.deadtime);
            s.expectServer(0);
            assertTrue(s.told(1, Kind.CLAIM, mark).isEmpty());
            List<CoreEvent> alarms = s.told(1 - deaf, Kind.ALARM, mark);
            assertEquals(1, alarms.size(), s.pair::lastSteps);
            assertTrue(
                    alarms.get(0).reason().startsWith("one-way"), alarms.get(0).reason());
            assertFalse(s.pair.node(1 - deaf).view().links().get(0).hearsUs());
        }
    }

    @Test
    void shouldMoveInMillisecondsWhenTheOwnersCarrierIsLost() {
        Scenario s = Scenario.running();
        s.pair.node(0).carrier(false);
        long took = s.untilServedBy(1, s.deadtime);
        assertTrue(took <= 20 * MS, "took " + took / MS + " ms");
        s.run(4 * s.deadtime);
        assertEquals(OwnerState.NONE, s.group(0).state());
        assertEquals("no carrier", s.group(0).detail().notReady());
    }

    @Test
    void shouldMoveWhenTheOwnersLanIsDead() {
        Scenario s = Scenario.running();
        s.pair.node(0).port(false);
        long took = s.untilServedBy(1, 3 * s.deadtime);
        assertTrue(took <= s.deadtime + 3 * s.keepalive, "took " + took / MS + " ms");
    }

    @Test
    void shouldNeverTakeOverWhenTheStandbysLanIsDead() {
        Scenario s = Scenario.running();
        int mark = s.mark();
        s.pair.node(1).port(false);
        s.run(2 * s.deadtime);
        assertFalse(s.group(1).ready());
        s.pair.node(0).powerOff();
        s.run(10 * s.deadtime);
        assertTrue(s.told(1, Kind.CLAIM, mark).isEmpty());
        s.pair.node(1).port(true);
        s.untilServedBy(1, s.deadtime);
    }

    @Test
    void shouldFallSilentWhenIsolatedAndLeaveItToTheOther() {
        Scenario s = Scenario.running();
        int mark = s.mark();
        s.pair.network().cutAll(true);
        s.pair.node(0).port(false);
        s.run(s.deadtime + s.lease);
        assertFalse(s.pair.node(0).serving(VIP));
        assertTrue(s.pair.node(1).serving(VIP));
        assertEquals(1, s.told(0, Kind.ISOLATED, mark).size());
        s.pair.node(0).port(true);
        s.run(4 * s.deadtime);
        s.expectServer(1);
        s.pair.network().cutAll(false);
        s.run(4 * s.deadtime);
        s.expectServer(1);
        assertEquals(OwnerState.NONE, s.group(0).state());
    }

    @Test
    void shouldServeFromOneNodeAfterTheSwitchThatCarriedAllCameBack() {
        for (int i = 0; i < 20; i++) {
            Scenario s = Scenario.running();
            s.run(i * 7 * MS);
            s.pair.network().cutAll(true);
            s.pair.lan().switchUp(false);
            s.run((2 + i % 5) * s.deadtime + i * 3 * MS);
            s.pair.lan().switchUp(true);
            s.run(4 * s.deadtime);
            assertTrue(s.pair.server(VIP) >= 0, s.pair::lastSteps);
            s.pair.network().cutAll(false);
            s.run(4 * s.deadtime);
            assertTrue(s.pair.server(VIP) >= 0, s.pair::lastSteps);
        }
    }

    @Test
    void shouldLeaveTheAddressToARivalThatIsStillStartingResources() {
        for (int seed = 0; seed < 60; seed++) {
            Scenario s = new Scenario(SimSettings.usual(), seed);
            s.pair.node(0).resources().longest(2 * s.deadtime);
            s.pair.network().cutAll(true);
            s.pair.node(0).start();
            s.pair.node(1).start();
            s.run(12 * s.deadtime);
            s.expectServer(0);
        }
    }

    @Test
    void shouldNotLeaveTheAddressForEverToSomebodyWhoOnlyProbes() {
        Scenario s = new Scenario(SimSettings.usual());
        s.pair.network().cutAll(true);
        s.pair.node(1).start();
        Input probe = new Input.VipProbed(VIP, "02:00:00:00:00:77");
        for (int i = 0; i < 200; i++) {
            s.pair.at(i * s.keepalive, () -> s.pair.node(1).input(probe));
        }
        long took = s.untilServedBy(1, 10 * s.deadtime);
        assertTrue(took > 5 * s.deadtime, "it was heeded for a while: " + took / MS + " ms");
    }

    @Test
    void shouldLeaveAPartitionWithoutAnyWitnessToThePolicy() {
        CoreSettings.Group lonely = new CoreSettings.Group(VIP, 1, "ha1", SimLan.NAME);
        SimSettings base = SimSettings.usual().withGroups(List.of(lonely));
        for (OnPartition policy : OnPartition.values()) {
            Scenario s = new Scenario(base.withPolicy(policy));
            s.pair.lan().gateway(false);
            s.pair.node(0).start();
            s.pair.node(1).start();
            s.untilServedBy(0, 4 * s.deadtime);
            s.pair.node(0).powerOff();
            s.run(6 * s.deadtime);
            assertEquals(policy == OnPartition.TAKE, s.pair.node(1).serving(VIP), policy::name);
        }
    }

    /** The peer's answers proved the LAN of either as long as it lived; its death must not take the LAN with it. */
    @Test
    void shouldOutliveThePeerWithoutAnyWitnessUnlessThePolicyForbidsIt() {
        CoreSettings.Group lonely = new CoreSettings.Group(VIP, 1, "ha1", SimLan.NAME);
        SimSettings base = SimSettings.usual().withGroups(List.of(lonely));
        for (OnPartition policy : OnPartition.values()) {
            Scenario s = new Scenario(base.withPolicy(policy));
            s.pair.lan().gateway(false);
            s.pair.node(0).start();
            s.pair.node(1).start();
            s.untilServedBy(0, 4 * s.deadtime);
            s.run(4 * s.deadtime);
            s.pair.node(1).powerOff();
            s.run(6 * s.deadtime);
            assertEquals(policy != OnPartition.RELEASE, s.pair.node(0).serving(VIP), policy::name);
        }
    }

    @Test
    void shouldReleaseWithoutAnyWitnessWhenThePolicySaysSo() {
        CoreSettings.Group lonely = new CoreSettings.Group(VIP, 1, "ha1", SimLan.NAME);
        SimSettings base = SimSettings.usual().withGroups(List.of(lonely));
        for (OnPartition policy : OnPartition.values()) {
            Scenario s = new Scenario(base.withPolicy(policy));
            s.pair.lan().gateway(false);
            s.pair.node(0).start();
            s.pair.node(1).start();
            s.untilServedBy(0, 4 * s.deadtime);
            s.pair.network().cutAll(true);
            s.run(6 * s.deadtime);
            assertEquals(policy != OnPartition.RELEASE, s.pair.node(0).serving(VIP), policy::name);
            assertFalse(s.pair.node(1).serving(VIP), policy::name);
        }
    }

    /** The standby may see first that the switch works again; that makes it no better than the owner. */
    @Test
    void shouldStayWhereItIsWhenTheSwitchWorksAgainForBoth() {
        for (long seed = 0; seed < 60; seed++) {
            Scenario s = Scenario.running(SimSettings.usual(), seed);
            s.pair.lan().switchUp(false);
            s.run(s.deadtime + seed * s.keepalive / 20);
            s.pair.lan().switchUp(true);
            int mark = s.mark();
            s.run(6 * s.deadtime);
            s.expectServer(0);
            assertEquals(List.of(), s.told(1, Kind.ASKED, mark), "seed " + seed);
        }
    }
}
