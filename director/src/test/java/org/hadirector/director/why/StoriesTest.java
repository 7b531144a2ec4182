package org.hadirector.director.why;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.hadirector.director.journal.JournalEntry;
import org.hadirector.director.why.Step.Part;
import org.junit.jupiter.api.Test;

class StoriesTest {
    private static final long MS = 1_000_000;
    private static final Instant BOOT = Instant.parse("2026-11-21T10:00:00Z");

    private final List<JournalEntry> ha1 = new ArrayList<>();
    private final List<JournalEntry> ha2 = new ArrayList<>();

    private static JournalEntry entry(
            long atMs, String node, String kind, String group, String subject, String reason, long value, long epoch) {
        return new JournalEntry(
                BOOT.plusMillis(atMs), atMs * MS, node, kind, group, subject, reason, value, epoch, false);
    }

    private void ha1(long atMs, String kind, String group, String subject, String reason) {
        ha1.add(entry(atMs, "ha1", kind, group, subject, reason, 0, kind.equals("OWNER") ? 1 : 0));
    }

    private void ha2(long atMs, String kind, String group, String subject, String reason, long value) {
        ha2.add(entry(atMs, "ha2", kind, group, subject, reason, value, kind.equals("OWNER") ? 2 : 0));
    }

    private void ha1Serves() {
        ha1(100, "START", "", "0.1.0", "boot id 1");
        ha1(200, "ASKED", "vip", "ha2", "VACANT");
        ha1(210, "CLAIM", "vip", "ha1", "ha2 granted VACANT");
        ha1(220, "OWNER", "vip", "ha1", "ha2 granted VACANT");
    }

    private void ha2IsBereaved() {
        ha2(150, "PEER_UP", "", "ha1", "new run of the node", 0);
        ha2(700, "PEER_LATE", "", "ha1", "silent for 250 ms", 250);
        ha2(5250, "PEER_LATE", "", "ha1", "silent for 250 ms", 250);
        ha2(5268, "SUSPECT", "vip", "ha1", "silent for 268 ms: probing", 268);
        ha2(5500, "LINK_DEAD", "", "eth1", "silent for 500 ms", 500);
        ha2(5500, "PEER_DEAD", "", "ha1", "every link is silent", 500);
        ha2(5501, "BEREAVED", "vip", "ha1", "bereaved of ha1", 2);
        ha2(5501, "CLAIM", "vip", "ha2", "bereaved of ha1: silent on every link", 2);
        ha2(5502, "VIP_UP", "vip", "192.0.2.6", "192.0.2.6/32 on eth0:0", 0);
        ha2(5502, "VIP_UP", "other", "192.0.2.7", "192.0.2.7/32 on eth0:1", 0);
        ha2(5504, "OWNER", "vip", "ha2", "bereaved of ha1", 2);
        ha2(5520, "ARP_SENT", "vip", "192.0.2.6", "", 0);
    }

    @Test
    void shouldTellADeathFromTheLastBeatToTheService() {
        ha1Serves();
        ha2IsBereaved();
        ha1(9000, "START", "", "0.1.0", "boot id 2");
        List<Change> changes = Stories.of(ha2, ha1);
        assertEquals(2, changes.size());
        Change change = changes.get(1);
        assertEquals("ha1", change.from());
        assertEquals("ha2", change.to());
        assertEquals(2, change.epoch());
        assertEquals("ha1 died: killed, crashed or without power", change.summary());
        assertEquals("LAST_BEAT", change.steps().get(0).kind());
        assertEquals(5000 * MS, change.steps().get(0).atNs(), "250 ms before it was late for the last time");
        assertEquals(501, change.betweenMs(Part.CAUSE, Part.DECISION).orElseThrow());
        assertEquals(3, change.betweenMs(Part.DECISION, Part.EFFECT).orElseThrow());
        List<String> kinds = change.steps().stream().map(Step::kind).toList();
        assertEquals("ARP_SENT", kinds.get(kinds.size() - 1), "what follows at once belongs to it");
        assertTrue(change.steps().stream().noneMatch(step -> step.words().contains("192.0.2.7")), "another group");
    }

