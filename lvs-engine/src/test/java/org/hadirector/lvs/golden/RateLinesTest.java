package org.hadirector.lvs.golden;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class RateLinesTest {
    private static final String LISTING =
            "Prot LocalAddress:Port                 CPS    InPPS   OutPPS    InBPS   OutBPS";
    private static final String PROC = " Conns/s   Pkts/s   Pkts/s          Bytes/s          Bytes/s";

    private final RateLines lines = new RateLines();

    @Test
    void shouldLetNumbersBeNearBelowTheirHeading() {
        String want = "TCP  10.1.0.1:80                         1        2        0      109        0";
        String near = "TCP  10.1.0.1:80                         1        4        0      145        0";
        assertFalse(lines.areNear(want, near), "before any heading they are no rates");
        assertFalse(lines.areNear(LISTING, LISTING), "a heading is none");
        assertTrue(lines.areNear(want, near));
        assertFalse(lines.areNear(want, near.replace("145", "445")), "too far");
        assertFalse(lines.areNear(want, near.replace("10.1.0.1", "10.1.0.2")), "of another service");
        assertFalse(lines.areNear(want, near.replace("  145", " 145")), "another layout");
    }

    @Test
    void shouldReadTheNumbersOfProcAsHexadecimal() {
        String want = "       3        5        2               BE               4A";
        assertFalse(lines.areNear(PROC, PROC));
        assertTrue(lines.areNear(want, "       3        5        2               BE               9A"));
        assertFalse(lines.areNear(want, "       3        5        2               BE              FFA"));
    }
}
