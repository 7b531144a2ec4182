package org.hadirector.director.golden;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hadirector.director.golden.GoldenVector.Event;
import org.hadirector.director.run.VirtualPair;

/**
 * {@code commands/}: the real programs on a {@link VirtualPair}. Compared, for each command: its standard output, its
 * standard error unless the recorder left that out ({@code 2=log}), its exit status.
 */
final class CommandsKind implements GoldenKind {
    private static final Pattern NOT_YET = Pattern.compile("Cannot signon with heartbeat|^1\\|[Hh]eartbeat is stopped");

    @Override
    public String folder() {
        return "commands";
    }

    @Override
    public List<Difference> run(GoldenVector vector) throws Exception {
        Path root = Files.createTempDirectory("golden-commands");
        try (VirtualPair pair = new VirtualPair(root)) {
            PairEvents events = new PairEvents(vector, pair);
            events.files();
            List<Difference> differences = new ArrayList<>();
            for (Event event : vector.events()) {
                events.act(event, (node, line) -> command(vector, event, node, line, pair, differences));
                if (event.line().contains(" $ ")
                        && event.results().stream().anyMatch(result -> result.matches("ha\\d (log|call)\\|.*"))) {
                    events.settle();
                }
            }
            return differences;
        } finally {
            try (Stream<Path> files = Files.walk(root)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    private static void command(
            GoldenVector vector, Event event, String node, String line, VirtualPair pair, List<Difference> into) {
        RecordedCommand run = RecordedCommand.run(pair, node, line);
        List<String> wanted = event.results().stream()
                .filter(result -> result.startsWith("1") || result.startsWith("2|"))
                .map(shown -> GoldenVector.bytes(shown)
                        .replace("/etc/ha.d//", "/etc/ha.d/")
                        .replace("already running [pid P.", "already running [pid P].")) // so one recorder has it
                .toList();
        List<String> got = marked("1|", run.out());
        boolean logged = event.results().contains("2=log"); // then lines that the log has too were not recorded
        marked("2|", run.err()).stream()
                .filter(each -> !logged || wanted.contains(each))
                .forEach(got::add);
        String status = "= " + (run.timeout() ? 124 : run.exit());
        List<String> facts = facts(vector, node, pair, run);
        if (justStarted(vector, event, node)) {
            facts.add("just started|");
        }
        List<Alignment.Unequal> unequal = run.program().equals("cl_status") && wanted.size() == 1 && got.size() == 1
                ? answer(wanted.get(0), got.get(0))
                : Alignment.of(wanted, got);
        unequal.forEach(each -> into.add(new Difference(event.line(), each.wanted(), each.got(), facts)));
        if (!event.results().contains(status)) {
            String recorded = "= " + String.join(" ", event.results("= "));
            into.add(new Difference(event.line(), recorded, status + " of " + line, facts));
        }
    }

    /**
     * Whether the recorded daemon could not be asked yet, less than a second after its start, and nothing was done to
     * it since.
     */
    private static boolean justStarted(GoldenVector vector, Event asked, String node) {
        if (asked.results().stream().noneMatch(NOT_YET.asPredicate())) {
            return false;
        }
        double waited = 0;
        for (int i = vector.events().indexOf(asked) - 1; i >= 0 && waited < 1; i--) {
            String line = vector.events().get(i).line();
            if (line.matches(node + " \\$ (heartbeat( -r)?|/etc/init\\.d/heartbeat (re)?start)")) {
                return true;
            }
            if (line.equals("wait until all is settled")
                    || line.matches(node + " (power off|kill -9 all.*|\\$ .*heartbeat (-k|stop))")) {
                return false;
            }
            waited += line.startsWith("wait ") ? Double.parseDouble(line.split(" ")[1]) : 0;
        }
        return false;
    }

    private static List<String> marked(String mark, List<String> lines) {
        return lines.stream().map(mark::concat).collect(Collectors.toCollection(ArrayList::new));
    }

    /** One answer instead of another. */
    private static List<Alignment.Unequal> answer(String wanted, String got) {
        return wanted.equals(got) ? List.of() : List.of(new Alignment.Unequal(wanted, got));
    }

    private static List<String> facts(GoldenVector vector, String node, VirtualPair pair, RecordedCommand run) {
        List<String> facts = marked("said|", run.err());
        if (run.program().equals("cl_status")) {
            for (String word : CaseFacts.truth(GroupNames.of(vector), node, Holds.names(pair.holds(node)))) {
                facts.add("truth|1|" + word);
                facts.add("truth|1|This node is holding " + word + " resources.");
            }
        }
        return facts;
    }
}
