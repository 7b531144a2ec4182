package org.hadirector.director.run;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.hadirector.director.journal.EpochStore;
import org.hadirector.director.journal.JournalEntry;
import org.hadirector.director.journal.JournalReader;
import org.hadirector.heartbeat.decide.CoreEvent;
import org.hadirector.heartbeat.decide.Input;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of the epoch file while a daemon is down, with the real store under a real core. */
class EpochFileTest {
    @TempDir
    Path directory;

    /** Does something to a state directory. */
    @FunctionalInterface
    private interface Damage {
        void to(Path state) throws Exception;
    }

    private static Path epochFile(Path state) {
        return state.resolve("epoch");
    }

    /** What is done to it, and what is said of that; an older file that nothing contradicts cannot be known as such. */
    private static Map<String, Damage> damages() {
        Map<String, Damage> all = new LinkedHashMap<>();
        all.put("missing", state -> Files.delete(epochFile(state)));
        all.put("damaged: empty", state -> Files.write(epochFile(state), new byte[0]));
        all.put("damaged: truncated", state -> {
            byte[] whole = Files.readAllBytes(epochFile(state));
            Files.write(epochFile(state), java.util.Arrays.copyOf(whole, whole.length - 3));
        });
        all.put("damaged: garbage", state -> Files.write(epochFile(state), new byte[] {0, -1, '\n', 7, ' ', '9'}));
        all.put(
                "damaged: one digit changed",
                state -> Files.writeString(
                        epochFile(state), Files.readString(epochFile(state)).replaceFirst("^\\d", "0")));
        all.put("damaged: longer than any number", state -> Files.write(epochFile(state), new byte[1 << 20]));
        all.put("behind the journal", state -> {
            Files.delete(epochFile(state));
            new EpochStore(state).reserve(1);
        });
        all.put("unreadable", state -> {
            Files.delete(epochFile(state));
            Files.createDirectory(epochFile(state));
        });
        return all;
    }

    @TestFactory
    Stream<DynamicTest> shouldSayWhatIsWrongAndGoOnFromTheJournal() {
        return damages().entrySet().stream()
                .map(damage -> DynamicTest.dynamicTest(damage.getKey(), () -> {
                    Path state = Files.createTempDirectory(directory, "state");
                    new EpochStore(state).reserve(64);
                    journal(state, 40);
                    damage.getValue().to(state);
                    Storage storage = Storage.open(state, "ha1");
                    write(storage);
                    assertEquals(40, storage.firstEpoch());
                    List<JournalEntry> told = told(state);
                    assertEquals(1, told.size(), told::toString);
                    String what = damage.getKey().split(":")[0];
                    String said = told.get(0).reason();
                    assertTrue(said.startsWith("epoch file is " + what), said);
                    assertTrue(said.contains("going on from epoch 40, the journal's highest"), said);
                }));
    }

    @Test
    void shouldSayNothingOfAFirstStartNorOfAnHonestFile() throws Exception {
        Path state = Files.createDirectory(directory.resolve("fresh"));
        write(Storage.open(state, "ha1"));
        new EpochStore(state).reserve(64);
        Storage again = Storage.open(state, "ha1");
        write(again);
        assertEquals(64, again.firstEpoch());
        assertEquals(List.of(), told(state));
    }

    /** Files and journal are gone or of long ago: what the peer has seen is all there is. */
    @TestFactory
    Stream<DynamicTest> shouldNeverClaimBelowWhatThePeerHasSeen() {
        return Stream.of("missing", "damaged: garbage", "behind the journal")
                .map(name -> DynamicTest.dynamicTest(
                        name, () -> restartAfter(damages().get(name))));
    }

    private void restartAfter(Damage damage) throws Exception {
        Path state = Files.createTempDirectory(directory, "ha1");
        try (Pair pair = new Pair(state, Files.createTempDirectory(directory, "ha2"))) {
            for (int i = 0; i < 3; i++) {
                pair.move(pair.ha1, pair.ha2);
                pair.move(pair.ha2, pair.ha1);
            }
            pair.move(pair.ha1, pair.ha2);
            pair.ha1.close();
            damage.to(state);
            long lost = new EpochStore(state).load().epoch();
            long peers = pair.ha2.view().groups().get(0).epoch();
            assertTrue(lost < peers, "the node forgot " + peers + ", it knows " + lost);
            pair.restart(state);
            pair.move(pair.ha2, pair.ha1);
            long claimed = pair.ha1.view().groups().get(0).epoch();
            assertTrue(claimed > peers, claimed + " after the peer's " + peers);
            assertTrue(new EpochStore(state).load().epoch() >= claimed, "on disk before it was claimed");
        }
    }

