package org.hadirector.director.golden;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.hadirector.director.golden.GoldenVector.Event;
import org.hadirector.director.log.LogLine;
import org.hadirector.director.run.VirtualPair;
import org.hadirector.director.run.VirtualPair.Called;
import org.hadirector.resource.ResourceException;

/** Does to a {@link VirtualPair} what was done to the recorded pair, event by event. */
final class PairPlayer {
    /** A command takes that long on the recorder's machine. */
    private static final double COMMAND_S = 0.05;

    private static final int STOP_AT_MOST_S = 60;

    private static final Pattern EVENT_SCRIPT = Pattern.compile("^(ha\\d) rcd\\|\\S*/rc\\.d/(\\S+) ");

    private final GoldenVector vector;
    private final VirtualPair pair;
    private final PairEvents events;
    private final List<String> refused = new ArrayList<>();
    private final List<String> facts = new ArrayList<>();

    /** What both nodes did during one event, by short name; {@code facts}: {@link EventFacts}. */
    record Played(
            Event event,
            List<String> refused,
            List<String> facts,
            Map<String, List<Called>> calls,
            Map<String, List<Called>> scripts,
            Map<String, List<LogLine>> log,
            Map<String, List<String>> reboots,
            Map<String, String> holds) {}

    private PairPlayer(GoldenVector vector, VirtualPair pair) {
        this.vector = vector;
        this.pair = pair;
        this.events = new PairEvents(vector, pair);
    }

    /** Plays the whole case; what comes of an event that was not waited for belongs to the next that was. */
    static List<Played> play(GoldenVector vector) throws IOException, ResourceException {
        Path root = Files.createTempDirectory("golden-pair");
        try (VirtualPair pair = new VirtualPair(root)) {
            return new PairPlayer(vector, pair).play();
        } finally {
            try (Stream<Path> files = Files.walk(root)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    private List<Played> play() throws IOException, ResourceException {
        events.files();
        for (String node : pair.names()) {
            pair.file(node, "director.yaml", "on-stop-failure: reboot\n", "0644");
        }
        scripts();
        eventScripts();
        List<Played> played = new ArrayList<>();
        double since = pair.now();
        for (Event event : vector.events()) {
            double begun = pair.now();
            facts.add((pair.moving() ? "begun in a move|" : "begun at rest|") + event.line());
            events.act(event, (node, command) -> {
                command(node, command);
                pair.pass(COMMAND_S);
            });
            if (event.results().stream().anyMatch(result -> result.matches("ha\\d holds\\|.*"))) {
                if (!event.line().startsWith("wait ")) {
                    events.settle();
                }
                played.add(result(event, since, begun));
                // What is under way when the recorder looks in the middle of it is compared when it is done.
                since = event.line().startsWith("wait ") ? since : pair.now();
            }
        }
        return played;
    }

    /** @param begun when the event was, from which the recorder counted the seconds of all calls that it shows there */
    private Played result(Event event, double since, double begun) {
        Map<String, List<Called>> calls = new LinkedHashMap<>();
        Map<String, List<Called>> scripts = new LinkedHashMap<>();
        Map<String, List<LogLine>> log = new LinkedHashMap<>();
        Map<String, List<String>> reboots = new LinkedHashMap<>();
        Map<String, String> holds = new LinkedHashMap<>();
        for (String node : pair.names()) {
            calls.put(
                    node,
                    pair.calls(node, since).stream()
                            .map(call -> call.later(since - begun))
                            .toList());
            scripts.put(node, pair.events(node, since));
            log.put(node, pair.log(node, since));
            reboots.put(node, pair.reboots(node));
            holds.put(node, pair.holds(node));
        }
        List<String> refusals = List.copyOf(refused);
        refused.clear();
        List<String> known = List.copyOf(facts);
        facts.clear();
        return new Played(event, refusals, known, calls, scripts, log, reboots, holds);
    }

    /** Every script that haresources names exists, but for those that are called so. */
    private void scripts() throws IOException {
        GoldenVector.File haresources = vector.files().get("haresources");
        for (String word :
                haresources == null ? new String[0] : haresources.bytes().split("\\s+")) {
            String script = word.split("::")[0];
            for (String node : pair.names()) {
                if (script.matches("s_\\w+")) {
                    pair.script(node, script);
                } else if (vector.name().equals("resources/arguments")) {
                    pair.record(node, script.matches("[0-9./]+.*") ? "IPaddr" : script);
                    pair.file(node, "ldirectord.cf", "virtual=10.77.0.6:80\n\treal=10.77.0.20:80 gate\n", "0644");
                }
            }
        }
    }

    /** Scripts of rc.d beside heartbeat's own that the recorder had put there. */
    private void eventScripts() throws IOException {
        for (Event event : vector.events()) {
            for (String result : event.results()) {
                Matcher run = EVENT_SCRIPT.matcher(result);
                if (run.find()) {
                    pair.eventScript(run.group(1), run.group(2));
                }
            }
        }
    }

    /** The daemon's starts and ends are the pair's; whatever else there is, the real program does. */
    private void command(String node, String command) throws IOException, ResourceException {
        boolean runs = pair.shell(node).daemonPid().isPresent();
        switch (command) {
            case "heartbeat -k", "/etc/init.d/heartbeat stop" -> stop(node);
            case "/etc/init.d/heartbeat restart" -> {
                stop(node);
                pair.pass(events.restartPauseS());
                start(node, false);
            }
            case "heartbeat",
                    "heartbeat -r",
                    "/etc/init.d/heartbeat start",
                    "/etc/init.d/heartbeat reload",
                    "/etc/init.d/heartbeat force-reload" -> {
                if (runs) {
                    RecordedCommand.run(pair, node, command);
                } else {
                    start(node, command.endsWith("-r") || command.endsWith("reload"));
                }
            }
            default -> RecordedCommand.run(pair, node, command);
        }
    }

    /** The command looks once a second whether the daemon is gone. */
    private void stop(String node) {
        pair.stop(node);
        for (int i = 0; i < STOP_AT_MOST_S && pair.shell(node).daemonPid().isPresent(); i++) {
            pair.pass(1);
        }
    }

    private void start(String node, boolean reread) throws IOException, ResourceException {
        pair.start(node, reread).forEach(problem -> refused.add(node + " refused|" + problem));
    }
}
