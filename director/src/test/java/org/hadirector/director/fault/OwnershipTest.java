package org.hadirector.director.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class OwnershipTest {
    /** One lease was over when the other began. */
    private static final Round.Leases MOVED = new Round.Leases(Set.of("ha1", "ha2"), false, true);

    private static final Round.Leases TOGETHER = new Round.Leases(Set.of("ha1", "ha2"), true, true);

    private static final Map<String, String> DIRECTORS = Map.of("aa", "ha1", "bb", "ha2");

    @Test
    void shouldSeeAMoveWithoutADuel() {
        Ownership seen = Ownership.of(
                List.of(
                        round(0, Set.of("aa"), "ha1"),
                        round(5, Set.of("aa"), "ha1"),
                        round(10, Set.of()),
                        round(15, Set.of()),
                        round(20, Set.of("bb"), "ha2"),
                        round(25, Set.of("bb"), "ha2")),
                DIRECTORS,
                Apart.NEVER);
        assertEquals(0, seen.dualArpNs());
        assertEquals(0, seen.dualServiceNs());
        assertEquals(10, seen.unansweredNs());
        assertEquals(10, seen.unservedNs());
        assertEquals(10, seen.unservedFromNs());
        assertEquals(List.of("ha1", "ha2"), seen.servers());
        assertEquals(6, seen.rounds());
    }

    @Test
    void shouldNotCountTwoWhereNothingLetsThemKnowOfEachOther() {
        List<Round> rounds = List.of(
                round(0, Set.of("aa", "bb"), "ha1", "ha2"),
                round(5, Set.of("aa", "bb"), "ha1", "ha2"),
                round(12, Set.of("aa", "bb"), "ha1", "ha2"),
                round(20, Set.of("aa", "bb"), "ha1", "ha2"),
                round(30, Set.of("aa"), "ha1"));
        Ownership seen = Ownership.of(rounds, DIRECTORS, new Apart(5, 20));
        assertEquals(15, seen.dualArpNs(), "before and after");
        assertEquals(15, seen.dualServiceNs());
        assertEquals(30, Ownership.of(rounds, DIRECTORS, Apart.NEVER).dualArpNs());
        assertEquals(5, seen.rounds());
    }

    @Test
    void shouldLetTwoOwnFromTheDivisionOfALanUntilAMomentAfterItsEnd() {
        Halves halves = new Halves();
        halves.divided(true, 100);
        halves.divided(false, 500);
        assertEquals(Apart.NEVER, halves.apart(Duration.ZERO));
        Apart apart = halves.apart(Duration.ofNanos(50));
        assertEquals(
                List.of(false, true, true, false),
                Stream.of(99L, 100L, 549L, 550L).map(apart::at).toList());
    }

    @Test
    void shouldMeasureADuel() {
        Ownership seen = Ownership.of(
                List.of(
                        round(0, Set.of("aa", "bb"), "ha1"),
                        round(5, Set.of("aa", "bb"), "ha1", "ha2"),
                        round(12, Set.of("bb"), "ha2")),
                DIRECTORS,
                Apart.NEVER);
        assertEquals(12, seen.dualArpNs());
        assertEquals(7, seen.dualServiceNs());
        assertEquals(7, seen.coarsestNs());
    }

    @Test
    void shouldNameAStrangerAndNotTakeItForADirector() {
        Ownership seen = Ownership.of(
                List.of(round(0, Set.of("aa", "cc"), "ha1"), round(5, Set.of("cc")), round(10, Set.of())),
                DIRECTORS,
                Apart.NEVER);
        assertEquals(Set.of("cc"), seen.strangers());
        assertEquals(0, seen.dualArpNs());
        assertEquals(5, seen.unansweredNs(), "only directors answer rightly");
    }

    @Test
    void shouldTellTheLongestSilenceAndWhereItBegan() {
        Ownership seen = Ownership.of(
                List.of(
                        round(0, Set.of("aa")),
                        round(5, Set.of("aa"), "ha1"),
                        round(10, Set.of("aa")),
                        round(15, Set.of("aa")),
                        round(20, Set.of("aa"), "ha1"),
                        round(25, Set.of("aa"))),
                DIRECTORS,
                Apart.NEVER);
        assertEquals(10, seen.unservedNs());
        assertEquals(10, seen.unservedFromNs());
        assertEquals(0, seen.unansweredNs());
    }

    @Test
    void shouldNotTakeAHandOverForADuel() {
        Ownership seen = Ownership.of(
                List.of(
                        asked(0, "aa", MOVED, "ha1", "", "ha1", ""),
                        asked(5, "aa", MOVED, "ha1", "", "ha2", "ha2"),
                        asked(10, "bb", MOVED, "", "ha2", "ha2", "ha2"),
                        round(15, Set.of("bb"), "ha2")),
                DIRECTORS,
                Apart.NEVER);
        assertEquals(0, seen.dualServiceNs(), "it waited at ha1 and was served by ha2");
        assertEquals(0, seen.unservedNs());
    }

    /** As recorded: what was asked of ha2 lay in its ring for 92 ms, until ha2 served in its turn. */
    @Test
    void shouldNotTakeQuestionsThatLieInARingForADuel() {
        Round late = asked(0, "aa", MOVED, "", "ha2", "ha1", "ha2");
        assertEquals(
                0,
                Ownership.of(List.of(late, round(5, Set.of("aa"), "ha1")), DIRECTORS, Apart.NEVER)
                        .dualServiceNs());
    }

    @Test
    void shouldMeasureADuelThatOnlyHandedQuestionsShow() {
        Ownership seen = Ownership.of(
                List.of(asked(0, "bb", TOGETHER, "", "ha2", "ha1", "ha2"), round(5, Set.of("bb"), "ha2")),
                DIRECTORS,
                Apart.NEVER);
        assertEquals(5, seen.dualServiceNs());
    }

    @Test
    void shouldMeasureServiceWithoutALease() {
        for (boolean gapless : new boolean[] {true, false}) {
            Round.Leases leases = new Round.Leases(Set.of("ha2"), false, gapless);
            Round round = asked(0, "bb", leases, "", "ha2", "ha1", "ha2");
            Ownership seen = Ownership.of(List.of(round, round(5, Set.of("bb"), "ha2")), DIRECTORS, Apart.NEVER);
            assertEquals(gapless ? 5 : 0, seen.dualServiceNs(), "whoever looks away may have missed ha1's lease");
        }
    }

    @Test
    void shouldNotTakeOneServerForADuelWhateverItsLease() {
        Round.Leases none = new Round.Leases(Set.of(), false, true);
        Round round = asked(0, "aa", none, "ha1", "", "ha1", "");
        assertEquals(
                0,
                Ownership.of(List.of(round, round(5, Set.of("aa"), "ha1")), DIRECTORS, Apart.NEVER)
                        .dualServiceNs());
    }

    @Test
    void shouldMeasureAQuestionThatBothServe() {
        List<Set<String>> both = List.of(Set.of("ha1", "ha2"));
        Round round = new Round(0, Set.of("aa"), Set.of("ha1"), both, MOVED, true);
        assertEquals(
                5,
                Ownership.of(List.of(round, round(5, Set.of("aa"), "ha1")), DIRECTORS, Apart.NEVER)
                        .dualServiceNs());
    }

    /** Milliseconds. */
    @Test
    void shouldTellForHowLongNobodyAsked() {
        List<Round> rounds = Stream.of(0, 5, 905, 910, 1010)
                .map(atMs -> round(atMs * 1_000_000L, Set.of("aa"), "ha1"))
                .toList();
        assertEquals(1000, Ownership.pausedNs(rounds, 0, 2_000_000_000L) / 1_000_000);
        assertEquals(100, Ownership.pausedNs(rounds, 905_000_000L, 2_000_000_000L) / 1_000_000);
        assertEquals(300, Ownership.pausedNs(rounds, 605_000_000L, 908_000_000L) / 1_000_000);
        assertEquals(0, Ownership.pausedNs(rounds.subList(0, 2), 0, 5_000_000L), "looks are apart, but not by a pause");
    }

    @Test
    void shouldCountRoundsInWhichItMayHaveMissedAnOwner() {
        Ownership seen = Ownership.of(
                List.of(new Round(0, Set.of("aa"), Set.of(), List.of(), MOVED, false), round(5, Set.of("aa"))),
                DIRECTORS,
                Apart.NEVER);
        assertEquals(1, seen.unexplained());
    }

    /** Everything that was asked was served by all of them. */
    private static Round round(long atNs, Set<String> arp, String... serving) {
        Round.Leases leases = new Round.Leases(Set.of(serving), serving.length > 1, true);
        return new Round(atNs, arp, Set.of(serving), List.of(Set.of(serving)), leases, true);
    }

    /** @param servers of ha1 and ha2 asked directly, then as clients ask; "": nobody */
    private static Round asked(long atNs, String arp, Round.Leases leases, String... servers) {
        List<Set<String>> inTurn = Stream.of(servers)
                .map(server -> server.isEmpty() ? Set.<String>of() : Set.of(server))
                .toList();
        Set<String> serving = new HashSet<>(inTurn.get(0));
        serving.addAll(inTurn.get(1));
        return new Round(atNs, Set.of(arp), serving, inTurn, leases, true);
    }
}
