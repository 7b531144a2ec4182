package org.hadirector.director.lab;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.hadirector.director.drill.DrillReport;
import org.hadirector.director.drill.DrillTable;
import org.hadirector.director.drill.Drills;
import org.hadirector.linux.testing.RequiresRoot;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Signs of death in both directions: half true ones move nothing, true ones end the wait before deadtime does. */
@RequiresRoot
@Tag("lab")
class LabSignsTest extends LabTest {
    @Test
    void shouldStayForHalfTrueSignsAndMoveForTrueOnes() throws Exception {
        pair(LabTiming.fast().withKeepalive("400ms").withDeadtime("3s").withAutoFailback("off"));
        String owner = bench.master().name();
        String heir = plan.peerOf(bench.master()).name();
        assertServed("half-signs");
        assertFalse(event(heir, "BEREAVED"), "nobody was dead");
        assertServed("node-off"); // it looks itself at why the service moved
        assertTrue(status(heir).master(), owner + " came back as standby");
    }

    private void assertServed(String drill) throws Exception {
        DrillReport report = Drills.named(drill).orElseThrow().run(bench);
        assertTrue(report.served(), DrillTable.of(report));
        bench.awaitHealthy();
    }
}
