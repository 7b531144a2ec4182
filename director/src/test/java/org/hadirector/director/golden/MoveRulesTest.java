package org.hadirector.director.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hadirector.director.golden.GoldenVector.File;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Rules about groups that are elsewhere, were ordered elsewhere, fail or deny: each excuses that, and nothing beside.
 */
class MoveRulesTest {
    private static final String FIRST = "ha1.example 10.77.0.6 rec::a";
    private static final String OTHER = "ha2.example rec::z";
    private static final String LOST = "ha1 holds|rscstatus none; nothing";
    private static final String HAS = "ha1 holds|rscstatus local; 10.77.0.6 rec_a";
    private static final String START = "ha1 call|/etc/ha.d/resource.d/rec a start";

    private static DesignRules rules;

    @BeforeAll
    static void read() throws IOException, URISyntaxException {
        rules = DesignRules.read(Path.of(MoveRulesTest.class
                .getResource("/golden/heartbeat/differs-by-design.txt")
                .toURI()));
    }

    private static Optional<String> reason(String kind, String event, String want, String got, List<String> facts) {
        Map<String, File> files = Map.of(
                "ha.cf", new File("auto_failback on\nnode ha1.example ha2.example\n", "0600"),
                "haresources", new File(FIRST + "\n" + OTHER + "\n", "0600"));
        GoldenVector vector = new GoldenVector(kind + "/made-up", "ha1.example", files, List.of());
        return rules.reason(vector, new Difference(event, want, got, facts));
    }

    /** Excused with these facts, and not as soon as one of them is missing, or with one more of {@code spoils}. */
    private static void needsEach(String kind, String want, String got, List<String> facts, String... spoils) {
        assertTrue(reason(kind, "wait 5", want, got, facts).isPresent(), facts::toString);
        for (int i = 0; i < facts.size(); i++) {
            List<String> fewer = new ArrayList<>(facts);
            String without = fewer.remove(i);
            assertEquals(Optional.empty(), reason(kind, "wait 5", want, got, fewer), "without " + without);
        }
        for (String spoil : spoils) {
            List<String> more = new ArrayList<>(facts);
            more.add(0, spoil);
            assertEquals(Optional.empty(), reason(kind, "wait 5", want, got, more), "with " + spoil);
        }
    }

    @Test
    void shouldExcuseWhereAGroupIsThatBeganElsewhereAndNoOther() {
        List<String> facts = List.of("truth|" + LOST, "each held once|", "elsewhere|" + FIRST);
        for (String kind : List.of("log", "resources")) {
            needsEach(kind, HAS, LOST, facts, "held otherwise|" + OTHER);
            assertEquals(Optional.empty(), reason(kind, "wait 5", LOST, HAS, facts), "that is not the truth");
            needsEach(kind, START, "", List.of("told as held|", "its group elsewhere|"));
            needsEach(kind, "", START, List.of("told as held|", "its group elsewhere|"));
        }
    }

    @Test
    void shouldLeaveActiveWhatAKilledDaemonHeldAndNothingElse() {
        String left = "ha1 holds|rscstatus -; rec_a";
        List<String> facts = List.of("here before|ha1 holds|rscstatus all; rec_a", "elsewhere|" + FIRST);
        needsEach("resources", "ha1 holds|rscstatus -; nothing", left, facts, "held otherwise|" + OTHER);
        assertEquals(
                Optional.empty(),
                reason("resources", "wait 5", "ha1 holds|rscstatus -; nothing", left + " rec_z", facts));
    }

    @Test
    void shouldMissTheLinesOfATakeoverOnlyOfWhoTookNothing() {
        String complete = "ha1 log|T ha1.example heartbeat: [P]: info: mach_down takeover complete.";
        String left = "not held before|" + OTHER;
        assertTrue(reason("log", "wait 5", complete, "", List.of(left, "took nothing|ha1"))
                .isPresent());
        assertEquals(Optional.empty(), reason("log", "wait 5", complete, "", List.of(left, "took nothing|ha2")));
        assertEquals(Optional.empty(), reason("log", "wait 5", complete, "", List.of(left)));
        String standby = "ha1 log|T ha1.example heartbeat: [P]: info: ha1.example wants to go standby [all]";
        needsEach("log", standby, "", List.of("nothing moved|"));
        assertEquals(Optional.empty(), reason("log", "wait 5", "", standby, List.of("nothing moved|")));
    }

