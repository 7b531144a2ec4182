package org.hadirector.heartbeat.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.hadirector.heartbeat.decide.CoreEvent.Kind;
import org.hadirector.heartbeat.decide.Input;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A device that says "done" and has done nothing, such as one that is wired to another machine's socket. It may cost
 * the certainty that fencing is for, but not more than a pair without a device has anyway, and it is found out.
 */
class LyingFenceScenarioTest {
    private Scenario s;

    @BeforeEach
    void pairWithDevicesThatLie() {
        s = Scenario.running(SimSettings.usual().withFencing());
        s.pair.node(0).fence().lying(true);
        s.pair.node(1).fence().lying(true);
    }

    /** Its lease is over before anybody takes over, whatever the device did to it; the audits look. */
    @Test
    void shouldNotServeTwiceWhenAHungOwnerThatWasToBeResetGoesOn() {
        s.pair.node(0).stall(20 * s.deadtime);
        s.untilServedBy(1, 10 * s.deadtime);
        s.run(20 * s.deadtime);
        s.expectServer(1);
        assertFoundOut(1);
        s.run(4 * s.deadtime);
        s.expectServer(1);
    }

    @Test
    void shouldLeaveAnOwnerThatIsSeenOnTheLanWhereItIs() {
        s.pair.network().cutAll(true);
        s.run(10 * s.deadtime);
        s.expectServer(0);
        assertTrue(s.told(1, Kind.FENCE, 0).isEmpty());
    }

    @Test
    void shouldStillHandOverWhenItWasFoundOut() {
        s.pair.node(0).stall(8 * s.deadtime);
        s.untilServedBy(1, 8 * s.deadtime);
        s.until(() -> !s.told(1, Kind.ALARM, 0).isEmpty(), 20 * s.deadtime);
        s.run(4 * s.deadtime);
        assertTrue(s.ask(0, Input.Verb.TAKEOVER, Input.Scope.ALL).ok());
        s.untilServedBy(0, 2 * s.deadtime);
    }

    /** Nothing joins the two any more: no device, no link, no LAN. This is what only a device that works prevents. */
    @Test
    void shouldHaveOneOwnerAgainWhenNothingJoinedThemAndTheyMeet() {
        s.pair.network().cutAll(true);
        s.pair.lan().split(true);
        s.until(() -> !s.told(1, Kind.FENCED, 0).isEmpty(), 10 * s.deadtime);
        s.run(4 * s.deadtime);
        boolean both = s.pair.node(0).serving(Scenario.VIP) && s.pair.node(1).serving(Scenario.VIP);
        assertTrue(both, "each serves its half");
        s.pair.lan().split(false);
        s.untilServedBy(0, s.deadtime);
        s.pair.network().cutAll(false);
        s.run(4 * s.deadtime);
        s.expectServer(0);
        assertFoundOut(1);
    }

    private void assertFoundOut(int node) {
        String alarm = "the node is heard after its fence was confirmed: check the device and its host name";
        assertEquals(
                1,
                s.told(node, Kind.ALARM, 0).stream()
                        .filter(event -> event.reason().equals(alarm))
                        .count());
        assertEquals("IDLE", s.pair.node(node).view().fence().state());
    }
}
