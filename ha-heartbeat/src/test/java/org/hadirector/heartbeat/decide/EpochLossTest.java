package org.hadirector.heartbeat.decide;

import static org.hadirector.heartbeat.decide.CoreBench.told;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.List;
import org.hadirector.heartbeat.decide.CoreEvent.Kind;
import org.junit.jupiter.api.Test;

/** The file with the reserved epochs is taken away while the daemon runs. */
class EpochLossTest {
    private final CoreBench bench = new CoreBench(CoreStepTest.SETTINGS, 5_000_000_000L);

    private List<Effect> lost() {
        return bench.step(new Input.EpochsLost("somebody removed it"));
    }

    @Test
    void shouldClaimNothingUntilTheDiskHasThemAgain() {
        bench.cycle();
        assertEquals(List.of("reserved epochs are lost: somebody removed it"), told(Kind.ALARM, lost()));
        List<Effect> asked = bench.step(new Input.Cycle());
        long upTo = CoreBench.all(Effect.ReserveEpoch.class, asked).get(0).upTo();
        bench.step(new Input.EpochReserveFailed("no space"));
        for (long untilNs = bench.now + 20 * CoreStepTest.TIMING.deadtimeNs();
                bench.now < untilNs;
                bench.now += 1_000_000) {
            for (Effect effect : bench.step(new Input.Cycle())) {
                if (effect instanceof Effect.Probe probe) {
                    bench.step(new Input.LanAnswered(probe.group(), "gateway", "eth0"));
                } else if (effect instanceof Effect.ReserveEpoch) {
                    bench.step(new Input.EpochReserveFailed("no space"));
                }
                assertFalse(effect instanceof Effect.Acquire, "the peer was never heard, but nothing is on disk");
            }
        }
        List<Effect> works = bench.step(new Input.EpochReserved(upTo));
        assertEquals(List.of("epochs are reserved again"), told(Kind.DISK_WORKS, works));
        List<Effect> later = bench.cyclesFor(CoreStepTest.TIMING.deadtimeNs());
        assertEquals(1, CoreBench.all(Effect.Acquire.class, later).size());
    }
}
