package org.hadirector.director.golden;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.hadirector.director.golden.PairPlayer.Played;
import org.hadirector.director.log.LogLine;

/**
 * {@code log/}: the same lines for the same events.
 *
 * <p>Compared, for each event and node: the set of line shapes. A shape is a line as it stands in ha-log, numbers that
 * differ from run to run replaced. Every recorded shape must be there; a shape that heartbeat has anywhere in these
 * cases must not be there when it was not recorded for that event. Lines in words that heartbeat does not have are this
 * program's own explanations and not compared. At the end, what {@code holds} says.
 */
final class LogKind implements GoldenKind {
    private static final Pattern PLAIN =
            Pattern.compile("(?m)^[ \\t]*syslogmsgfmt[ \\t]+(?i:off|no|false|n|0)[ \\t]*$");

    private Set<String> vocabulary;

    @Override
    public String folder() {
        return "log";
    }

    @Override
    public List<Difference> run(GoldenVector vector) throws Exception {
        List<Difference> differences = new ArrayList<>();
        Map<String, List<String>> pending = new HashMap<>();
        EventFacts facts = new EventFacts(vector);
        GoldenVector.File haCf = vector.files().get("ha.cf");
        boolean plain = haCf != null && PLAIN.matcher(haCf.bytes()).find();
        for (Played played : PairPlayer.play(vector)) {
            String event = played.event().line();
            List<Difference> found = new ArrayList<>();
            played.refused().forEach(why -> found.add(new Difference(event, "", why)));
            for (String node : played.log().keySet()) {
                List<String> wanted = pending.computeIfAbsent(node, name -> new ArrayList<>());
                played.event().results(node + " log|").forEach(line -> wanted.add(plain ? stamped(node, line) : line));
                if (!event.startsWith("wait ")) {
                    compare(
                            new Lateness(vector),
                            event,
                            node,
                            wanted,
                            played.log().get(node),
                            found);
                    wanted.clear();
                }
            }
            Holds.compare(facts.reached(played.event()), played, found);
            differences.addAll(facts.with(played, found));
        }
        return differences;
    }

    private void compare(
            Lateness lateness, String event, String node, List<String> wanted, List<LogLine> got, List<Difference> into)
            throws IOException, URISyntaxException {
        Set<String> there = shapes(wanted);
        List<String> ours = got.stream().map(line -> written(node, line)).toList();
        Set<String> here = shapes(ours);
        for (String shape : there) {
            if (!here.contains(shape)) {
                into.add(new Difference(event, node + " log|" + shape, "", lateness.of(wanted, shape)));
            }
        }
        for (String shape : here) {
            if (!there.contains(shape) && vocabulary().contains(shape)) {
                into.add(new Difference(event, "", node + " log|" + shape, lateness.of(ours, shape)));
            }
        }
    }

    /** As the line stands in ha-log. */
    private static String written(String node, LogLine line) {
        if (!line.script().isEmpty()) {
            return "T  " + line.script() + "[P]:    " + line.text();
        }
        String priority =
                switch (line.level().name()) {
                    case "INFO" -> "info";
                    case "FATAL" -> "CRIT";
                    default -> line.level().name();
                };
        return "T " + node + ".example heartbeat: [P]: " + priority + ": " + line.text();
    }

    /** A line as syslogmsgfmt off has it, as it stands with on: how ours look is LogFilesTest's. */
    static String stamped(String node, String line) {
        return line.replaceFirst("^(heartbeat|ipfail)\\[P\\]: T (?=\\w+: )", "T " + node + ".example $1: [P]: ");
    }

    private static Set<String> shapes(List<String> lines) {
        Set<String> shapes = new java.util.LinkedHashSet<>();
        lines.forEach(line -> shapes.add(shape(line)));
        return shapes;
    }

    static String shape(String line) {
        // ipfail is a part of the daemon here, and writes as such.
        return line.replaceFirst("(?<=^T \\S{1,30} )ipfail: ", "heartbeat: ")
                .replaceAll("(?<!^T|:)//+", "/")
                .replaceAll("/\\S*/etc/ha\\.d", "/etc/ha.d")
                .replaceAll("interval \\d+ ms", "interval N ms")
                .replaceAll(
                        "\\d+ lost packet\\(s\\) for \\[(\\S+)\\] \\[\\d+:\\d+\\]", "N lost packet(s) for [$1] [N:N]")
                .replaceAll("\\[\\d+ seconds left\\]", "[N seconds left]")
                .replaceAll("started at \\d+ should have started at \\d+", "started at N should have started at N")
                .replaceAll(
                        "delayed \\d+ ms \\(> \\d+ ms\\)(.*?)\\(GSource: \\S+\\)", "delayed N ms (> N ms)$1(GSource)")
                .replaceAll("\\bpid \\d+", "pid P")
                .replaceFirst("already running \\[pid P\\.", "already running [pid P].") // so one recorder has it
                .replaceAll("process \\d+ exited", "process P exited")
                .replaceAll("process group \\d+", "process group P")
                .replaceAll("generation: \\S+", "generation: G")
                .replaceAll(
                        "heartbeat (version )?3\\.0\\.6|heartbeat (version )?\\d+\\.\\d+\\.\\d+$", "heartbeat VERSION")
                .replaceAll("version \\d+\\.\\d+\\.\\d+", "version VERSION");
    }

    /** Every shape of the project's own copies of these cases. */
    private synchronized Set<String> vocabulary() throws IOException, URISyntaxException {
        if (vocabulary == null) {
            Path folder =
                    Path.of(LogKind.class.getResource("/golden/heartbeat/log").toURI());
            Set<String> all = new HashSet<>();
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file : files.toList()) {
                    GoldenVector.read(file, "log").events().forEach(event -> event.results().stream()
                            .filter(result -> result.matches("ha\\d log\\|.*"))
                            .forEach(result -> all.add(shape(result.substring(result.indexOf('|') + 1)))));
                }
            }
            vocabulary = all;
        }
        return vocabulary;
    }
}
