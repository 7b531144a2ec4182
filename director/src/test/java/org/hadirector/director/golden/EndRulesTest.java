package org.hadirector.director.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;

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

/** Rules about nodes that end or die while groups are on their way, and about scripts that lie: each line by line. */
class EndRulesTest {
    private static final String HA1 = "ha1 log|T ha1.example heartbeat: [P]: ";
    private static final String HA2 = "ha2 log|T ha2.example heartbeat: [P]: ";
    private static final String MANAGER = "ha1 log|T  ResourceManager(default)[P]:    info: ";
    private static final String DELAYED = "WARN: Shutdown delayed until current resource activity finishes.";
    private static final String STOP = "ha1 $ heartbeat -k";
    private static final String GROUP = "ha1.example 10.77.0.6 rec::a";

    private static DesignRules rules;

    @BeforeAll
    static void read() throws IOException, URISyntaxException {
        rules = DesignRules.read(Path.of(EndRulesTest.class
                .getResource("/golden/heartbeat/differs-by-design.txt")
                .toURI()));
    }

    private static Optional<String> reason(String want, String got, List<String> facts) {
        Map<String, File> files = Map.of(
                "ha.cf", new File("auto_failback on\nnode ha1.example ha2.example\n", "0600"),
                "haresources", new File(GROUP + "\nha2.example rec::z\n", "0600"));
        GoldenVector vector = new GoldenVector("log/made-up", "ha1.example", files, List.of());
        return rules.reason(vector, new Difference("wait 5", want, got, facts));
    }

    /** Wanted and not told: excused with these facts, and with none of them missing. */
    private static void mayMiss(String line, String... facts) {
        needsEach(line, "", facts);
    }

    /** Told and not wanted: the same. */
    private static void mayTell(String line, String... facts) {
        needsEach("", line, facts);
    }

    private static void needsEach(String want, String got, String... facts) {
        needsEachBeside(List.of(), want, got, facts);
    }

    /** The same where this is known beside, which other rules would have to deny. */
    private static void needsEachBeside(List<String> beside, String want, String got, String... facts) {
        for (int i = -1; i < facts.length; i++) {
            List<String> known = new ArrayList<>(beside);
            for (int j = 0; j < facts.length; j++) {
                if (j != i) {
                    known.add(facts[j]);
                }
            }
            assertEquals(i < 0, reason(want, got, known).isPresent(), want + " | " + got + " with " + known);
        }
    }

    private static void isHeldAgainstUs(String want, String got, String... facts) {
        assertEquals(Optional.empty(), reason(want, got, List.of(facts)));
    }

    @Test
    void shouldTakeADelayForTrueOnlyWhereSomethingMoves() {
        mayMiss(HA1 + DELAYED, "begun at rest|" + STOP);
        mayTell(HA1 + DELAYED, "begun in a move|" + STOP);
        isHeldAgainstUs(HA1 + DELAYED, "", "begun in a move|" + STOP);
        isHeldAgainstUs("", HA1 + DELAYED, "begun at rest|" + STOP);
        isHeldAgainstUs("", HA2 + DELAYED, "begun in a move|" + STOP);
        isHeldAgainstUs(HA2 + DELAYED, "", "begun at rest|" + STOP);
        isHeldAgainstUs(HA1 + "info: All HA resources relinquished.", "", "begun at rest|" + STOP);
        mayMiss(HA1 + "info: NS: We are still alive!", "begun at rest|" + STOP);
    }

    @Test
    void shouldLetANodeEndAtOnceThatHasHeardNobody() {
        String[] facts = {"since|ha1 $ heartbeat", "since|" + STOP};
        mayMiss(HA1 + "WARN: Shutdown delayed until Communication is up.", facts);
        mayMiss(HA1 + "info: Local status now set to: 'active'", facts);
        isHeldAgainstUs(HA2 + "WARN: Shutdown delayed until Communication is up.", "", facts);
        isHeldAgainstUs(HA1 + "info: Local status now set to: 'up'", "", facts);
    }

