package org.hadirector.director.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.hadirector.director.journal.JournalEntry;
import org.hadirector.director.journal.JournalReader;
import org.hadirector.director.why.Change;
import org.hadirector.director.why.Complaint;
import org.hadirector.director.why.Stories;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code director why}: cause, evidence, decision, action, effect of each change of ownership. */
@Command(
        name = "why",
        mixinStandardHelpOptions = true,
        description = "Why each group is where it is: cause, evidence, decision, action and effect of every change.",
        footer = {
            "",
            "Below them: virtual services that answer badly now (SERVICE_BAD in the journal),",
            "since when and why.",
            "Read from the journals, without any daemon. Without the other node's journal",
            "its part is what its beats told.",
            "Times of two machines are compared by their wall clocks; within a node they are exact.",
            "Exit codes: 0 told; 1 the journal cannot be read, or knows of no change; 2 wrong usage."
        })
final class WhyCommand implements Callable<Integer> {
    /** Where the other node's state directory is, when it can be seen from here, as in a lab. */
    static final String PEER_STATE = "HA_DIRECTOR_PEER_STATE";

    @Option(names = "--last", paramLabel = "N", description = "only the last N changes (default: 1; 0: all)")
    int last = 1;

    @Option(names = "--group", paramLabel = "KEY", description = "only this group")
    String group;

    @Option(
            names = "--peer",
            paramLabel = "FILE",
            description = "the other node's journal, or its state directory (" + PEER_STATE + ")")
    Path peer;

    @Option(names = "--json", description = "the stories as JSON")
    boolean json;

    @Spec
    CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        if (last < 0) {
            throw new ParameterException(spec.commandLine(), "--last needs a number from 0 up, not " + last);
        }
        List<JournalEntry> ours = new JournalReader(Directories.of(spec).state()).all();
        List<JournalEntry> theirs = peers();
        List<Change> told = Stories.of(
                ours, theirs, key -> group == null || key.equals(group), last == 0 ? Integer.MAX_VALUE : last);
        List<Complaint> complaints = Complaint.open(ours, theirs).stream()
                .filter(complaint -> group == null || complaint.group().equals(group))
                .toList();
        if (told.isEmpty()) {
            System.err.println(
                    "director: the journal knows of no change of ownership" + (group == null ? "" : " of " + group));
            return 1;
        }
        if (json) {
            System.out.println(Json.pretty(
                    told.stream().map(change -> tree(change, complaints)).toList()));
        } else {
            WhyText text = new WhyText(ZoneId.systemDefault());
            System.out.print(text.of(told) + text.complaints(complaints));
        }
        return 0;
    }

    private static Map<String, Object> tree(Change change, List<Complaint> complaints) {
        Map<String, Object> tree = change.tree();
        tree.put(
                "complaintsNow",
                complaints.stream()
                        .filter(complaint -> complaint.group().equals(change.group()))
                        .map(Complaint::tree)
                        .toList());
        return tree;
    }

    private List<JournalEntry> peers() throws IOException {
        if (peer != null && !Files.exists(peer)) {
            throw new ParameterException(spec.commandLine(), "--peer: " + peer + ": no such file");
        }
        String elsewhere = System.getenv(PEER_STATE);
        Path path = peer != null ? peer : elsewhere == null || elsewhere.isEmpty() ? null : Path.of(elsewhere);
        if (path == null || !Files.exists(path)) {
            return List.of();
        }
        return Files.isDirectory(path) ? new JournalReader(path).all() : JournalReader.file(path);
    }
}
