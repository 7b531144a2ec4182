package org.hadirector.heartbeat.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The nodes' haresources name different preferred nodes: by its own file each of them is preferred, or neither. All
 * that decides between two nodes on equal footing must be the same for both all the same.
 */
class DifferingFilesScenarioTest {
    private static final int SEEDS = 8;

    /** Nodes that never heard of each other; {@code preferred} is whom the second one's file names. */
    private static Scenario strangers(int seed, int preferred) {
        SimSettings first = SimSettings.usual().withGroups(List.of(SimSettings.group(Scenario.VIP, 1 - preferred)));
        Scenario scenario = new Scenario(first, seed);
        scenario.pair
                .node(1)
                .reload(first.withGroups(List.of(SimSettings.group(Scenario.VIP, preferred)))
                        .withDifferentFiles());
        scenario.pair.network().cutAll(true);
        scenario.pair.node(0).start();
        scenario.pair.node(1).start();
        return scenario;
    }

    private static void untilOneServes(Scenario scenario) {
        scenario.until(() -> scenario.pair.server(Scenario.VIP) >= 0, 12 * scenario.deadtime);
        scenario.run(8 * scenario.deadtime);
        assertTrue(scenario.pair.server(Scenario.VIP) >= 0, scenario.pair::lastSteps);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void shouldHaveOneWhoGoesFirstWhenNobodyIsHeard(int preferred) {
        for (int seed = 0; seed < SEEDS; seed++) {
            untilOneServes(strangers(seed, preferred));
        }
    }

    /** Both rightly served, each on its half of a LAN that was split. */
    private static Scenario bothOwn(int seed, int preferred) {
        Scenario scenario = strangers(seed, preferred);
        scenario.pair.lan().split(true);
        scenario.until(() -> owns(scenario, 0) && owns(scenario, 1), 12 * scenario.deadtime);
        assertEquals(scenario.group(0).epoch(), scenario.group(1).epoch());
        return scenario;
    }

    private static boolean owns(Scenario scenario, int node) {
        return scenario.pair.node(node).serving(Scenario.VIP);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void shouldLetOneOfTwoEqualEpochsWinWhenTheyHearEachOther(int preferred) {
        Scenario scenario = bothOwn(1, preferred);
        scenario.pair.network().cutAll(false);
        scenario.until(() -> owns(scenario, 0) != owns(scenario, 1), scenario.deadtime);
        scenario.pair.run(4 * scenario.deadtime);
        assertTrue(owns(scenario, 0) && !owns(scenario, 1), scenario.pair::lastSteps);
    }
}