    @Test
    void shouldNotCallADeathWhatMayBeACut() {
        ha1Serves();
        ha2IsBereaved();
        ha1(6000, "LINK_DEAD", "", "eth1", "silent for 500 ms");
        String cut = "ha1 was not heard any more: dead, hung, or cut off on every link";
        assertEquals(cut, Stories.of(ha2, ha1).get(1).summary());
        assertEquals(cut, Stories.of(ha2, List.of()).get(0).summary(), "without the other journal nobody knows");
    }

    @Test
    void shouldNameTheNodeThatDiedAndTheSignThatTold() {
        String ground = "bereaved of ha1: its process is dead, its gate closed, address silent";
        ha2(150, "PEER_UP", "", "ha1", "new run of the node", 0);
        ha2(220, "TAKEN", "vip", "ha1", "", 1);
        ha2(300, "EVIDENCE", "", "eth2", "no carrier", 0);
        ha2(60_000, "EVIDENCE", "", "eth1", "its kernel closed the tripwire", 0);
        ha2(60_100, "EVIDENCE", "", "eth1", "no longer: its kernel closed the tripwire", 0);
        ha2(60_900, "EVIDENCE", "", "ttyS0", "the line hung up", 0);
        ha2(60_905, "EVIDENCE", "", "eth1", "port unreachable", 0);
        ha2(60_918, "BEREAVED", "vip", "ha1", ground, 2);
        ha2(60_918, "CLAIM", "vip", "ha2", ground, 2);
        ha2(60_920, "OWNER", "vip", "ha2", ground, 2);
        Change change = Stories.of(ha2, List.of()).get(1);
        assertEquals("ha1", change.from(), "it was told that ha1 had taken it");
        assertEquals("ha1's daemon died: killed or crashed", change.summary());
        assertEquals(
                List.of(
                        "CAUSE ttyS0: the line hung up",
                        "EVIDENCE eth1: port unreachable",
                        "DECISION ha1: " + ground,
                        "ACTION ha2: " + ground,
                        "EFFECT ha2: " + ground),
                change.steps().stream()
                        .map(step -> step.part() + " " + step.words())
                        .toList(),
                "neither the sign that was taken back nor the cable that was out before");
        ha1(70_000, "START", "", "0.1.0", "boot id 2");
        assertEquals("NO_STOP", Stories.of(ha2, ha1).get(0).steps().get(1).kind());
    }

    @Test
    void shouldClaimNoMoreThanTheDecisionKnew() {
        String powerless = "bereaved of ha1: every link is dead, its lease over, address silent";
        ha2(900, "EVIDENCE", "", "eth1", "no carrier", 0);
        ha2(918, "CLAIM", "vip", "ha2", powerless, 2);
        ha2(920, "OWNER", "vip", "ha2", powerless, 2);
        String unable = "bereaved of ha1: it cannot own the group, address silent, node fenced";
        ha2(1918, "CLAIM", "vip", "ha2", unable, 3);
        ha2(1920, "OWNER", "vip", "ha2", unable, 3);
        assertEquals(
                List.of(
                        "ha1 is dead on every link: without power, or all its cables out",
                        "ha1 could not own it: it cannot own the group, address silent, node fenced"),
                Stories.of(ha2, List.of()).stream().map(Change::summary).toList());
    }

    @Test
    void shouldNameTheOperatorWhoSentItAway() {
        ha1Serves();
        ha1(3000, "OPERATOR", "", "ha1", "STANDBY ALL");
        ha2(3001, "ASKED", "vip", "ha1", "OFFERED", 2);
        ha1(3002, "RELEASING", "vip", "ha1", "handed to ha2: OFFERED");
        ha1(3003, "VIP_DOWN", "vip", "192.0.2.6", "");
        ha1(3004, "NONE", "vip", "ha1", "handed to ha2: OFFERED");
        ha2(3005, "GRANTED", "vip", "ha1", "ha1 granted OFFERED", 2);
        ha2(3006, "CLAIM", "vip", "ha2", "ha1 granted OFFERED", 2);
        ha2(3009, "OWNER", "vip", "ha2", "ha1 granted OFFERED", 2);
        Change change = Stories.of(ha1, ha2).get(1);
        assertEquals("an operator on ha1 sent it to standby", change.summary());
        assertEquals("OPERATOR", change.steps().get(0).kind());
        assertEquals(
                List.of(
                        Part.CAUSE,
                        Part.DECISION,
                        Part.DECISION,
                        Part.ACTION,
                        Part.ACTION,
                        Part.DECISION,
                        Part.ACTION,
                        Part.EFFECT),
                change.steps().stream().map(Step::part).toList());
        assertEquals(9, change.betweenMs(Part.CAUSE, Part.EFFECT).orElseThrow());
        assertEquals("ha1 offered it", Stories.of(ha2, List.of()).get(0).summary(), "its own journal knows no more");
    }

