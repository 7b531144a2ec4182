package org.hadirector.director.journal;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads the journal from outside the daemon; works as well when no daemon runs. */
public final class JournalReader {
    /** As {@link JournalEntry#encode} has it; inside a text its quotes would have backslashes before them. */
    private static final String EPOCH = ",\"epoch\":";

    /** Of a number that fits into 64 bits, however they are set. */
    private static final int DIGITS = 18;

    private static final long NEWEST_BYTES = 128 << 10;

    private final Path directory;

    public JournalReader(Path stateDirectory) {
        this.directory = stateDirectory;
    }

    /** All entries that are on disk, oldest first; damaged lines are left out. */
    public List<JournalEntry> all() throws IOException {
        List<JournalEntry> entries = new ArrayList<>();
        for (int age = JournalFile.KEPT; age >= 0; age--) {
            Path file = file(age);
            if (!Files.notExists(file)) { // one that may not be looked at is not missing
                entries.addAll(file(file));
            }
        }
        return entries;
    }

    private Path file(int age) {
        return directory.resolve(age == 0 ? JournalFile.NAME : JournalFile.NAME + "." + age);
    }

    /** The entries of one file, such as a copy of the other node's; damaged lines are left out. */
    public static List<JournalEntry> file(Path file) throws IOException {
        List<JournalEntry> entries = new ArrayList<>();
        // not Files.newBufferedReader: that one throws at the first byte a power failure left behind
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(Files.newInputStream(file), StandardCharsets.UTF_8))) {
            read(lines, entries);
        }
        return entries;
    }

    private static void read(BufferedReader lines, List<JournalEntry> into) throws IOException {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            JournalEntry entry = parse(line);
            if (entry != null) {
                into.add(entry);
            }
        }
    }

    /** The entry of one line, or null when the line is damaged. */
    static JournalEntry parse(String line) {
        try {
            return JournalEntry.decode(line);
        } catch (IOException damaged) {
            return null;
        }
    }

    /** The highest epoch any line speaks of: what a lost epoch file must not fall behind. */
    public long highestEpoch() throws IOException {
        return highestEpoch(JournalFile.KEPT, Long.MAX_VALUE);
    }

    /** The same of the newest lines: a start has no time for a journal of some 10 MB when nothing is lost. */
    public long newestEpoch() throws IOException {
        return highestEpoch(1, NEWEST_BYTES);
    }

    /**
     * @param oldest of the files that count
     * @param atMost bytes at the end of each
     */
    private long highestEpoch(int oldest, long atMost) throws IOException {
        long highest = 0;
        for (int age = 0; age <= oldest; age++) {
            Path file = file(age);
            if (!Files.notExists(file)) { // one that may not be looked at is not missing
                highest = Math.max(highest, highestEpoch(file, atMost));
            }
        }
        return highest;
    }

    private static long highestEpoch(Path file, long atMost) throws IOException {
        long highest = 0;
        try (FileChannel channel = FileChannel.open(file)) {
            channel.position(Math.max(0, channel.size() - atMost));
            BufferedReader lines = new BufferedReader(Channels.newReader(channel, StandardCharsets.ISO_8859_1));
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                highest = Math.max(highest, epoch(line));
            }
        }
        return highest;
    }

    /** The number in a line, looked for without reading the rest of it; 0 in a line that ends before. */
    private static long epoch(String line) {
        int from = line.lastIndexOf(EPOCH) + EPOCH.length();
        int end = line.indexOf(',', from);
        if (from < EPOCH.length() || end < 0 || end == from || end - from > DIGITS) {
            return 0;
        }
        for (int i = from; i < end; i++) {
            if (line.charAt(i) < '0' || line.charAt(i) > '9') {
                return 0;
            }
        }
        return Long.parseLong(line, from, end, 10);
    }
}
