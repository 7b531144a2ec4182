package org.hadirector.director.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import org.hadirector.director.journal.JournalEntry;
import org.hadirector.director.journal.JournalFile;
import org.hadirector.director.journal.JournalReader;
import org.hadirector.director.journal.JournalTail;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code director events}: the journal, read from its file; needs no daemon. */
@Command(
        name = "events",
        mixinStandardHelpOptions = true,
        description = "The journal of this node's events, oldest first; read from its file, needs no daemon.",
        footer = {
            "",
            "--since takes a span (90s, 15m, 2h, 1d), a time of today (14:05), a day and time (2026-11-21 14:05:30)",
            "or an instant (2026-11-21T14:05:30Z).",
            "Exit codes: 0 printed; 1 there is no journal; 2 wrong usage."
        })
final class EventsCommand implements Callable<Integer> {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy/MM/dd HH:mm:ss.SSS").withZone(ZoneId.systemDefault());
    private static final long LOOK_AGAIN_NS = 50_000_000;

    @Option(names = "--last", paramLabel = "N", description = "only the last N")
    Integer last;

    @Option(names = "--since", paramLabel = "WHEN", description = "only what happened since then")
    String since;

    @Option(names = "--follow", description = "go on with what happens from now on")
    boolean follow;

    @Option(names = "--json", description = "one JSON object a line")
    boolean json;

    @Spec
    CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        if (last != null && last < 1) {
            throw new ParameterException(spec.commandLine(), "--last needs a number from 1 up, not " + last);
        }
        Instant from = since == null ? Instant.MIN : begin();
        Path state = Directories.of(spec).state();
        if (!follow && Files.notExists(state.resolve(JournalFile.NAME))) {
            throw new NoSuchFileException(state.resolve(JournalFile.NAME).toString());
        }
        try (JournalTail tail = new JournalTail(state)) {
            List<JournalEntry> all = new JournalReader(state).all();
            List<JournalEntry> entries =
                    all.stream().filter(entry -> !entry.time().isBefore(from)).toList();
            print(entries.subList(last == null ? 0 : Math.max(0, entries.size() - last), entries.size()));
            if (follow) {
                List<JournalEntry> meanwhile = tail.poll();
                meanwhile.removeAll(new HashSet<>(all)); // written between the opening of the tail and the reading
                print(meanwhile);
            }
            while (follow && !System.out.checkError()) {
                LockSupport.parkNanos(LOOK_AGAIN_NS);
                print(tail.poll());
            }
        }
        return 0;
    }

    private Instant begin() {
        try {
            return Since.parse(since, Clock.systemDefaultZone());
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--since: " + e.getMessage());
        }
    }

    private void print(List<JournalEntry> entries) throws IOException {
        StringBuilder text = new StringBuilder();
        for (JournalEntry entry : entries) {
            text.append(json ? entry.encode() : line(entry)).append('\n');
        }
        System.out.print(text);
        System.out.flush();
    }

    private static String line(JournalEntry entry) {
        StringBuilder line = new StringBuilder(TIME.format(entry.time()));
        line.append(' ').append(entry.node()).append(' ').append(String.format("%-14s", entry.kind()));
        for (String word : List.of(entry.group(), entry.subject())) {
            if (!word.isEmpty()) {
                line.append(' ').append(word);
            }
        }
        if (entry.epoch() != 0) {
            line.append(" epoch ").append(entry.epoch());
        }
        if (entry.value() != 0 && entry.value() != entry.epoch()) {
            line.append(" [").append(entry.value()).append(']');
        }
        if (!entry.reason().isEmpty()) {
            line.append(": ").append(entry.reason());
        }
        return line.toString();
    }
}
