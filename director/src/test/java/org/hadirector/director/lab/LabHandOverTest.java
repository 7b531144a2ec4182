package org.hadirector.director.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.hadirector.director.control.ControlClient;
import org.hadirector.director.control.ControlRequest;
import org.hadirector.director.drill.DrillPhase;
import org.hadirector.director.drill.DrillReport;
import org.hadirector.director.drill.DrillTable;
import org.hadirector.director.drill.Drills;
import org.hadirector.linux.testing.RequiresRoot;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A client opens a connection every two milliseconds while the group goes there and back between real daemons. */
@RequiresRoot
@Tag("lab")
class LabHandOverTest extends LabTest {
    private static final int THERE_AND_BACK = 2;

    /** Shorter than TCP's first retransmission: a SYN that was lost is a request that failed. */
    private static final Duration ATTEMPT = Duration.ofMillis(900);

    @Override
    protected Duration probe() {
        return Duration.ofMillis(2);
    }

    @Override
    protected Duration attempt() {
        return ATTEMPT;
    }

    @Test
    void shouldSendOnWhatComesWhileNobodyServes() throws Exception {
        pair(LabTiming.fast().withKeepalive("200ms").withDeadtime("2s"));
        StringBuilder seen = new StringBuilder();
        for (int i = 0; i < THERE_AND_BACK; i++) {
            DrillReport report = Drills.named("standby").orElseThrow().run(bench);
            assertTrue(report.served(), DrillTable.of(report));
            for (DrillPhase phase : report.phases()) {
                seen.append(phase.client().failures())
                        .append(handOver("ha1"))
                        .append(handOver("ha2"))
                        .append('\n');
            }
        }
        // What comes while nobody serves waits; what comes a moment later goes on at once.
        assertTrue(sum("waited") + sum("redirected") > 0, seen::toString);
        assertEquals(sum("waited"), sum("sentOn"), seen::toString);
    }

    private long sum(String counter) throws Exception {
        return handOver("ha1").get(counter) + handOver("ha2").get(counter);
    }

    @SuppressWarnings("unchecked")
    private Map<String, Long> handOver(String node) throws Exception {
        Map<String, Object> engine =
                (Map<String, Object>) ControlClient.call(plan.runDir(host(node)), new ControlRequest("status"))
                        .result()
                        .get("engine");
        Map<String, Long> counts = new TreeMap<>();
        ((Map<String, Object>) engine.get("handOver"))
                .forEach((name, count) -> counts.put(name, ((Number) count).longValue()));
        return counts;
    }
}
