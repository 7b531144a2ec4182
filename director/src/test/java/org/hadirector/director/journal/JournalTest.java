package org.hadirector.director.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.hadirector.heartbeat.link.BootId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-21T10:00:00.123Z"), ZoneOffset.UTC);

    @TempDir
    Path state;

    private final List<String> troubles = new ArrayList<>();

    private Journal journal(Path directory, long maxBytes) {
        return new Journal("ha1", CLOCK, () -> 42L, new JournalFile(directory, maxBytes), troubles::add);
    }

    private static void drain(Journal journal) throws InterruptedException {
        journal.end();
        journal.writeLoop();
    }

    @Test
    void shouldReadBackWhatWasWritten() throws Exception {
        Journal journal = journal(state, 1 << 20);
        journal.add("OWNER", "10.0.0.1", "ha2", "peer \"silent\"\n9 s", 7, 12, true);
        drain(journal);
        JournalEntry entry = new JournalReader(state).all().get(0);
        assertEquals(
                new JournalEntry(
                        CLOCK.instant(), 42, "ha1", "OWNER", "10.0.0.1", "ha2", "peer \"silent\"\n9 s", 7, 12, true),
                entry);
        assertEquals(1, Files.readAllLines(state.resolve("journal.jsonl")).size(), "one event, one line");
    }

    @Test
    void shouldNotTakeAJournalThatItMayNotLookAtForAnEmptyOne() throws IOException {
        Path none = Files.createDirectory(state.resolve("none"));
        assertEquals(List.of(), new JournalReader(none).all());
        Path file = Files.writeString(state.resolve("file"), ""); // root may look into any directory, not into a file
        assertThrows(IOException.class, () -> new JournalReader(file).all());
        assertThrows(IOException.class, () -> new JournalReader(file).highestEpoch());
    }

    @Test
    void shouldReadPastBytesThatAreNoText() throws Exception {
        Journal journal = journal(state, 1 << 20);
        journal.add("OWNER", "vip", "", "", 0, 12, true);
        drain(journal);
        byte[] good = Files.readAllBytes(state.resolve("journal.jsonl"));
        byte[] torn = {(byte) 0xff, (byte) 0xc3, 0, '{', '\n'};
        Files.write(state.resolve("journal.jsonl"), torn);
        Files.write(state.resolve("journal.jsonl"), good, StandardOpenOption.APPEND);
        Files.write(state.resolve("journal.jsonl"), torn, StandardOpenOption.APPEND);
        assertEquals(1, new JournalReader(state).all().size());
        assertEquals(12, new JournalReader(state).highestEpoch());
    }

    @Test
    void shouldKeepTheNewestEntriesAcrossRotations() throws Exception {
        Journal journal = journal(state, 2000);
        for (int i = 0; i < 200; i++) {
            journal.add("TEST", "", "", "", i, 0, false);
        }
        drain(journal);
        List<JournalEntry> all = new JournalReader(state).all();
        assertEquals(199, all.get(all.size() - 1).value());
        for (int i = 1; i < all.size(); i++) {
            assertEquals(all.get(i - 1).value() + 1, all.get(i).value(), "no hole inside");
        }
        assertTrue(all.get(0).value() > 0, "the oldest went");
        assertFalse(Files.exists(state.resolve("journal.jsonl.5")));
    }

    @Test
    void shouldSurviveALineCutOffByAPowerFailure() throws Exception {
        Journal before = journal(state, 1 << 20);
        before.add("TEST", "", "", "whole", 1, 0, false);
        drain(before);
        Path file = state.resolve("journal.jsonl");
        Files.writeString(file, Files.readString(file) + "{\"time\":\"2026-11-21T10:0");
        Journal after = journal(state, 1 << 20);
        after.add("TEST", "", "", "next", 2, 0, false);
        drain(after);
        assertEquals(
                List.of("whole", "next"),
                new JournalReader(state)
                        .all().stream().map(JournalEntry::reason).toList());
    }

    @Test
    void shouldCountAndTellOnceWhenTheDiskRefuses() throws Exception {
        Path missing = Files.createFile(state.resolve("missing")); // one that is not there would be made
        Journal journal = journal(missing, 1 << 20);
        journal.add("TEST", "", "", "a", 1, 0, false);
        journal.add("TEST", "", "", "b", 2, 0, false);
        drain(journal);
        assertEquals(2, journal.lost());
        assertEquals(1, troubles.size(), troubles.toString());
        Files.delete(missing);
        Files.createDirectory(missing);
        journal.add("TEST", "", "", "c", 3, 0, false);
        drain(journal);
        List<JournalEntry> all = new JournalReader(missing).all();
        assertEquals("JOURNAL_GAP", all.get(0).kind());
        assertEquals(2, all.get(0).value());
        assertEquals("c", all.get(1).reason());
        assertEquals("journal is written again; entries lost since the start: 2", troubles.get(1));
        assertEquals("", journal.trouble());
    }

    @Test
    void shouldNeverBlockTheDutyWhenNobodyWrites() {
        Journal journal = journal(state, 1 << 20);
        for (int i = 0; i < 10_000; i++) {
            journal.add("TEST", "", "", "", i, 0, false);
        }
        assertTrue(journal.lost() > 0);
    }

    @Test
    void shouldFollowNewEntriesAcrossARotation() throws Exception {
        Journal first = journal(state, 300);
        first.add("TEST", "", "", "old", 0, 0, false);
        drain(first);
        try (JournalTail tail = new JournalTail(state)) {
            assertEquals(List.of(), tail.poll());
            Journal more = journal(state, 300);
            for (int i = 1; i <= 2; i++) {
                more.add("TEST", "", "", "", i, 0, false);
            }
            drain(more);
            List<JournalEntry> seen = new ArrayList<>(tail.poll());
            Journal last = journal(state, 300);
            last.add("TEST", "", "", "", 3, 0, false);
            drain(last);
            seen.addAll(tail.poll());
            assertEquals(
                    List.of(1L, 2L, 3L), seen.stream().map(JournalEntry::value).toList());
        }
    }

    @Test
    void shouldNeverFallBehindTheJournal() throws Exception {
        EpochStore store = new EpochStore(state);
        assertEquals(new EpochStore.Found(0, ""), store.load());
        store.reserve(16);
        store.reserve(12);
        assertEquals(16, store.load().epoch());
        Journal journal = journal(state, 1 << 20);
        journal.add("OWNER", "g", "", "", 0, 15, true);
        drain(journal);
        Files.writeString(state.resolve("epoch"), "16 00000000\n");
        EpochStore.Found found = store.load();
        assertEquals(15, found.epoch());
        assertTrue(found.trouble().contains("damaged"), found.trouble());
        Files.delete(state.resolve("epoch"));
        store.reserve(12);
        assertEquals(15, store.load().epoch());
        assertTrue(
                store.load().trouble().contains("behind the journal"),
                store.load().trouble());
        Files.delete(state.resolve("epoch"));
        assertEquals(15, store.load().epoch());
        assertTrue(store.load().trouble().contains("missing"), store.load().trouble());
    }

    @Test
    void shouldFindTheHighestEpochWhereverItWasTold() throws Exception {
        Journal journal = journal(state, 500 << 10);
        journal.add("OWNER", "g", "", ",\"epoch\":99,", 0, 15, true);
        String filler = "x".repeat(1000);
        for (int i = 0; i < 800; i++) {
            journal.add("TEST", "", "", filler, i, 0, false);
        }
        drain(journal);
        JournalReader reader = new JournalReader(state);
        assertEquals(15, reader.highestEpoch());
        assertEquals(0, reader.newestEpoch(), "long ago");
        EpochStore store = new EpochStore(state);
        assertEquals(15, store.load().epoch(), "the file is missing: every line counts");
        store.reserve(12);
        assertEquals(new EpochStore.Found(12, ""), store.load());
        Journal more = journal(state, 500 << 10);
        more.add("PEER_OWNS", "g", "", ",\"epoch\":99,", 0, 14, true);
        drain(more);
        Files.writeString(
                state.resolve("journal.jsonl"),
                "{\"value\":0,\"epoch\":77\n,\"epoch\":,\n,\"epoch\":9999999999999999999,\n,\"epoch\":-5,",
                StandardOpenOption.APPEND);
        assertEquals(14, reader.newestEpoch());
        assertEquals(15, store.load().epoch(), "behind the newest lines: every line counts");
    }

    @Test
    void shouldGiveEveryStartAGreaterBootId() throws IOException {
        EpochStore store = new EpochStore(state);
        long wall = 1_795_000_000L;
        long first = store.nextBootId(wall);
        long second = store.nextBootId(wall);
        assertTrue(BootId.newer(second, first));
        Files.writeString(state.resolve("generation"), "junk");
        assertTrue(BootId.newer(store.nextBootId(wall + 10), second));
    }

    @Test
    void shouldOnlyStampWithAClockThatJumps() throws Exception {
        Clock[] clock = {CLOCK};
        long[] monotonic = {0};
        Clock jumping = new Clock() {
            @Override
            public java.time.ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(java.time.ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return clock[0].instant();
            }
        };
        Journal journal =
                new Journal("ha1", jumping, () -> ++monotonic[0], new JournalFile(state, 1 << 20), troubles::add);
        for (long days : new long[] {0, 1, -1, 365}) {
            clock[0] = Clock.offset(CLOCK, java.time.Duration.ofDays(days));
            journal.add("TEST", "", "", "", days, 0, true);
        }
        drain(journal);
        List<JournalEntry> all = new JournalReader(state).all();
        assertEquals(
                List.of(0L, 1L, -1L, 365L),
                all.stream().map(JournalEntry::value).toList());
        assertEquals(
                List.of(1L, 2L, 3L, 4L),
                all.stream().map(JournalEntry::monotonicNs).toList());
    }

    @Test
    void shouldWriteAnUnsavedGenerationWithTheFirstReservation() throws Exception {
        EpochStore store = new EpochStore(state);
        long id = store.unsavedBootId(1_700_000_000);
        assertFalse(Files.exists(state.resolve("generation")));
        store.reserve(64);
        long next = new EpochStore(state).nextBootId(1_700_000_000 - 86_400);
        assertTrue(BootId.newer(next, id), "also when the clock went back a day");
    }

    /** A clean-up that knows nothing of us, or a restore of a backup. */
    @Test
    void shouldBeginAnewWhenItsFileWasTakenAway() throws Exception {
        Path own = state.resolve("removed");
        Files.createDirectory(own);
        try (JournalFile file = new JournalFile(own, 1 << 20)) {
            file.append("one", false);
            assertFalse(file.wasLost());
            Files.delete(own.resolve(JournalFile.NAME));
            Files.delete(own);
            file.append("two", false);
            assertTrue(file.wasLost());
            assertFalse(file.wasLost());
            assertEquals("two\n", Files.readString(own.resolve(JournalFile.NAME)));
            Files.move(own.resolve(JournalFile.NAME), own.resolve("elsewhere"));
            Files.writeString(own.resolve(JournalFile.NAME), "a backup\n");
            file.append("three", false);
            assertTrue(file.wasLost());
            assertEquals("a backup\nthree\n", Files.readString(own.resolve(JournalFile.NAME)));
        }
    }

    @Test
    void shouldNoticeThatReservedEpochsAreNoLongerOnDisk() throws Exception {
        Path own = state.resolve("epochs");
        EpochStore store = new EpochStore(own);
        assertEquals("", store.loss(), "nothing was reserved");
        store.reserve(64);
        assertEquals("", store.loss());
        Files.delete(own.resolve("epoch"));
        Files.delete(own);
        assertEquals(own.resolve("epoch") + " was removed, damaged or replaced by an older one", store.loss());
        assertEquals("", store.loss(), "said once");
        store.reserve(128);
        assertEquals("", store.loss());
        assertEquals(128, new EpochStore(own).load().epoch());
        Files.delete(own.resolve("epoch"));
        new EpochStore(own).reserve(64);
        assertFalse(store.loss().isEmpty(), "an older one");
        Files.delete(own.resolve("epoch"));
        Files.createDirectory(own.resolve("epoch"));
        assertEquals("", store.loss());
    }
}
