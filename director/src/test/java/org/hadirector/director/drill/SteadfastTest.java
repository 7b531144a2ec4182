package org.hadirector.director.drill;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.hadirector.director.lab.LabHost;
import org.hadirector.director.lab.LabTest;
import org.hadirector.director.lab.LabTiming;
import org.hadirector.linux.testing.RequiresRoot;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whether a move is seen that should not be, when the first node serves again as well. */
@RequiresRoot
@Tag("lab")
class SteadfastTest extends LabTest {
    @Test
    void shouldSeeAMoveAndOneThereAndBack() throws Exception {
        pair(LabTiming.fast().withAutoFailback("off"));
        Steadfast served = Steadfast.now(bench);
        served.check("nothing", "nothing was done");
        LabHost first = served.owner();
        LabHost second = served.other();

        bench.command(first, "standby");
        bench.awaitMaster(second);
        assertThrows(DrillException.class, () -> served.check("switch", "it was not meant"));
        bench.command(second, "standby");
        bench.awaitMaster(first);
        DrillException moved = assertThrows(DrillException.class, () -> served.check("switch", "it was not meant"));
        String expected = " to " + second.name() + " although it was not meant";
        assertTrue(moved.getMessage().endsWith(expected), moved.getMessage());
        assertThrows(DrillException.class, () -> served.checkOwner("switch", "it was not meant"));
        Steadfast.now(bench).check("nothing", "nothing was done since");
    }
}
