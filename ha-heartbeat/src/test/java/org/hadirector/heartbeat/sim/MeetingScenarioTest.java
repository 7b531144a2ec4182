package org.hadirector.heartbeat.sim;

import static org.hadirector.heartbeat.sim.Scenario.VIP;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.hadirector.heartbeat.decide.CoreEvent;
import org.hadirector.heartbeat.decide.CoreEvent.Kind;
import org.hadirector.heartbeat.decide.Input;
import org.hadirector.heartbeat.link.GroupStatus.OwnerState;
import org.junit.jupiter.api.Test;

/** Links and LAN fell in two, both nodes serve, and the LAN is whole again before any link works. */
class MeetingScenarioTest {
    private static Scenario secondOwns() {
        Scenario s = Scenario.running();
        s.ask(1, Input.Verb.TAKEOVER, Input.Scope.ALL);
        s.untilServedBy(1, s.deadtime);
        s.run(4 * s.deadtime);
        return s;
    }

    private static Scenario apart(int ownedBefore) {
        Scenario s = ownedBefore == 0 ? Scenario.running() : secondOwns();
        s.pair.network().cutAll(true);
        s.pair.lan().split(true);
        s.run(4 * s.deadtime);
        assertTrue(s.pair.node(0).serving(VIP) && s.pair.node(1).serving(VIP), "each serves its half");
        return s;
    }

    @Test
    void shouldLeaveItToTheFirstNodeByNameWhoeverHadItBefore() {
        for (int before = 0; before < 2; before++) {
            Scenario s = apart(before);
            int mark = s.mark();
            s.pair.lan().split(false);
            long took = s.untilServedBy(0, s.deadtime);
            assertTrue(took < s.deadtime / 2, "took " + took / Scenario.MS + " ms");
            List<CoreEvent> releases = s.told(1, Kind.RELEASING, mark);
            assertEquals(
                    "no link works, but ha1 at 02:00:00:00:00:01 serves it on our LAN, and it is the first by name",
                    releases.get(0).reason());
            s.run(4 * s.deadtime);
            s.expectServer(0);
            s.pair.network().cutAll(false);
            s.run(6 * s.deadtime);
            s.expectServer(0);
            assertEquals(List.of(), s.told(0, Kind.RELEASING, mark));
            assertEquals(1, releases.size());
        }
    }

    /** Who booted in its half was never told the other one's stations. */
    @Test
    void shouldGiveWayToOneWhomItNeverHeard() {
        Scenario s = new Scenario(SimSettings.usual());
        s.pair.network().cutAll(true);
        s.pair.lan().split(true);
        s.pair.node(0).start();
        s.pair.node(1).start();
        s.run(10 * s.deadtime);
        assertTrue(s.pair.node(0).serving(VIP) && s.pair.node(1).serving(VIP), "each serves its half");
        s.pair.lan().split(false);
        s.untilServedBy(0, s.deadtime);
        s.run(4 * s.deadtime);
        s.expectServer(0);
    }

    /** An address that somebody gave a dead node's machine answers for nobody. */
    @Test
    void shouldGiveWayToNobodyWhoseDaemonDoesNotProbe() {
        Scenario s = secondOwns();
        s.pair.node(0).kill();
        s.run(4 * s.deadtime);
        answersFor(s, "02:00:00:00:00:01");
        s.expectServer(1);
    }

    @Test
    void shouldGiveWayToNoStranger() {
        Scenario s = secondOwns();
        s.pair.network().cutAll(true);
        s.run(4 * s.deadtime);
        for (int i = 0; i < 100; i++) {
            s.pair.node(1).input(new Input.VipProbed(VIP, "02:00:00:00:00:99"));
            s.pair.node(1).input(new Input.VipAnswered(VIP, "02:00:00:00:00:99"));
            s.run(s.keepalive / 2);
        }
        s.expectServer(1);
    }

    /** While beats come, epochs decide, whatever is heard on the LAN. */
    @Test
    void shouldGoByEpochsWhileALinkWorks() {
        Scenario s = secondOwns();
        answersFor(s, "02:00:00:00:00:01");
        s.expectServer(1);
        assertEquals(OwnerState.OWNER, s.group(1).state());
    }

    private static void answersFor(Scenario s, String station) {
        for (int i = 0; i < 100; i++) {
            s.pair.node(1).input(new Input.VipAnswered(VIP, station));
            s.run(s.keepalive / 2);
        }
    }
}
