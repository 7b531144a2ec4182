package org.hadirector.director.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What an order does to two groups, one of each node. */
class MovesTest {
    private static final String OURS = "ha1.example rec::a";
    private static final String THEIRS = "ha2.example rec::z";
    private static final Map<String, Set<String>> GROUPS = Map.of(OURS, Set.of("rec_a"), THEIRS, Set.of("rec_z"));

    private static List<String> facts(String before1, String before2, String after1, String after2, String... since) {
        return Moves.of(GROUPS, held(before1, before2), held(after1, after2)).facts(List.of(since));
    }

    private static Map<String, String> held(String ha1, String ha2) {
        return Map.of("ha1", "rscstatus local; " + ha1, "ha2", "rscstatus local; " + ha2);
    }

    private static boolean carriedOut(String order, String after1, String after2) {
        return facts("rec_a", "rec_z", after1, after2, order).contains("carried out|");
    }

    @Test
    void shouldKnowWhereAnOrderPutsEachGroup() {
        for (String order : List.of("ha1 $ hb_standby", "ha1 $ hb_standby local", "ha2 $ hb_takeover failback")) {
            assertTrue(carriedOut(order, "nothing", "rec_a rec_z"), order);
            assertFalse(carriedOut(order, "rec_a", "rec_z"), order);
            assertFalse(carriedOut(order, "rec_z", "rec_a"), order);
            assertFalse(carriedOut(order, "rec_a", "rec_a rec_z"), "held twice");
        }
        assertTrue(carriedOut("ha1 $ hb_takeover foreign", "rec_a rec_z", "nothing"));
        assertFalse(carriedOut("ha1 $ hb_takeover local", "rec_a rec_z", "nothing"));
        assertTrue(carriedOut("ha1 $ hb_standby foreign", "rec_a", "rec_z"), "there is nothing of the other's to give");
        assertTrue(facts("nothing", "rec_a rec_z", "rec_a rec_z", "nothing", "ha1 $ hb_takeover failback")
                .contains("carried out|"));
        assertFalse(carriedOut("wait 3", "rec_a", "rec_z"), "nobody has ordered anything");
    }

    @Test
    void shouldReckonOrdersInTurnAndFromWhatStarted() {
        assertTrue(facts(
                        "nothing",
                        "nothing",
                        "nothing",
                        "rec_a rec_z",
                        "ha1 $ heartbeat",
                        "ha2 $ heartbeat",
                        "ha1 $ hb_standby")
                .contains("carried out|"));
        assertTrue(facts("rec_a", "rec_z", "rec_a", "rec_z", "ha2 $ hb_takeover", "ha1 $ hb_takeover local")
                .contains("carried out|"));
        assertFalse(facts("nothing", "nothing", "nothing", "rec_a rec_z", "ha2 $ heartbeat", "ha1 $ hb_standby")
                .contains("carried out|"));
    }

    @Test
    void shouldSeeWhoTookAndWhoGave() {
        assertEquals(
                List.of("gave nothing|ha1", "took nothing|ha2"), facts("rec_a", "rec_z", "rec_a rec_z", "nothing"));
        assertEquals(
                List.of(
                        "took nothing|ha1",
                        "gave nothing|ha1",
                        "took nothing|ha2",
                        "gave nothing|ha2",
                        "nothing moved|",
                        "each at home|"),
                facts("rec_a", "rec_z", "rec_a", "rec_z"));
        assertFalse(facts("rec_a", "rec_z", "rec_a", "rec_a rec_z").contains("each at home|"));
    }
}
