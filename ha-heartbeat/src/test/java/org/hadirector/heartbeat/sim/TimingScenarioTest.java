package org.hadirector.heartbeat.sim;

import static org.hadirector.heartbeat.sim.Scenario.MS;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Stream;
import org.hadirector.heartbeat.decide.CoreEvent.Kind;
import org.hadirector.heartbeat.decide.CoreSettings.Timing;
import org.hadirector.heartbeat.decide.Input;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The same promises for the timings that people configure, from the classic slides to the tightest. */
class TimingScenarioTest {
    @TestFactory
    Stream<DynamicTest> shouldServeAtDeadtimeAndMoveNothingInPeace() {
        List<Timing> timings = List.of(
                new Timing(2000 * MS, 5000 * MS, 9000 * MS, 18000 * MS, 1000 * MS),
                new Timing(1000 * MS, 5000 * MS, 30000 * MS, 120000 * MS, 1000 * MS),
                new Timing(100 * MS, 250 * MS, 500 * MS, 1000 * MS, 125 * MS),
                new Timing(10 * MS, 20 * MS, 40 * MS, 80 * MS, 10 * MS));
        return timings.stream().map(timing -> DynamicTest.dynamicTest(timing.toString(), () -> peaceAndDeath(timing)));
    }

    private static void peaceAndDeath(Timing timing) {
        Scenario s = Scenario.running(SimSettings.usual().withTiming(timing));
        int mark = s.mark();
        s.run(20 * s.deadtime);
        assertTrue(s.told(0, Kind.LEASE_LOST, mark).isEmpty()
                && s.told(0, Kind.RELEASING, mark).isEmpty());
        assertTrue(s.told(1, Kind.CLAIM, mark).isEmpty());
        assertTrue(s.ask(0, Input.Verb.STANDBY, Input.Scope.ALL).ok());
        s.expectServer(1);
        s.run(4 * s.deadtime);
        s.pair.node(1).powerOff();
        long took = s.untilServedBy(0, 2 * s.deadtime);
        assertTrue(took <= s.deadtime + 10 * MS, "took " + took / MS + " ms");
    }
}
