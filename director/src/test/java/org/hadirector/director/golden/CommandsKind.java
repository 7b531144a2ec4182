package org.hadirector.director.golden;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hadirector.director.cli.linuxha.Call;
import org.hadirector.director.cli.linuxha.LinuxHa;
import org.hadirector.director.golden.GoldenVector.Event;
import org.hadirector.director.run.VirtualPair;
import org.hadirector.director.run.VirtualShell;

/**
 * {@code commands/}: the real programs on a {@link VirtualPair}. Compared, for each command: its standard output, its
 * standard error unless the recorder left that out ({@code 2=log}), its exit status.
 */
final class CommandsKind implements GoldenKind {
    /** Where the recorder's short names were. */
    private static final Map<String, String> PLACES =
            Map.of("heartbeat", "/usr/libexec/heartbeat/", "cl_status", "/usr/bin/");

    private static final Pattern WORD = Pattern.compile("(\"[^\"]*\"|[^ \"])+");

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
        VirtualShell shell = pair.shell(node);
        List<String> words = words(line);
        boolean timeout = words.get(0).endsWith("/timeout");
        if (timeout) {
            shell.endingAfter(Double.parseDouble(words.get(1)));
            words.subList(0, 2).clear();
        }
        if (words.get(0).endsWith("/setpriv")) {
            shell.asOrdinaryUser();
            words.subList(0, 6).clear();
        }
        if (words.get(0).startsWith("HA_CURHOST=")) {
            shell.withCurrentHost(words.remove(0).substring("HA_CURHOST=".length()));
        }
        String path = words.get(0).startsWith("/")
                ? words.get(0)
                : PLACES.getOrDefault(words.get(0), "/usr/share/heartbeat/") + words.get(0);
        String program = path.startsWith("/etc/init.d/") ? "heartbeat-init" : path.substring(path.lastIndexOf('/') + 1);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Call call = new Call(path, words.subList(1, words.size()), shell, stream(out), stream(err));
        int exit = LinuxHa.run(program, call);
        List<String> wanted = event.results().stream()
                .filter(result -> result.startsWith("1") || result.startsWith("2|"))
                .map(shown -> GoldenVector.bytes(shown).replace("/etc/ha.d//", "/etc/ha.d/"))
                .toList();
        List<String> got = new ArrayList<>(lines("1|", out, shell));
        boolean logged = event.results().contains("2=log"); // then lines that the log has too were not recorded
        lines("2|", err, shell).stream()
                .filter(each -> !logged || wanted.contains(each))
                .forEach(got::add);
        String status = "= " + (timeout ? 124 : exit);
        List<String> facts = facts(vector, node, pair, program, lines("said|", err, shell));
        List<Alignment.Unequal> unequal = program.equals("cl_status") && wanted.size() == 1 && got.size() == 1
                ? answer(wanted.get(0), got.get(0))
                : Alignment.of(wanted, got);
        unequal.forEach(each -> into.add(new Difference(event.line(), each.wanted(), each.got(), facts)));
        if (!event.results().contains(status)) {
            String recorded = "= " + String.join(" ", event.results("= "));
            into.add(new Difference(event.line(), recorded, status + " of " + line, facts));
        }
    }

    /** One answer instead of another. */
    private static List<Alignment.Unequal> answer(String wanted, String got) {
        return wanted.equals(got) ? List.of() : List.of(new Alignment.Unequal(wanted, got));
    }

    private static List<String> facts(
            GoldenVector vector, String node, VirtualPair pair, String program, List<String> said) {
        List<String> facts = new ArrayList<>(said);
        if (program.equals("cl_status")) {
            for (String word : CaseFacts.truth(vector, node, Holds.names(pair.holds(node)))) {
                facts.add("truth|1|" + word);
                facts.add("truth|1|This node is holding " + word + " resources.");
            }
        }
        return facts;
    }

    /** As the recorder's shell split them: at blanks that no double quotes enclose. */
    private static List<String> words(String line) {
        return WORD.matcher(line)
                .results()
                .map(found -> found.group().replace("\"", ""))
                .collect(Collectors.toCollection(ArrayList::new));
    }

    private static PrintStream stream(ByteArrayOutputStream into) {
        return new PrintStream(into, true, StandardCharsets.UTF_8);
    }

    /** With the words replaced that the recorder replaced. */
    private static List<String> lines(String stream, ByteArrayOutputStream from, VirtualShell shell) {
        return from.toString(StandardCharsets.UTF_8)
                .lines()
                .map(line -> line.replace(shell.etc().toString(), "/etc")
                        .replaceFirst("^[A-Z][a-z]{2} \\d\\d \\d\\d:\\d\\d:\\d\\d ", "T ")
                        .replaceAll("\\[\\d+\\]:", "[P]:")
                        .replaceAll("\\bpid \\d+", "pid P"))
                .map(stream::concat)
                .toList();
    }
}