    @Test
    void shouldTellTheFormerOwnerByItsOwnJournalWhoHasItNow() {
        ha1Serves();
        ha1(3000, "OPERATOR", "", "ha1", "STANDBY ALL");
        ha1(3002, "RELEASING", "vip", "ha1", "handed to ha2: OFFERED");
        ha1(3003, "VIP_DOWN", "vip", "192.0.2.6", "");
        ha1(3004, "GRANTED", "vip", "ha2", "granted to ha2: OFFERED");
        ha1.add(entry(3009, "ha1", "TAKEN", "vip", "ha2", "", 2, 1));
        Change change = Stories.of(ha1, List.of()).get(1);
        assertEquals("ha1 -> ha2, 2", change.from() + " -> " + change.to() + ", " + change.epoch());
        assertEquals("an operator on ha1 sent it to standby", change.summary());
        assertEquals(
                List.of("OPERATOR", "RELEASING", "VIP_DOWN", "GRANTED", "TAKEN"),
                change.steps().stream().map(Step::kind).toList());
        assertEquals(Part.EFFECT, change.steps().get(4).part());
        ha2(3009, "START", "", "0.1.0", "", 0);
        assertEquals(1, Stories.of(ha1, ha2).size(), "ha2 speaks for itself");
    }

    @Test
    void shouldSayThatItShutDownOnTheNodeThatDid() {
        ha1Serves();
        ha1(3002, "RELEASING", "vip", "ha1", "handed to ha2: OFFERED");
        ha1(3004, "GRANTED", "vip", "ha2", "granted to ha2: OFFERED");
        ha1.add(entry(3009, "ha1", "TAKEN", "vip", "ha2", "", 2, 1));
        ha1(9000, "OPERATOR", "", "ha1", "RELOAD");
        ha1(9001, "STOP", "", "0.1.0", "everything released");
        assertEquals("ha1 offered it", Stories.of(ha1, List.of()).get(1).summary(), "it went on for a while");
        ha1.remove(ha1.size() - 2);
        assertEquals("ha1 shut down", Stories.of(ha1, List.of()).get(1).summary());
    }

    @Test
    void shouldNameTheOwnerThatTakesUpAgainWhatItHadLeft() {
        ha1Serves();
        ha1(3000, "RELEASING", "vip", "ha1", "told to stop");
        ha1(3001, "NONE", "vip", "ha1", "told to stop");
        ha1(4000, "ASKED", "vip", "ha2", "VACANT");
        ha1(4001, "OWNER", "vip", "ha1", "ha2 granted VACANT");
        List<Change> changes = Stories.of(ha1, List.of());
        assertEquals(List.of("", "ha1"), changes.stream().map(Change::from).toList(), "nobody had it at first");
    }

    @Test
    void shouldTellAnOwnerThatHungWhatBecameOfIt() {
        ha1Serves();
        ha1.add(entry(9000, "ha1", "CLOCK_STALL", "", "ha1", "cycle late", 2004, 0));
        ha1(9001, "RELEASING", "vip", "ha1", "outbid by ha2 with epoch 2");
        ha1(9002, "VIP_DOWN", "vip", "192.0.2.6", "");
        Change change = Stories.of(ha1, List.of()).get(1);
        assertEquals("ha1 -> ha2, 2", change.from() + " -> " + change.to() + ", " + change.epoch());
        assertEquals("ha1 stood still for 2004 ms, and ha2 took it over", change.summary());
        assertEquals(
                List.of("CLOCK_STALL", "RELEASING", "VIP_DOWN"),
                change.steps().stream().map(Step::kind).toList());
    }

