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
import org.hadirector.director.golden.GoldenVector.Event;
import org.hadirector.director.golden.GoldenVector.File;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A rule excuses what its reason says, by whatever names, and nothing beside it. */
class DesignRulesTest {
    private static final String TWO_GROUPS = "ha1.example bad rec::a\nha2.example rec::z\n";
    private static final String TAKE = "ha1 $ HA_CURHOST=ha1.example /usr/share/heartbeat/ResourceManager takegroup ";

    private static DesignRules rules;

    @BeforeAll
    static void read() throws IOException, URISyntaxException {
        rules = DesignRules.read(Path.of(DesignRulesTest.class
                .getResource("/golden/heartbeat/differs-by-design.txt")
                .toURI()));
    }

    @Test
    void shouldExcuseThatOneHoldsWhatBothHoldThereAndNotThatNobodyDoes() {
        GoldenVector vector = vector("log", "auto_failback on", TWO_GROUPS);
        String all = " holds|rscstatus all; rec_z";
        List<String> there = List.of("there|ha1" + all, "there|ha2" + all);
        String none = "ha1 holds|rscstatus none; nothing";
        List<String> once = List.of("truth|" + none, "each held once|");
        assertExcused(vector, known(once, there, "ha1" + all, none));
        assertReported(vector, known(once.subList(0, 1), there, "ha1" + all, none));
        assertReported(vector, known(once, there.subList(0, 1), "ha1" + all, none));
    }

    @Test
    void shouldExcuseThatAKilledDaemonLosesItsAddressesAndNothingElse() {
        GoldenVector vector = vector("log", "auto_failback on", TWO_GROUPS);
        List<String> done = List.of("done|ha1 kill -9 all heartbeat processes");
        String want = "ha1 holds|rscstatus -; 10.77.0.6 rec_a";
        assertExcused(vector, known(done, want, "ha1 holds|rscstatus -; rec_a"));
        assertReported(vector, known(done, want, "ha1 holds|rscstatus -; rec_a rec_b"));
        assertReported(vector, known(done, "ha1 holds|rscstatus -; rec_a", "ha1 holds|rscstatus -; nothing"));
        assertReported(vector, known(List.of("done|ha2 power off"), want, "ha1 holds|rscstatus -; rec_a"));
    }

    @Test
    void shouldMissWhatIpfailTellsOfTheOtherNodeUnlessItsOwnNodeStoodStill() {
        GoldenVector vector = vector("log", "respawn hacluster /usr/libexec/heartbeat/ipfail", TWO_GROUPS);
        String dead = " log|T ha1.example heartbeat: [P]: info: Status update: Node ha2.example now has status dead";
        assertReported(vector, new Difference("ha2 power off", "ha1" + dead, ""));
        assertReported(vector, new Difference("ha2 stopped for 9 s", "ha1" + dead, ""));
        assertExcused(vector, new Difference("ha1 stopped for 9 s", "ha1" + dead, ""));
    }

    @Test
    void shouldExcuseThatANodeIsNotResetOnlyIfItHeldNothing() {
        GoldenVector vector = vector("log", "stonith_host * null ha1.example ha2.example", TWO_GROUPS);
        String reset = "ha1 log|T ha1.example heartbeat: [P]: info: node ha2.example now reset.";
        String held = "before|ha2 holds|rscstatus local; ";
        assertExcused(vector, new Difference("ha2 power off", reset, "", List.of(held + "nothing")));
        assertReported(vector, new Difference("ha2 power off", reset, "", List.of(held + "rec_z")));
    }

    @Test
    void shouldExcuseWhereAGroupOfANodeThatStoodStillEndsUpWithAutoFailbackOffOnly() {
        String event = "ha1 stopped for 9 s";
        for (String failback : List.of("off", "on")) {
            GoldenVector vector = vector("resources", "auto_failback " + failback, TWO_GROUPS, event);
            Difference other = holds(vector, "ha1", "local; rec_a", "none; nothing");
            if (failback.equals("off")) {
                assertExcused(vector, other);
            } else {
                assertReported(vector, other);
            }
        }
    }

