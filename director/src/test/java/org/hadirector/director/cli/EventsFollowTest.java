package org.hadirector.director.cli;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.hadirector.director.journal.JournalEntry;
import org.hadirector.director.journal.JournalFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code director events --follow}, until whoever reads has gone. */
class EventsFollowTest {
    @TempDir
    Path directory;

    private final PrintStream realOut = System.out;
    private final ExecutorService threads = Executors.newSingleThreadExecutor();
    private final Reader reader = new Reader();
    private Future<Integer> command;

    /** The other end of a pipe. */
    private static final class Reader extends OutputStream {
        private final ByteArrayOutputStream read = new ByteArrayOutputStream();
        private boolean gone;

        @Override
        public synchronized void write(int octet) throws IOException {
            if (gone) {
                throw new IOException("Broken pipe");
            }
            read.write(octet);
        }

        synchronized void leave() {
            gone = true;
        }

        synchronized List<String> kinds() {
            return read.toString(StandardCharsets.UTF_8)
                    .lines()
                    .map(line -> line.split(" +")[3])
                    .toList();
        }
    }

    @AfterEach
    void end() throws Exception {
        reader.leave();
        append("END"); // a broken pipe shows when something is written
        threads.shutdown();
        threads.awaitTermination(20, TimeUnit.SECONDS);
        System.setOut(realOut);
    }

    private void append(String... kinds) throws IOException {
        try (JournalFile file = new JournalFile(directory, 1 << 20)) {
            for (String kind : kinds) {
                file.append(new JournalEntry(Instant.EPOCH, 1, "ha1", kind, "g", "", "", 0, 1, false).encode(), true);
            }
        }
    }

    private void follow(String... words) {
        System.setOut(new PrintStream(reader, true, StandardCharsets.UTF_8));
        List<String> all = new java.util.ArrayList<>(List.of("--state", directory.toString(), "events", "--follow"));
        all.addAll(List.of(words));
        command = threads.submit(() -> Main.run("director", all.toArray(String[]::new)));
    }

    private void awaitKinds(String... kinds) {
        await().until(() -> reader.kinds().equals(List.of(kinds)));
    }

    @Test
    void shouldGoOnWithWhatHappensAndEndWithItsReader() throws Exception {
        append("START", "CLAIM", "OWNER");
        follow("--last", "1");
        awaitKinds("OWNER");
        append("RELEASING");
        append("NONE");
        awaitKinds("OWNER", "RELEASING", "NONE");
        reader.leave();
        append("AFTERWARDS");
        assertEquals(0, command.get(20, TimeUnit.SECONDS));
        assertEquals(List.of("OWNER", "RELEASING", "NONE"), reader.kinds());
    }

    @Test
    void shouldWaitForAJournalAndGoOverToTheNext() throws Exception {
        follow();
        append("START");
        awaitKinds("START");
        Path journal = directory.resolve(JournalFile.NAME);
        Files.move(journal, directory.resolve(JournalFile.NAME + ".old"));
        append("STOP");
        awaitKinds("START", "STOP");
    }
}
