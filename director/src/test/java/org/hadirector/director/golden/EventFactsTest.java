package org.hadirector.director.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.hadirector.director.golden.GoldenVector.Event;
import org.hadirector.director.golden.GoldenVector.File;
import org.hadirector.director.golden.PairPlayer.Played;
import org.junit.jupiter.api.Test;

/** What rules learn of a pair that read its haresources again: ha1 has a new group, rec::c. */
class EventFactsTest {
    private static final String FIRST = "ha1.example rec::a\n";
    private static final String MANAGER = "T  ResourceManager(default)[P]:    info: ";

    private final Event reread = new Event("ha1 $ heartbeat -r", List.of("ha1 holds|rscstatus local; rec_a"), null);
    private final Event startedTwice = event("ha1 $ heartbeat");
    private final GoldenVector vector = new GoldenVector(
            "log/made-up",
            "ha1.example",
            Map.of("haresources", new File(FIRST, "0600")),
            List.of(
                    event("ha1 $ heartbeat"),
                    event("ha2 $ heartbeat"),
                    new Event(
                            "ha1 file /etc/ha.d/haresources",
                            List.of(),
                            new File(FIRST + "ha2.example rec::c\n", "0600")),
                    startedTwice,
                    reread));

    private static Event event(String line) {
        return new Event(line, List.of(), null);
    }

    private static Played played(Event event, String ha1, String ha2) {
        return new Played(
                event, List.of(), List.of(), Map.of(), Map.of(), Map.of(), Map.of(), Map.of("ha1", ha1, "ha2", ha2));
    }

    /** Of what the rules would see of ha1's holds, recorded as only rec_a. */
    private List<String> ofHolds(String ha1, String ha2) {
        EventFacts facts = new EventFacts(vector);
        List<Difference> found = new ArrayList<>();
        Played played = played(reread, ha1, ha2);
        Holds.compare(facts.reached(reread), played, found);
        return facts.with(played, found).get(0).facts();
    }

    @Test
    void shouldReckonTheTruthByTheFileThatWasReadAgain() {
        List<String> facts = ofHolds("rscstatus all; rec_a rec_c", "rscstatus none; nothing");
        assertTrue(facts.contains("truth|ha1 holds|rscstatus all; rec_a rec_c"), facts::toString);
        assertFalse(facts.contains("truth|ha1 holds|rscstatus local; rec_a rec_c"), "it holds the other's, too");
        assertTrue(facts.contains("held otherwise|ha2.example rec::c"), facts::toString);
    }

    @Test
    void shouldGoByTheOldFileUntilTheNewOneIsRead() {
        ReadGroups groups = new ReadGroups(vector).reached(startedTwice);
        assertEquals(
                List.of("ha1.example rec::a"),
                List.copyOf(groups.of("ha1").held().keySet()),
                "it ran already");
        groups.reached(reread);
        assertEquals(2, groups.of("ha1").held().size());
        assertEquals(1, groups.of("ha2").held().size());
    }

    @Test
    void shouldSeeThatEachGroupIsHeldOnce() {
        String once = "each held once|";
        assertTrue(
                ofHolds("rscstatus all; rec_a rec_c", "rscstatus none; nothing").contains(once));
        assertTrue(
                ofHolds("rscstatus none; nothing", "rscstatus all; rec_a rec_c").contains(once));
        assertFalse(
                ofHolds("rscstatus all; rec_a rec_c", "rscstatus local; rec_c").contains(once));
        assertFalse(ofHolds("rscstatus none; nothing", "rscstatus all; rec_c").contains(once));
    }

    @Test
    void shouldRememberThatNoMediumWasWhole() {
        Event cut = event("cut ha1 eth1");
        Event heal = event("heal ha1 eth1");
        GoldenVector cable = new GoldenVector(
                "log/made-up", "ha1.example", Map.of("ha.cf", new File("bcast eth1\n", "0600")), List.of(cut, heal));
        EventFacts facts = new EventFacts(cable);
        Difference any = new Difference("", "ha1 log|x", "");
        List<String> cutOff = List.of("cut off|", "was cut off|");
        for (Event now : List.of(cut, heal)) {
            facts.reached(now);
            List<String> known = facts.with(played(now, "rscstatus -; nothing", "rscstatus -; nothing"), List.of(any))
                    .get(0)
                    .facts();
            assertEquals(
                    now == cut ? cutOff : cutOff.subList(1, 2),
                    known.stream().filter(cutOff::contains).toList());
        }
    }

    /** @param before what ha1 held when the log was compared last, and now */
    private boolean toldAsHeld(String want, String got, String before, String now) {
        EventFacts facts = new EventFacts(vector);
        facts.reached(startedTwice);
        facts.with(played(startedTwice, before, "rscstatus none; nothing"), List.of());
        facts.reached(reread);
        Played played = played(reread, now, "rscstatus none; nothing");
        List<Difference> with = facts.with(played, List.of(new Difference(reread.line(), want, got)));
        assertTrue(with.get(0).facts().contains("its group is new|"), with::toString);
        return with.get(0).facts().contains("told as held|");
    }

