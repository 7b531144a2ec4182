package org.hadirector.director.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LatenessMeterTest {
    private final LatenessMeter meter = new LatenessMeter();

    @Test
    void shouldKnowNothingBeforeTheFirstCycle() {
        assertEquals(0, meter.count());
        assertEquals(0, meter.within(0.999));
        assertEquals(0, meter.worstNs());
    }

    @Test
    void shouldNotCountWhoWasWokenBeforeItsTime() {
        meter.came(-1);
        assertEquals(0, meter.count());
        meter.came(0);
        assertEquals(1, meter.count());
    }

    @Test
    void shouldTellAPercentileThatIsAtMostAnEighthTooHigh() {
        Random random = new Random(7);
        long[] all = new long[10_000];
        for (int i = 0; i < all.length; i++) {
            all[i] = (long) Math.exp(random.nextDouble() * 30);
            meter.came(all[i]);
        }
        Arrays.sort(all);
        for (double share : new double[] {0.01, 0.5, 0.99, 0.999, 1}) {
            long exact = all[(int) Math.ceil(all.length * share) - 1];
            long told = meter.within(share);
            assertTrue(told >= exact && told <= exact + exact / 8 + 1, share + ": " + told + " for " + exact);
        }
        assertEquals(all[all.length - 1], meter.worstNs());
        assertEquals(meter.worstNs(), meter.within(1));
    }

    @Test
    void shouldTakeTheLongestTimeThereIs() {
        meter.came(Long.MAX_VALUE);
        assertEquals(Long.MAX_VALUE, meter.within(0.5));
    }
}