    @Test
    void shouldLetAnEndWaitForWhoMayTakeTheGroups() {
        String[] facts = {"since|ha1 power off", "here before|ha2 holds|rscstatus none; rec_z", "at |ha2 $ heartbeat -k"
        };
        mayTell(HA2 + "WARN: node ha1.example: is dead", facts);
        isHeldAgainstUs(HA2 + "WARN: node ha1.example: is dead", "", facts);
        isHeldAgainstUs(
                "",
                HA2 + "WARN: node ha1.example: is dead",
                facts[0],
                facts[2],
                "here before|ha2 holds|rscstatus none; nothing");
    }

    @Test
    void shouldLetAStartBeQuickThatIsEndedAgain() {
        String[] facts = {"begun at rest|" + STOP, "since|ha1 $ heartbeat"};
        mayTell(MANAGER + "Running /etc/ha.d/resource.d/rec a start", facts);
        mayTell(HA1 + "info: Local Resource acquisition completed.", facts);
        isHeldAgainstUs("", MANAGER.replace("ha1", "ha2") + "Running /etc/ha.d/resource.d/rec a start", facts);
        isHeldAgainstUs(MANAGER + "Running /etc/ha.d/resource.d/rec a start", "", facts);
    }

    @Test
    void shouldNotTakeOverTwiceWhatAStandbyBrought() {
        String[] gave = {"since|ha1 $ hb_standby", "since|" + STOP, "carried out|"};
        String[] took = {"since|ha2 $ hb_takeover", "since|" + STOP, "carried out|"};
        String complete = HA2 + "info: mach_down takeover complete.";
        List<String> left = List.of("not held before|" + GROUP);
        needsEachBeside(left, complete, "", gave);
        needsEachBeside(left, complete, "", took);
        isHeldAgainstUs("", complete, gave);
    }

    @Test
    void shouldLetATakerThatEndsBreakOff() {
        String[] facts = {"begun in a move|ha2 $ heartbeat -k", "since|ha1 $ hb_standby"};
        mayMiss(HA1 + "info: Other node completed standby takeover of all resources.", facts);
        isHeldAgainstUs(HA1 + "info: Local standby process completed [all].", "", facts);
        isHeldAgainstUs("", HA1 + "info: Other node completed standby takeover of all resources.", facts);
    }

    @Test
    void shouldLetGroupsComeHomeInAStandby() {
        String own = HA1 + "info: Local Resource acquisition completed.";
        List<String> left = List.of("not held before|" + GROUP);
        needsEachBeside(left, own, "", "since|ha1 $ heartbeat", "since|ha2 $ heartbeat -k");
    }

    @Test
    void shouldCountANodeThatDiesInAMoveAsOneThatHolds() {
        String fact = "begun in a move|ha1 power off";
        mayMiss(HA2 + "info: Dead node ha1.example gave up resources.", fact);
        mayTell(HA2 + "WARN: No STONITH device configured.", fact);
        isHeldAgainstUs("", HA2 + "info: Dead node ha1.example gave up resources.", fact);
        isHeldAgainstUs(HA2 + "WARN: node ha1.example: is dead", "", fact);
        String killed = "begun in a move|ha1 kill -9 all heartbeat processes";
        mayMiss(MANAGER + "Running /etc/ha.d/resource.d/rec a stop", killed);
        needsEach("ha1 holds|rscstatus -; nothing", "ha1 holds|rscstatus -; rec_a", killed);
        isHeldAgainstUs("ha2 holds|rscstatus -; nothing", "ha2 holds|rscstatus -; rec_a", killed);
        isHeldAgainstUs("ha1 holds|rscstatus -; nothing", "ha1 holds|rscstatus all; rec_a", killed);
    }

    @Test
    void shouldSayAtOnceThatNobodyReplies() {
        String[] facts = {"since|ha1 power off", "at |ha2 $ hb_standby"};
        mayMiss(HA2 + "info: Cancelling pending standby operation", facts);
        mayTell(HA2 + "WARN: No reply to standby request.  Standby request cancelled.", facts);
        isHeldAgainstUs("", HA2 + "info: Cancelling pending standby operation", facts);
    }

