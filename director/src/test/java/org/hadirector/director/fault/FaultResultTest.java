package org.hadirector.director.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.hadirector.director.drill.KeptReport;
import org.hadirector.director.drill.OutageReport;
import org.hadirector.director.lab.LabTiming;
import org.junit.jupiter.api.Test;

/** What counts against a pair. */
class FaultResultTest {
    private static final long MS = 1_000_000;
    private static final Fault FAULT =
            new Fault("trial", "nothing", Bounds.within(Fault.Moves.MAY, timing -> Duration.ZERO), world -> {});

    /** Allowed are 250 ms. */
    private static List<String> failures(long outageMs, long pausedMs) {
        return failures(FAULT, 0, outageMs, pausedMs);
    }

    private static List<String> failures(Fault fault, long dualMs, long outageMs, long pausedMs) {
        Ownership seen = new Ownership(dualMs * MS, dualMs * MS, 0, 0, 0, List.of("ha1"), Set.of(), 0, 100, 5 * MS);
        OutageReport client =
                new OutageReport(0, OptionalLong.of(outageMs * MS), outageMs * MS, MS, 100, 0, Map.of(), Map.of());
        return new FaultResult(fault, LabTiming.seed(), 0, false, seen, client, KeptReport.NONE, pausedMs * MS, "")
                .failures();
    }

    @Test
    void shouldHoldOnlyTheTimeAgainstThePairInWhichSomebodyAsked() {
        assertEquals(List.of(), failures(250, 0));
        assertEquals(List.of("clients waited 251.0 ms, allowed 250 ms"), failures(251, 0));
        assertEquals(List.of(), failures(911, 905));
        assertEquals(List.of("clients waited 261.0 ms, allowed 250 ms"), failures(911, 650));
    }

    @Test
    void shouldHoldEveryMomentOfTwoOwnersAgainstThePair() {
        List<String> two = List.of("two directors answered ARP for 1.0 ms", "two directors served for 1.0 ms");
        assertEquals(two, failures(FAULT, 1, 0, 0));
        assertEquals(two, failures(FAULT.amongOperators(), 1, 0, 0));
        assertEquals(List.of(), failures(FAULT, 0, 0, 0));
    }

    @Test
    void shouldLetTwoOwnOnlyWhileALanIsDividedAndAMomentLonger() {
        for (Fault fault : Faults.all()) {
            Duration meeting = fault.expect().meeting().of(LabTiming.fast());
            long allowedMs = fault.name().equals("lan-meets") ? 131 : 0;
            assertEquals(Duration.ofMillis(allowedMs), meeting, fault.name());
            assertEquals(meeting, fault.amongOperators().expect().meeting().of(LabTiming.fast()));
        }
        assertEquals(
                Duration.ofMillis(350),
                Faults.named("lan-meets").orElseThrow().expect().meeting().of(LabTiming.seed()));
    }
}
