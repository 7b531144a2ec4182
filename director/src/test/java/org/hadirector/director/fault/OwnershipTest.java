package org.hadirector.director.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class OwnershipTest {
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
                DIRECTORS);
        assertEquals(0, seen.dualArpNs());
        assertEquals(0, seen.dualServiceNs());
        assertEquals(10, seen.unansweredNs());
        assertEquals(10, seen.unservedNs());
        assertEquals(10, seen.unservedFromNs());
        assertEquals(List.of("ha1", "ha2"), seen.servers());
        assertEquals(6, seen.rounds());
    }

    @Test
    void shouldMeasureADuel() {
        Ownership seen = Ownership.of(
                List.of(
                        round(0, Set.of("aa", "bb"), "ha1"),
                        round(5, Set.of("aa", "bb"), "ha1", "ha2"),
                        round(12, Set.of("bb"), "ha2")),
                DIRECTORS);
        assertEquals(12, seen.dualArpNs());
        assertEquals(7, seen.dualServiceNs());
        assertEquals(7, seen.coarsestNs());
    }

    @Test
    void shouldNameAStrangerAndNotTakeItForADirector() {
        Ownership seen = Ownership.of(
                List.of(round(0, Set.of("aa", "cc"), "ha1"), round(5, Set.of("cc")), round(10, Set.of())), DIRECTORS);
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
                DIRECTORS);
        assertEquals(10, seen.unservedNs());
        assertEquals(10, seen.unservedFromNs());
        assertEquals(0, seen.unansweredNs());
    }

    @Test
    void shouldNotTakeAHandOverForADuel() {
        Ownership seen = Ownership.of(
                List.of(
                        asked(0, "aa", "ha1", "", "ha1", ""),
                        asked(5, "aa", "ha1", "", "ha2", "ha2"),
                        asked(10, "bb", "", "ha2", "ha2", "ha2"),
                        round(15, Set.of("bb"), "ha2")),
                DIRECTORS);
        assertEquals(0, seen.dualServiceNs(), "it waited at ha1 and was served by ha2");
        assertEquals(List.of("ha1", "ha2"), seen.servers());
    }

    @Test
    void shouldMeasureADuelThatOnlyHandedQuestionsShow() {
        Ownership seen = Ownership.of(
                List.of(asked(0, "bb", "", "ha2", "ha1", "ha2"), round(5, Set.of("bb"), "ha2")), DIRECTORS);
        assertEquals(5, seen.dualServiceNs());
    }

    @Test
    void shouldNotTakeAMoveBetweenTwoQuestionsForADuel() {
        Ownership seen = Ownership.of(
                List.of(asked(0, "aa", "ha1", "ha2", "ha2", "ha2"), round(5, Set.of("bb"), "ha2")), DIRECTORS);
        assertEquals(0, seen.dualServiceNs());
        assertEquals(
                5,
                Ownership.of(List.of(asked(0, "aa", "ha1", "ha2", "ha1", ""), round(5, Set.of("bb"), "ha2")), DIRECTORS)
                        .dualServiceNs(),
                "ha1 served what was asked after what ha2 served");
    }

    @Test
    void shouldCountRoundsInWhichItMayHaveMissedAnOwner() {
        Ownership seen = Ownership.of(
                List.of(new Round(0, Set.of("aa"), Set.of(), List.of(), false), round(5, Set.of("aa"))), DIRECTORS);
        assertEquals(1, seen.unexplained());
    }

    /** Everything that was asked was served by all of them. */
    private static Round round(long atNs, Set<String> arp, String... serving) {
        return new Round(atNs, arp, Set.of(serving), List.of(Set.of(serving)), true);
    }

    /** @param servers of ha1 and ha2 asked directly, then as clients ask; "": nobody */
    private static Round asked(long atNs, String arp, String... servers) {
        List<Set<String>> inTurn = Stream.of(servers)
                .map(server -> server.isEmpty() ? Set.<String>of() : Set.of(server))
                .toList();
        Set<String> serving = new HashSet<>(inTurn.get(0));
        serving.addAll(inTurn.get(1));
        return new Round(atNs, Set.of(arp), serving, inTurn, true);
    }
}