    @Test
    void shouldCancelNoStandbyThatIsNone() {
        String cancelled = "info: Cancelling pending standby operation";
        mayMiss(HA2 + cancelled, "begun at rest|" + STOP);
        isHeldAgainstUs(HA1 + cancelled, "", "begun at rest|" + STOP);
        isHeldAgainstUs(HA2 + cancelled, "", "begun in a move|" + STOP);
        String nothing = "before|ha2 holds|rscstatus local; nothing";
        mayMiss(HA2 + cancelled, "since|ha2 $ hb_standby failback", nothing, "at |ha1 power off");
        isHeldAgainstUs("", HA2 + cancelled, "since|ha2 $ hb_standby", nothing, "at |ha1 power off");
        String[] dies = {"since|ha2 $ hb_standby", nothing, "at |ha2 stopped for 9 s"};
        mayMiss(HA1 + "info: Dead node ha2.example gave up resources.", dies);
        mayTell(HA1 + "WARN: No STONITH device configured.", dies);
        isHeldAgainstUs("", HA1 + "info: Dead node ha2.example gave up resources.", dies);
        isHeldAgainstUs("", HA2 + "WARN: No STONITH device configured.", dies);
    }

    @Test
    void shouldKnowWhoHoldsNothingAnyMore() {
        String[] gave = {"here before|ha2 holds|rscstatus none; nothing", "elsewhere|ha2.example rec::z"};
        mayTell(HA1 + "info: Dead node ha2.example gave up resources.", gave);
        isHeldAgainstUs("", HA2 + "info: Dead node ha1.example gave up resources.", gave);
        isHeldAgainstUs("", HA1 + "WARN: node ha2.example: is dead", gave);
        String none =
                "info: No local resources [/usr/share/heartbeat/ResourceManager listkeys ha2.example] to acquire.";
        mayTell(HA2 + none, "since|ha2 $ heartbeat", "fails|ha1.example bad");
        isHeldAgainstUs("", HA1 + none, "since|ha2 $ heartbeat", "fails|ha1.example bad");
    }

    @Test
    void shouldTakeGroupsThatClaimToRunForStartedOnlyWhereTheyClaim() {
        mayTell(MANAGER + "Releasing resource group: " + GROUP, "its group claims|");
        mayTell(HA1 + "info: Local Resource acquisition completed.", "claims|" + GROUP);
        isHeldAgainstUs("", MANAGER + "Running /etc/ha.d/resource.d/rec z start", "claims|" + GROUP);
        isHeldAgainstUs(MANAGER + "Running /etc/ha.d/resource.d/rec a start", "", "its group claims|");
        String ours = "ha1 holds|rscstatus local; nothing";
        needsEach("ha1 holds|rscstatus none; nothing", ours, "claims|" + GROUP, "truth if so|" + ours);
        isHeldAgainstUs("ha1 holds|rscstatus none; rec_a", ours, "claims|" + GROUP, "truth if so|" + ours);
    }

    @Test
    void shouldHoldOnceWhatHeartbeatHoldsTwice() {
        String ours = "ha1 holds|rscstatus none; nothing";
        String theirs = "ha1 holds|rscstatus none; rec_a";
        needsEach(theirs, ours, "truth|" + ours, "each held once|", "held twice there|" + GROUP);
        needsEachBeside(
                List.of("held otherwise|" + GROUP),
                theirs,
                ours,
                "truth|" + ours,
                "each held once|",
                "held twice there|" + GROUP);
        isHeldAgainstUs(
                theirs,
                ours,
                "held otherwise|ha2.example rec::z",
                "truth|" + ours,
                "each held once|",
                "held twice there|" + GROUP);
    }

    @Test
    void shouldLeaveWhereItIsWhatStoodStillWithoutIt() {
        String ours = "ha1 holds|rscstatus none; nothing";
        needsEach(
                "ha1 holds|rscstatus local; rec_a",
                ours,
                "truth|" + ours,
                "each held once|",
                "here before|" + ours,
                "nothing moved|",
                "at |ha1 stopped for 8 s");
    }
}