    @Test
    void shouldLookForOwnGroupsBesideANodeThatHoldsNothingOnlyWhereThereAreNone() {
        String nothing =
                " log|T ha1.example heartbeat: [P]: info: No local resources [/x listkeys ha1.example] to acquire.";
        Difference ours = new Difference("ha1 $ heartbeat", "", "ha1" + nothing);
        assertExcused(vector("log", "auto_failback on", "# none\n"), ours);
        assertExcused(vector("log", "auto_failback on", "", "ha1 $ heartbeat"), ours);
        assertReported(vector("log", "auto_failback on", TWO_GROUPS), ours);
        assertReported(vector("log", "auto_failback on", ""), new Difference("ha2 $ heartbeat", "", "ha1" + nothing));
    }

    @Test
    void shouldNotExcuseARefusalForAnotherReason() {
        assertExcused(refusing("ERROR: /etc/ha.d/ha.cf:3: deadtime leaves a lease of 10 ms"));
        assertReported(refusing("ERROR: /etc/ha.d/ha.cf:3: bcast: interface [eth1] does not exist"));
    }

    @Test
    void shouldNotExcuseAKeyThatIsThere() {
        assertExcused(taking("commands", "nowhere", "T ERROR: no group of haresources has the key nowhere"));
        assertReported(taking("commands", "rec::z", "T ERROR: no group of haresources has the key rec::z"));
        assertReported(taking("commands", "nowhere", "NullPointerException"));
    }

    @Test
    void shouldNotExcuseAScriptThatDidNotFail() {
        String event = "ha1 script bad: start_sleep=1; start_rc=5";
        assertExcused(taking("commands", "bad", "T ERROR: start of bad: Return code 5 from /x/bad", event));
        assertReported(taking("commands", "bad", "T ERROR: start of bad: Return code 1 from /x/bad", event));
        assertReported(taking("commands", "rec::z", "T ERROR: start of rec z: Return code 5 from /x/rec", event));
    }

    @Test
    void shouldNotExcuseCallsOfAnotherGroupThanTheOneThatFails() {
        GoldenVector vector = vector("resources", "auto_failback on", TWO_GROUPS, "ha1 script bad: start_rc=1");
        assertExcused(vector, "", "ha2 call|/etc/ha.d/resource.d/rec a start");
        assertReported(vector, "", "ha2 call|/etc/ha.d/resource.d/rec z stop");
        assertExcused(vector, holds(vector, "ha1", "local; nothing", "none; nothing"));
        assertReported(vector, holds(vector, "ha2", "local; rec_z", "local; nothing"));
        assertReported(vector, holds(vector, "ha1", "local; nothing", "all; nothing"));
    }

    @Test
    void shouldKnowAMissingScriptByItsAbsence() {
        GoldenVector vector = vector("log", "auto_failback on", "ha1.example absent rec::a\nha2.example rec::z\n");
        String log = "ha1 log|T  ResourceManager(default)[P]:    ";
        assertExcused(vector, log + "info: Retrying failed stop operation [absent]", "");
        assertReported(vector, log + "info: Retrying failed stop operation [rec::z]", "");
    }

    @Test
    void shouldNotExcuseAnRscstatusThatTellsWhatIsNotHeld() {
        GoldenVector legacy = vector("commands", "auto_failback legacy", TWO_GROUPS);
        List<String> truth = List.of("truth|1|local");
        assertExcused(legacy, new Difference("ha1 $ cl_status rscstatus", "1|none", "1|local", truth));
        assertReported(legacy, new Difference("ha1 $ cl_status rscstatus", "1|none", "1|all", truth));
        GoldenVector on = vector("resources", "auto_failback on", TWO_GROUPS, "ha1 $ hb_standby all");
        assertExcused(on, holds(on, "ha1", "transition; bad rec_a", "local; bad rec_a"));
        assertReported(on, holds(on, "ha1", "transition; nothing", "all; nothing"));
        assertReported(on, holds(on, "ha1", "all; bad rec_a rec_z", "local; bad rec_a rec_z"));
    }

    @Test
    void shouldLetTheHeirOfAStoppedNodeKeepItsAddressOnlyWithoutFailback() {
        String stopped = "ha1 stopped for 9 s";
        GoldenVector off = vector("log", "auto_failback off", "ha1.example 192.0.2.9\n", stopped);
        assertExcused(off, holds(off, "ha2", "local; nothing", "all; 192.0.2.9"));
        assertReported(off, holds(off, "ha1", "local; nothing", "all; 192.0.2.9"));
        GoldenVector on = vector("log", "auto_failback on", "ha1.example 192.0.2.9\n", stopped);
        assertReported(on, holds(on, "ha2", "local; nothing", "all; 192.0.2.9"));
    }