    @Test
    void shouldKnowWhetherWhatIsToldOfAGroupAgreesWithWhatIsHeld() {
        String nothing = "rscstatus none; nothing";
        String held = "rscstatus all; rec_c";
        String start = "ha1 log|" + MANAGER + "Running /etc/ha.d/resource.d/rec c start";
        assertTrue(toldAsHeld("", start, nothing, held));
        assertFalse(toldAsHeld("", start, nothing, nothing));
        assertTrue(toldAsHeld(start, "", nothing, nothing));
        assertTrue(toldAsHeld(start, "", held, held));
        assertFalse(toldAsHeld(start, "", nothing, held), "started in silence");
        String stop = "ha1 log|" + MANAGER + "Releasing resource group: ha2.example rec::c";
        assertTrue(toldAsHeld("", stop, held, nothing));
        assertFalse(toldAsHeld("", stop, held, held));
        assertTrue(toldAsHeld(stop, "", held, held));
        assertTrue(toldAsHeld(stop, "", nothing, nothing));
        assertFalse(toldAsHeld(stop, "", held, nothing), "stopped in silence");
        String taken = "ha1 log|T  mach_down(default)[P]:    info: Taking over resource group rec::c";
        assertTrue(toldAsHeld("", taken, nothing, held));
        assertFalse(toldAsHeld("", taken, nothing, nothing));
    }

    /** What is known at the event that follows one after which ha1 holds this here, and nothing there. */
    private List<String> afterHolding(String held, Event now) {
        Event first = new Event("ha1 $ heartbeat", List.of("ha1 holds|rscstatus local; nothing"), null);
        GoldenVector two = new GoldenVector(
                "log/made-up", "ha1.example", Map.of("haresources", new File(FIRST, "0600")), List.of(first, now));
        EventFacts facts = new EventFacts(two);
        facts.reached(first);
        facts.with(played(first, "rscstatus local; " + held, "rscstatus -; nothing"), List.of());
        facts.reached(now);
        String start = "ha1 log|" + MANAGER + "Running /etc/ha.d/resource.d/rec a start";
        return facts.with(
                        played(now, "rscstatus local; " + held, "rscstatus -; nothing"),
                        List.of(new Difference(now.line(), start, "")))
                .get(0)
                .facts();
    }

    @Test
    void shouldKnowWhichGroupsBeganElsewhere() {
        List<String> facts = afterHolding("rec_a", event("wait 5"));
        assertTrue(facts.containsAll(List.of("elsewhere|ha1.example rec::a", "its group elsewhere|")), facts::toString);
        assertFalse(afterHolding("nothing", event("wait 5")).toString().contains("elsewhere|"));
    }

    @Test
    void shouldKnowWhatScriptsSayOfThemselves() {
        Map<String, String> settings = Map.of(
                "start_rc=1", "fails|",
                "start_rc=0", "",
                "status_text='stopped'", "denies|",
                "status_text=nothing; status_rc=0", "denies|",
                "status_text='not running'", "denies|",
                "status_text='RUNNING'", "denies|",
                "status_text='OK'", "");
        settings.forEach((set, fact) -> {
            List<String> facts = afterHolding("nothing", event("ha2 script rec: " + set));
            for (String each : List.of("fails|", "denies|")) {
                assertEquals(each.equals(fact), facts.contains(each + "ha1.example rec::a"), set);
                assertEquals(each.equals(fact), facts.contains("its group " + each), set);
            }
            assertFalse(afterHolding("nothing", event("ha2 script bad: " + set)).contains("its group fails|"));
        });
    }

    @Test
    void shouldKnowWhomNobodyAnswers() {
        assertTrue(
                afterHolding("nothing", event("ping node does not answer ha2")).contains("unanswered|ha2"));
        assertFalse(
                afterHolding("nothing", event("ping node does not answer ha2")).contains("unanswered|ha1"));
        assertTrue(afterHolding("nothing", event("cut ha1 eth0")).contains("unanswered|ha1"));
        assertFalse(afterHolding("nothing", event("cut ha1 eth1")).toString().contains("unanswered|"));
        assertFalse(afterHolding("nothing", event("ping node answers ha2"))
                .toString()
                .contains("unanswered|"));
    }

    @Test
    void shouldCallAGroupFailingWhoseScriptIsNotThere() {
        Event now = event("wait 5");
        GoldenVector missing = new GoldenVector(
                "log/made-up",
                "ha1.example",
                Map.of("haresources", new File("ha1.example absent rec::a\nha2.example rec::z\n", "0600")),
                List.of(now));
        String failed = "ha1 log|T  ResourceManager(default)[P]:    CRIT: Giving up resources due to failure of ";
        for (String told :
                List.of(failed + "absent", "ha1 log|" + MANAGER + "Running /etc/ha.d/resource.d/rec a stop")) {
            assertTrue(ofMissing(missing, now, told).contains("its group fails|"), told);
        }
        assertFalse(ofMissing(missing, now, "ha1 log|" + MANAGER + "Running /etc/ha.d/resource.d/rec z stop")
                .contains("its group fails|"));
        assertFalse(ofMissing(missing, now, failed + "rec::z").contains("its group fails|"));
    }

    private static List<String> ofMissing(GoldenVector vector, Event now, String told) {
        EventFacts facts = new EventFacts(vector);
        facts.reached(now);
        Played played = played(now, "rscstatus none; nothing", "rscstatus none; nothing");
        return facts.with(played, List.of(new Difference(now.line(), told, "")))
                .get(0)
                .facts();
    }
}
