package org.hadirector.takeover;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.hadirector.takeover.AddressProbe.Form;
import org.junit.jupiter.api.Test;

class ConfirmationTest {
    private static final long MS = 1_000_000;

    @Test
    void shouldAskAtOnceAndThenWithGrowingPausesInTurnWithBothForms() {
        Confirmation confirmation = new Confirmation(0);
        List<Long> askedMs = new ArrayList<>();
        List<Form> forms = new ArrayList<>();
        for (long ms = 0; ms < 20_000; ms++) {
            if (confirmation.take(ms * MS)) {
                askedMs.add(ms);
                forms.add(confirmation.announceFirst());
            }
        }
        assertEquals(List.of(0L, 50L, 150L, 350L, 750L, 1550L, 3150L, 6350L, 11350L, 16350L), askedMs);
        assertNull(forms.get(0), "it was just announced");
        assertEquals(List.of(Form.REPLY, Form.REQUEST, Form.REPLY), forms.subList(1, 4));
    }

    @Test
    void shouldRestOnceSomebodyAnswered() {
        Confirmation confirmation = new Confirmation(0);
        assertFalse(confirmation.answered("early", 0), "nobody was asked");
        assertTrue(confirmation.take(0));
        assertTrue(confirmation.answered("gateway", 3 * MS));
        assertFalse(confirmation.answered("another", 4 * MS));
        assertFalse(confirmation.take(1000 * MS));
        assertFalse(confirmation.late(2000 * MS));
        assertEquals("gateway", confirmation.by());
        assertEquals(3 * MS, confirmation.tookNs(9000 * MS));
    }

    @Test
    void shouldSayOnceThatNobodyAnswers() {
        Confirmation confirmation = new Confirmation(0);
        confirmation.take(0);
        assertFalse(confirmation.late(999 * MS));
        assertTrue(confirmation.late(1000 * MS));
        assertFalse(confirmation.late(1001 * MS));
        assertEquals(1001 * MS, confirmation.tookNs(1001 * MS));
    }
}
