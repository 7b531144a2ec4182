package org.hadirector.lvs.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.hadirector.lvs.ipvsadm.IpvsadmResult;
import org.junit.jupiter.api.Test;

/** The rule about the original's death excuses how the end of a stream is told, and nothing that went before. */
class CrashRuleTest {
    private static final String REFUSAL = "invalid scheduler flag `,'\n";

    private static Optional<String> played(IpvsadmResult here, String... there) {
        return CrashRule.difference(new GoldenVector.Event(1, "$ ipvsadm -R", List.of(there)), here);
    }

    @Test
    void shouldKnowBothWaysOfTellingTheSignal() {
        for (String status : List.of("= 139", "= -11")) {
            assertTrue(CrashRule.isAbout(new GoldenVector.Event(1, "$ ipvsadm -R", List.of(status))), status);
        }
        assertFalse(CrashRule.isAbout(new GoldenVector.Event(1, "$ ipvsadm -R", List.of("= 2"))));
    }

    @Test
    void shouldDemandAnError() {
        assertEquals(Optional.empty(), played(new IpvsadmResult("", REFUSAL, 2), "= -11"));
        assertTrue(played(new IpvsadmResult("", "", 0), "= -11").isPresent(), "accepted");
        assertTrue(played(new IpvsadmResult("", "", 2), "= -11").isPresent(), "refused without a word");
    }

    @Test
    void shouldDemandWhatWasSaidBefore() {
        String[] there = {"2|No such service", "2|       780 Segmentation fault      | ipvsadm -R", "= 139"};
        assertEquals(Optional.empty(), played(new IpvsadmResult("", "No such service\n" + REFUSAL, 2), there));
        assertTrue(played(new IpvsadmResult("", REFUSAL, 2), there).isPresent());
    }
}