    @Test
    void shouldExcuseAnOrderThatIsCarriedOutOnlyIfNothingMovedThere() {
        needsEach(
                "resources",
                HAS,
                LOST,
                List.of("truth|" + LOST, "each held once|", "carried out|", "nothing moved there|"));
        needsEach("resources", "", START, List.of("carried out|", "nothing moved there|", "told as held|"));
    }

    @Test
    void shouldLetANodeThatNobodyAnswersLoseItsAddressesOnly() {
        List<String> facts = List.of("truth|" + LOST, "unanswered|ha1", "took nothing|ha1");
        needsEach("resources", HAS, LOST, facts, "held otherwise|" + OTHER);
        String wants = "ha2 holds|rscstatus local; rec_z";
        String heir = "ha2 holds|rscstatus all; 10.77.0.6 rec_a rec_z";
        List<String> moved = List.of("truth|" + heir, "each held once|", "unanswered|ha1", "took nothing|ha1");
        needsEach("log", wants, heir, moved, "held otherwise|" + OTHER);
        List<String> called = List.of("unanswered|ha1", "took nothing|ha1", "told as held|");
        needsEach("resources", "", "ha2 call|/etc/ha.d/resource.d/rec a start", called);
        assertEquals(
                Optional.empty(),
                reason("resources", "wait 5", "", "ha2 call|/etc/ha.d/resource.d/rec z start", called));
    }

    @Test
    void shouldMoveAGroupThatDeniesOrFailsAndNoOther() {
        List<String> denies = List.of("truth|" + LOST, "each held once|", "denies|" + FIRST);
        needsEach("log", HAS, LOST, denies, "held otherwise|" + OTHER);
        needsEach("resources", "", START, List.of("told as held|", "its group denies|"));
        needsEach("resources", START, "", List.of("its group denies|"));
        needsEach("log", HAS, LOST, List.of("truth|" + LOST, "fails|" + FIRST), "held otherwise|" + OTHER);
        needsEach("resources", "", START, List.of("its group fails|"));
        assertEquals(
                Optional.empty(),
                reason("resources", "wait 5", "", "both hold|rec_a", List.of("fails|" + FIRST, "its group fails|")));
    }

    @Test
    void shouldTakeTheOtherNodesAnswerForChanceOnly() {
        String asked = "ha1 $ cl_status clientstatus ha2.example ipfail";
        assertTrue(reason("commands", asked, "1|offline", "", List.of()).isPresent());
        assertEquals(Optional.empty(), reason("commands", asked, "1|online", "", List.of()));
        assertEquals(Optional.empty(), reason("commands", asked + " 1000", "1|offline", "", List.of()));
        String own = "ha1 $ cl_status clientstatus ha1.example ipfail";
        assertEquals(Optional.empty(), reason("commands", own, "1|offline", "", List.of()));
    }

    @Test
    void shouldExcuseThatWeCanBeAskedSoonerOnlyWhereHeartbeatCouldNot() {
        String asked = "ha1 $ cl_status hbstatus";
        String want = "1|Heartbeat is stopped on this machine.";
        String got = "1|Heartbeat is running on this machine.";
        assertTrue(
                reason("commands", asked, want, got, List.of("just started|")).isPresent());
        assertEquals(Optional.empty(), reason("commands", asked, want, got, List.of()));
    }

    @Test
    void shouldMissTheTimerOfIpfailOnlyIfNothingMovesHereOrThere() {
        Map<String, File> files = Map.of(
                "ha.cf", new File("auto_failback on\nrespawn hacluster /usr/libexec/heartbeat/ipfail\n", "0600"));
        GoldenVector vector = new GoldenVector("log/made-up", "ha1.example", files, List.of());
        String told = "ha1 log|T ha1.example heartbeat: [P]: info: Delayed giveup in 2 seconds.";
        List<String> facts = List.of("nothing moved|", "nothing moved there|");
        String lost = "ping node does not answer ha1 ha2";
        assertTrue(rules.reason(vector, new Difference(lost, told, "", facts)).isPresent());
        assertEquals(Optional.empty(), rules.reason(vector, new Difference(lost, "", told, facts)));
        for (int i = 0; i < 2; i++) {
            Difference one = new Difference(lost, told, "", facts.subList(i, i + 1));
            assertEquals(Optional.empty(), rules.reason(vector, one));
        }
    }
}
