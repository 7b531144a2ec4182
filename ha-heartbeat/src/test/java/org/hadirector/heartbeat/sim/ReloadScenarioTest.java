package org.hadirector.heartbeat.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.hadirector.heartbeat.decide.CoreEvent.Kind;
import org.hadirector.heartbeat.decide.CoreSettings;
import org.hadirector.heartbeat.decide.CoreSettings.Timing;
import org.hadirector.heartbeat.decide.Input;
import org.hadirector.heartbeat.link.GroupStatus.OwnerState;
import org.junit.jupiter.api.Test;

/** Files are changed and read anew while the pair runs. */
class ReloadScenarioTest {
    private static final Timing SLOW =
            new Timing(200 * Scenario.MS, 600 * Scenario.MS, 1200 * Scenario.MS, 2400 * Scenario.MS, 60 * Scenario.MS);

    private final SimSettings usual = SimSettings.usual();

    @Test
    void shouldChangeNothingWhenNothingChanged() {
        Scenario scenario = Scenario.running();
        scenario.pair.audits().expectCalm();
        for (int i = 0; i < 100; i++) {
            scenario.pair.node(i % 2).reload(usual);
            scenario.run(scenario.keepalive / 3);
        }
        scenario.expectServer(0);
        assertEquals(1, scenario.group(0).epoch());
    }

    @Test
    void shouldKeepTheOwnerWhileTimesGrowOnOneNodeAfterTheOther() {
        Scenario scenario = Scenario.running();
        scenario.pair.audits().expectCalm();
        int mark = scenario.mark();
        scenario.pair.node(1).reload(usual.withTiming(SLOW));
        scenario.run(20 * scenario.deadtime);
        scenario.pair.node(0).reload(usual.withTiming(SLOW));
        scenario.run(20 * scenario.deadtime);
        scenario.expectServer(0);
        for (int node = 0; node < 2; node++) {
            assertTrue(
                    scenario.told(node, Kind.LINK_DEAD, mark).isEmpty(), "no link fell silent for either's deadtime");
            assertTrue(scenario.pair.node(node).view().peer().sameConfiguration());
        }
    }

    @Test
    void shouldWaitForTheLongerDeadtimeUntilBothNodesKnowTheShorterOne() {
        Scenario scenario = Scenario.running(usual.withTiming(SLOW));
        scenario.pair.node(1).reload(usual);
        scenario.run(4 * scenario.deadtime);
        scenario.pair.node(0).powerOff();
        long waited = scenario.untilServedBy(1, 3 * scenario.deadtime);
        assertTrue(waited >= SLOW.deadtimeNs() - SLOW.keepaliveNs(), "the owner went by the longer one: " + waited);
    }

    @Test
    void shouldGoByTheShorterDeadtimeOnceBothHaveIt() {
        Scenario scenario = Scenario.running(usual.withTiming(SLOW));
        scenario.pair.node(1).reload(usual);
        scenario.run(scenario.deadtime);
        scenario.pair.node(0).reload(usual);
        scenario.run(scenario.deadtime);
        scenario.expectServer(0);
        scenario.pair.node(0).powerOff();
        long waited = scenario.untilServedBy(1, 3 * scenario.deadtime);
        assertTrue(waited <= usual.timing().deadtimeNs() + usual.timing().keepaliveNs(), "waited " + waited);
    }

    @Test
    void shouldReleaseAGroupThatIsGoneAndForgetIt() {
        List<CoreSettings.Group> two = List.of(SimSettings.group("vip", 0), SimSettings.group("mail", 0));
        Scenario scenario = Scenario.running(usual.withGroups(two));
        assertEquals(0, scenario.pair.server("mail"));
        scenario.pair.node(1).reload(usual);
        scenario.pair.node(0).reload(usual);
        scenario.until(() -> scenario.pair.node(0).view().groups().size() == 1, scenario.deadtime);
        assertFalse(scenario.pair.node(0).hasAddress("mail"));
        scenario.run(4 * usual.timing().initdeadNs());
        assertEquals(-1, scenario.pair.server("mail"), "nobody knows it any more");
        scenario.expectServer(0);
        assertEquals(1, scenario.group(0).epoch(), "the other group did not notice");
    }

    @Test
    void shouldGiveANewGroupToThePreferredNode() {
        List<CoreSettings.Group> two = new ArrayList<>(usual.groups());
        two.add(SimSettings.group(SimPair.EXTRA, 1));
        Scenario scenario = Scenario.running();
        scenario.pair.node(0).reload(usual.withGroups(two));
        scenario.run(scenario.deadtime / 2);
        assertEquals(-1, scenario.pair.server(SimPair.EXTRA), "the other node may be about to learn of it");
        scenario.pair.node(1).reload(usual.withGroups(two));
        scenario.until(() -> scenario.pair.server(SimPair.EXTRA) == 1, 4 * scenario.deadtime);
        scenario.expectServer(0);
    }

    @Test
    void shouldServeAGroupThatOnlyOneNodeKnows() {
        List<CoreSettings.Group> two = new ArrayList<>(usual.groups());
        two.add(SimSettings.group(SimPair.EXTRA, 1));
        Scenario scenario = Scenario.running();
        scenario.pair.node(0).reload(usual.withGroups(two));
        scenario.until(
                () -> scenario.pair.server(SimPair.EXTRA) == 0,
                2 * usual.timing().initdeadNs());
        scenario.pair.node(1).reload(usual.withGroups(two));
        scenario.run(4 * scenario.deadtime);
        assertEquals(0, scenario.pair.server(SimPair.EXTRA), "it is served, and failback is off");
    }

    @Test
    void shouldNotTakeASilentLinkThatIsTakenAwayForASignOfDeath() {
        Scenario scenario = Scenario.running();
        scenario.pair.network().cut(1, 0, true);
        scenario.run(10 * scenario.deadtime);
        scenario.pair.node(1).reload(usual.withLinks(usual.links().subList(1, 2)));
        scenario.pair.node(0).port(false);
        scenario.run(scenario.deadtime / 2);
        assertEquals(
                OwnerState.NONE, scenario.group(1).state(), "the peer was heard a moment ago on the link that is gone");
    }

    @Test
    void shouldKeepAnOpenCommandAndAnswerOneForARemovedGroup() {
        Scenario scenario = Scenario.running();
        scenario.pair.node(1).resources().longest(20 * scenario.deadtime);
        long id = scenario.pair.request(0, Input.Verb.STANDBY, Input.Scope.ALL);
        scenario.run(scenario.keepalive);
        scenario.pair.node(0).reload(usual.withGroups(List.of()));
        scenario.until(() -> scenario.pair.answer(id) != null, 2 * scenario.deadtime);
        assertTrue(
                scenario.pair.answer(id).text().contains("removed by a reload"),
                scenario.pair.answer(id).text());
    }
}