    @Test
    void shouldTellAnOwnerThatHungWhatBecameOfItAlsoWhenItHadGivenUpBeforeItHeard() {
        ha1Serves();
        ha1.add(entry(9000, "ha1", "CLOCK_STALL", "", "ha1", "cycle late", 2004, 0));
        ha1(9001, "RELEASING", "vip", "ha1", "resource failed: IPaddr::vip is failed");
        ha1.add(entry(9002, "ha1", "PEER_OWNS", "vip", "ha2", "owned by ha2", 2, 0));
        Change change = Stories.of(ha1, List.of()).get(1);
        assertEquals("ha1 -> ha2, 2", change.from() + " -> " + change.to() + ", " + change.epoch());
        assertEquals("ha1 stood still for 2004 ms, and ha2 took it over", change.summary());
        ha1.removeIf(entry -> entry.kind().equals("CLOCK_STALL"));
        assertEquals(
                "ha2 owned it when ha1 heard it, and did not say how it came to that",
                Stories.of(ha1, List.of()).get(1).summary());
    }

    private void ha2OwnsAndStops() {
        ha2(100, "START", "", "0.1.0", "boot id 1", 0);
        ha2(220, "OWNER", "vip", "ha2", "ha1 granted VACANT", 1);
        ha2(5000, "RELEASING", "vip", "ha2", "shutting down", 1);
        ha2(5100, "STOP", "", "0.1.0", "everything released", 0);
        ha2(60_000, "START", "", "0.1.0", "boot id 2", 0);
        ha2(60_100, "PEER_UP", "", "ha1", "new run of the node", 2);
    }

    private void ha2IsBereavedOfADeadDaemon() {
        String ground = "bereaved of ha1: its process is dead, its gate closed, address silent";
        ha2(70_000, "EVIDENCE", "", "eth1", "its kernel closed the tripwire", 0);
        ha2(70_018, "CLAIM", "vip", "ha2", ground, 9);
        ha2(70_020, "OWNER", "vip", "ha2", ground, 9);
    }

    private List<String> ownersOf(List<JournalEntry> ours, List<JournalEntry> peers) {
        return Stories.of(ours, peers).stream()
                .map(change -> change.from() + " -> " + change.to() + " because " + change.summary())
                .toList();
    }

    @Test
    void shouldTellWhoOwnedItWhileThisNodeWasAway() {
        ha2OwnsAndStops();
        ha2(60_101, "PEER_OWNS", "vip", "ha1", "owned by ha1", 7);
        ha2IsBereavedOfADeadDaemon();
        String away = "ha2 was away, it was started 54.9 s after the last entry of its journal";
        assertEquals(
                List.of(
                        " -> ha2 because ha1 granted VACANT",
                        "ha2 -> ha1 because ha1 owned it when ha2 heard it; " + away,
                        "ha1 -> ha2 because ha1's daemon died: killed or crashed"),
                ownersOf(ha2, List.of()));
        Change meanwhile = Stories.of(ha2, List.of()).get(1);
        assertEquals(7, meanwhile.epoch(), "as ha1 told it");
        assertEquals(
                List.of("START", "PEER_OWNS"),
                meanwhile.steps().stream().map(Step::kind).toList());
        ha1(9000, "OWNER", "vip", "ha1", "bereaved of ha2: it cannot own the group, address silent");
        assertEquals(3, Stories.of(ha2, ha1).size(), "ha1 speaks for itself");
    }

    @Test
    void shouldAdmitThatItWasAwayAndDoesNotKnowWhoOwnedItThen() {
        ha2OwnsAndStops();
        ha2(60_500, "STOP", "", "0.1.0", "everything released", 0);
        ha2(61_000, "START", "", "0.1.0", "boot id 3", 0);
        ha2IsBereavedOfADeadDaemon();
        String told = "ha2 -> ha2 because ha1's daemon died: killed or crashed; ha2 was away, it was"
                + " started 55.9 s after the last entry of its journal; ";
        assertEquals(
                told + "who owned it then its journal does not know",
                ownersOf(ha2, List.of()).get(1));
        ha1(65_000, "START", "", "0.1.0", "boot id 1");
        assertEquals(
                told + "who owned it then its journal does not know",
                ownersOf(ha2, ha1).get(1),
                "a journal that begins later has not seen it either");
        ha1.clear();
        ha1(90, "START", "", "0.1.0", "boot id 1");
        assertEquals(told + "nobody owned it then", ownersOf(ha2, ha1).get(1));
    }