    @Test
    void shouldExcuseABusyRecorderForMomentsOnly() {
        GoldenVector vector = vector("log", "warntime 2", TWO_GROUPS);
        String late = "ha1 log|T ha1.example heartbeat: [P]: WARN: Late heartbeat: Node ha2.example: interval ";
        assertExcused(vector, late(vector, late + "2060 ms"));
        assertReported(vector, late(vector, late + "2700 ms"));
    }

    @Test
    void shouldExcuseOfIpfailOnlyThatItsOwnerGivesUpEarly() {
        String lost = "ping node does not answer ha1";
        GoldenVector vector = vector(
                "log",
                "auto_failback off\nrespawn hacluster /usr/libexec/heartbeat/ipfail",
                "ha1.example 10.77.0.6\n",
                lost,
                "wait 5");
        String info = " log|T ha1.example heartbeat: [P]: info: ";
        for (String told : List.of(
                "Giving up because we were told that we have less ping nodes.",
                "Telling other node that we have more visible ping nodes.")) {
            assertReported(vector, new Difference(lost, "", "ha1" + info + told));
            assertReported(vector, new Difference(lost, "", "ha2" + info + told));
        }
        String standby = "ha1.example wants to go standby [all]";
        assertExcused(vector, new Difference(lost, "ha1" + info + standby, ""));
        assertReported(vector, new Difference("wait 5", "ha1" + info + standby, ""));
        String taken = " log|T  mach_down(default)[P]:    info: mach_down takeover complete for node ha1.example.";
        assertExcused(vector, new Difference(lost, "", "ha2" + taken));
        assertReported(vector, new Difference(lost, "", "ha1" + taken));
        assertReported(vector, new Difference("wait 5", "", "ha2" + taken));
    }

    @Test
    void shouldLetAnAddressMoveWithoutIpfailOnlyFromTheNodeThatNobodyAnswers() {
        String lost = "ping node does not answer ha1";
        GoldenVector vector = vector("log", "auto_failback off", "ha1.example 10.77.0.6\n", lost);
        assertExcused(
                vector,
                Holds.difference(
                        GroupNames.of(vector),
                        true,
                        lost,
                        "ha1",
                        "rscstatus local; 10.77.0.6",
                        "rscstatus none; nothing"));
        assertExcused(
                vector,
                Holds.difference(
                        GroupNames.of(vector),
                        true,
                        lost,
                        "ha2",
                        "rscstatus local; nothing",
                        "rscstatus all; 10.77.0.6"));
        assertReported(
                vector,
                Holds.difference(
                        GroupNames.of(vector),
                        true,
                        lost,
                        "ha2",
                        "rscstatus local; 10.77.0.6",
                        "rscstatus none; nothing"));
        assertReported(vector, holds(vector, "ha1", "local; 10.77.0.6", "none; nothing"));
        String stop =
                " log|T  ResourceManager(default)[P]:    info: Running /etc/ha.d/resource.d/IPaddr 10.77.0.6 stop";
        assertExcused(vector, new Difference(lost, "", "ha1" + stop));
        assertReported(vector, new Difference(lost, "", "ha2" + stop));
    }

    @Test
    void shouldExcuseANoteOnlyOnANodeThatStartedAgain() {
        List<String> events = List.of(
                "ha1 $ heartbeat",
                "ha1 $ hb_setweight ha1.example 50",
                "ha2 $ heartbeat",
                "ha2 $ cl_status nodeweight ha1.example");
        GoldenVector vector = vector("commands", "auto_failback on", TWO_GROUPS, events.toArray(String[]::new));
        String asked = events.get(3);
        assertExcused(vector, new Difference(asked, "1|100", "1|50"));
        assertReported(vector, new Difference(asked, "1|100", "1|51"));
        assertReported(vector, new Difference(asked, "1|50", "1|100"));
        assertReported(vector, new Difference("ha1 $ cl_status nodeweight ha1.example", "1|100", "1|50"));
    }