    @Test
    void shouldClaimNothingUntilTheFileCanBeWritten() throws Exception {
        Path state = Files.createDirectory(directory.resolve("ha1"));
        Path inTheWay = Files.createDirectory(state.resolve("epoch.new"));
        try (Pair pair = new Pair(state, Files.createDirectory(directory.resolve("ha2")))) {
            await().until(() -> pair.ha1.events.stream()
                    .anyMatch(event -> event.kind() == CoreEvent.Kind.ALARM
                            && event.reason().contains("cannot reserve epochs")));
            await().until(pair.ha2::serves);
            pair.ask(pair.ha2, Input.Verb.STANDBY);
            await().until(() ->
                    pair.ha1.view().groups().get(0).detail().notReady().contains("epoch"));
            await().until(pair.ha2::serves); // not while it has to prove its lease again, after a pause
            assertFalse(pair.ha1.resources.running, "nothing is claimed without an epoch on disk");
            Files.delete(inTheWay);
            await().until(() -> pair.ha1.events.stream().anyMatch(event -> event.kind() == CoreEvent.Kind.DISK_WORKS));
            pair.move(pair.ha2, pair.ha1);
        }
    }

    /** The line of the claim was in the queue of the journal when the process was killed. */
    @Test
    void shouldNotFallBehindAClaimOfWhichTheJournalKnowsNothing() throws Exception {
        Storage storage = Storage.open(directory, "ha1");
        storage.reserve(64);
        write(storage);
        storage.journal().add("CLAIM", "vip", "", "", 0, 41, true);
        Files.delete(epochFile(directory));
        assertEquals(64, Storage.open(directory, "ha1").firstEpoch());
    }

    private static void journal(Path state, long epoch) throws Exception {
        Storage storage = Storage.open(state, "ha1");
        storage.journal().add("OWNER", "vip", "", "", 0, epoch, true);
        write(storage);
    }

    private static void write(Storage storage) throws InterruptedException {
        storage.journal().end();
        storage.journal().writeLoop();
    }

    private static List<JournalEntry> told(Path state) throws Exception {
        return new JournalReader(state)
                .all().stream()
                        .filter(entry -> entry.kind().equals("EPOCH_FILE"))
                        .toList();
    }

    /** Two nodes on one cable. */
    private static final class Pair implements AutoCloseable {
        private final MemoryCable cable = new MemoryCable();
        private final TestNode.TestLan lan = new TestNode.TestLan();
        private TestNode ha1;
        private final TestNode ha2;

        Pair(Path first, Path second) throws Exception {
            ha1 = new TestNode("ha1", 0, cable.first, lan, first);
            ha2 = new TestNode("ha2", 1, cable.second, lan, second);
            lan.add(ha1);
            lan.add(ha2);
            ha1.start();
            ha2.start();
            await().until(() -> ha1.serves() || ha2.serves());
            if (ha2.serves() && !Files.exists(first.resolve("epoch.new"))) {
                move(ha2, ha1);
            }
        }

        void restart(Path state) throws Exception {
            ha1 = new TestNode("ha1", 0, 2, cable.first, lan, state);
            lan.add(ha1);
            ha1.start();
        }

        void ask(TestNode node, Input.Verb verb) {
            node.inbox.offer(new Input.OperatorRequest(node.answers.next().id(), verb, Input.Scope.ALL));
        }

        void move(TestNode from, TestNode to) {
            await().until(() -> to.view().groups().get(0).detail().notReady().isEmpty());
            await().until(() -> {
                if (from.serves()) {
                    ask(from, Input.Verb.STANDBY);
                }
                return to.serves() && !from.resources.running;
            });
        }

        @Override
        public void close() {
            try {
                ha1.close();
                ha2.close();
            } catch (InterruptedException ending) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