    @Test
    void shouldTellOfNoChangeWhenTheOtherNodeIsHeardToOwnWhatItIsKnownToOwn() {
        ha2(100, "START", "", "0.1.0", "boot id 1", 0);
        ha2(220, "PEER_OWNS", "vip", "ha1", "owned by ha1", 1);
        ha2(5100, "STOP", "", "0.1.0", "", 0);
        ha2(60_000, "START", "", "0.1.0", "boot id 2", 0);
        ha2(60_220, "PEER_OWNS", "vip", "ha1", "owned by ha1", 1);
        assertEquals(List.of(), Stories.of(ha2, List.of()), "before the first one nobody is known to have owned it");
        ha2IsBereavedOfADeadDaemon();
        assertEquals(List.of("ha1 -> ha2 because ha1's daemon died: killed or crashed"), ownersOf(ha2, List.of()));
    }

    @Test
    void shouldNameTheCableThatWasPulled() {
        ha1Serves();
        ha1(3000, "CARRIER", "vip", "ha1", "the interface lost its carrier");
        ha2(3001, "ASKED", "vip", "ha1", "BETTER", 2);
        ha2(3005, "GRANTED", "vip", "ha1", "ha1 granted BETTER", 2);
        ha2(3006, "CLAIM", "vip", "ha2", "ha1 granted BETTER", 2);
        ha2(3009, "OWNER", "vip", "ha2", "ha1 granted BETTER", 2);
        Change change = Stories.of(ha1, ha2).get(1);
        assertEquals("the interface of ha1 lost its carrier, ha2 is better connected", change.summary());
        assertEquals(1, change.betweenMs(Part.CAUSE, Part.DECISION).orElseThrow());
        Change alone = Stories.of(ha2, List.of()).get(0);
        assertEquals("ha1 -> ha2", alone.from() + " -> " + alone.to(), "who is asked for better reasons owns it");
        assertEquals("ha2 is better connected", alone.summary());
    }

    @Test
    void shouldCompareTwoMachinesByTheirWalls() {
        ha1Serves();
        ha2.add(new JournalEntry(
                BOOT.plusMillis(5000), 7, "ha2", "CLAIM", "vip", "ha2", "bereaved of ha1", 0, 2, false));
        ha2.add(new JournalEntry(
                BOOT.plusMillis(5002), 7 + 2 * MS, "ha2", "OWNER", "vip", "ha2", "bereaved of ha1", 0, 2, false));
        List<Change> changes = Stories.of(ha2, ha1);
        assertEquals(List.of("ha1", "ha2"), changes.stream().map(Change::to).toList(), "ha2's machine booted later");
    }

    @Test
    void shouldKnowOfNothingInAnEmptyJournal() {
        assertEquals(List.of(), Stories.of(List.of(), List.of()));
    }

    @Test
    void shouldWorkOutOnlyTheChangesAskedFor() {
        ha1Serves();
        ha2IsBereaved();
        ha1(9000, "CLAIM", "other", "ha1", "ha2 granted VACANT");
        ha1(9001, "OWNER", "other", "ha1", "ha2 granted VACANT");
        List<Change> all = Stories.of(ha1, ha2);
        assertEquals(
                List.of("vip", "vip", "other"), all.stream().map(Change::group).toList());
        assertEquals(all.subList(1, 3), Stories.of(ha1, ha2, group -> true, 2));
        assertEquals(all.subList(1, 2), Stories.of(ha1, ha2, "vip"::equals, 1));
        assertEquals(all, Stories.of(ha1, ha2, group -> true, 4));
        assertEquals(List.of(), Stories.of(ha1, ha2, "nosuch"::equals, 1));
        ha1.add(2, entry(209, "ha1", "CLAIM", "vip", "ha1", null, 0, 0)); // nothing can be told of this one
        ha1.remove(3);
        assertEquals(all.subList(1, 3), Stories.of(ha1, ha2, group -> true, 2));
    }

    @Test
    void shouldKnowSinceWhenANodeWasAwayThatWasLastHeardBeforeTheLastChange() {
        ha1Serves();
        ha1(230, "OWNER", "vip", "ha1", "ha2 granted VACANT");
        ha1(60_000, "START", "", "0.1.0", "boot id 3");
        ha1(60_300, "CLAIM", "vip", "ha1", "ha2 granted VACANT");
        ha1(60_310, "OWNER", "vip", "ha1", "ha2 granted VACANT");
        String told = Stories.of(ha1, List.of()).get(2).summary();
        assertTrue(told.contains("it was started 59.8 s after the last entry of its journal"), told);
    }
}