    /**
     * That an order was ignored there, or files differ, or were read again, excuses no line that tells what is not so.
     */
    @Test
    void shouldNotExcuseWhateverIsHeldOrToldBecauseHeartbeatWasInFlux() {
        GoldenVector vector = vector("log", "auto_failback on", TWO_GROUPS);
        String manager = "ha1 log|T  ResourceManager(default)[P]:    info: ";
        for (List<String> known : List.of(
                List.of("ignored|ha1 log|"),
                List.of("files differ|haresources"),
                List.of("done|ha1 file /etc/ha.d/haresources", "done|ha1 $ heartbeat -r"))) {
            for (String told : List.of(
                    "Acquiring resource group: ha2.example rec::z", "Running /etc/ha.d/resource.d/rec z start")) {
                assertExcused(vector, known(known, "", manager + told, "told as held|", "its group is new|"));
                assertReported(vector, known(known, "", manager + told, "its group is new|"));
                assertExcused(vector, known(known, manager + told, "", "told as held|", "its group is new|"));
                assertReported(vector, known(known, manager + told, "", "its group is new|"));
            }
            String truth = "ha1 holds|rscstatus all; bad rec_a rec_z";
            String there = "ha1 holds|rscstatus local; bad rec_a";
            assertExcused(vector, known(holding(truth, "each held once|"), known, there, truth));
            assertReported(vector, known(holding(truth), known, there, truth));
            String lie = "ha1 holds|rscstatus none; bad rec_a rec_z";
            assertReported(vector, known(holding(truth, "each held once|"), known, there, lie));
        }
        List<String> reread = List.of("done|ha1 file /etc/ha.d/haresources", "done|ha1 $ heartbeat -r");
        assertReported(
                vector, known(reread, "", manager + "Running /etc/ha.d/resource.d/rec z start", "told as held|"));
    }

    private static List<String> holding(String truth, String... more) {
        List<String> facts = new ArrayList<>(List.of("truth|" + truth));
        facts.addAll(List.of(more));
        return facts;
    }

    private static Difference known(List<String> known, String want, String got, String... more) {
        return known(known, List.of(more), want, got);
    }

    private static Difference known(List<String> first, List<String> then, String want, String got) {
        List<String> facts = new ArrayList<>(first);
        facts.addAll(then);
        return new Difference("wait 5", want, got, facts);
    }

    private static Difference late(GoldenVector vector, String recorded) {
        String shape = LogKind.shape(recorded);
        return new Difference("wait 5", shape, "", new Lateness(vector).of(List.of(recorded), shape));
    }

    private record Case(GoldenVector vector, Difference difference) {}

    private static Case refusing(String error) {
        GoldenVector vector = vector("config", "auto_failback on", TWO_GROUPS, "ha1 $ heartbeat");
        return new Case(vector, new Difference("ha1 $ heartbeat", "= 0", "= 6", List.of("said|" + error)));
    }

    private static Case taking(String kind, String key, String said, String... events) {
        List<String> lines = new ArrayList<>(List.of(events));
        lines.add(TAKE + key);
        GoldenVector vector = vector(kind, "auto_failback on", TWO_GROUPS, lines.toArray(String[]::new));
        String got = "= 1 of " + (TAKE + key).substring("ha1 $ ".length());
        return new Case(vector, new Difference(TAKE + key, "= 0", got, List.of("said|" + said)));
    }

    private static Difference holds(GoldenVector vector, String node, String want, String got) {
        return Holds.difference(GroupNames.of(vector), true, "wait 5", node, "rscstatus " + want, "rscstatus " + got);
    }

    private static GoldenVector vector(String kind, String haCf, String haresources, String... events) {
        Map<String, File> files = Map.of(
                "ha.cf", new File(haCf + "\nnode ha1.example ha2.example\n", "0600"),
                "haresources", new File(haresources, "0600"));
        List<Event> played = new ArrayList<>();
        for (String event : events) {
            played.add(new Event(event, List.of(), null));
        }
        return new GoldenVector(kind + "/made-up", "ha1.example", files, played);
    }

    private static void assertExcused(Case made) {
        assertExcused(made.vector(), made.difference());
    }

    private static void assertReported(Case made) {
        assertReported(made.vector(), made.difference());
    }

    private static void assertExcused(GoldenVector vector, String want, String got) {
        assertExcused(vector, new Difference("wait 5", want, got));
    }

    private static void assertReported(GoldenVector vector, String want, String got) {
        assertReported(vector, new Difference("wait 5", want, got));
    }

    private static void assertExcused(GoldenVector vector, Difference difference) {
        assertTrue(rules.reason(vector, difference).isPresent(), difference::line);
    }

    private static void assertReported(GoldenVector vector, Difference difference) {
        assertEquals(Optional.empty(), rules.reason(vector, difference), difference::line);
    }
}
