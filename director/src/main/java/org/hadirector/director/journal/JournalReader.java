package org.hadirector.director.journal;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads the journal from outside the daemon; works as well when no daemon runs. */
public final class JournalReader {
    private final Path directory;

    public JournalReader(Path stateDirectory) {
        this.directory = stateDirectory;
    }

    /** All entries that are on disk, oldest first; damaged lines are left out. */
    public List<JournalEntry> all() throws IOException {
        List<JournalEntry> entries = new ArrayList<>();
        for (int age = JournalFile.KEPT; age >= 0; age--) {
            Path file = directory.resolve(age == 0 ? JournalFile.NAME : JournalFile.NAME + "." + age);
            if (Files.exists(file)) {
                entries.addAll(file(file));
            }
        }
        return entries;
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

    /** The highest epoch any entry speaks of: what a lost epoch file must not fall behind. */
    public long highestEpoch() throws IOException {
        long highest = 0;
        for (JournalEntry entry : all()) {
            highest = Math.max(highest, entry.epoch());
        }
        return highest;
    }
}
