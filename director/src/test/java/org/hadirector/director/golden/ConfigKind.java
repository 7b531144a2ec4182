package org.hadirector.director.golden;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.hadirector.director.config.Concluded;
import org.hadirector.director.config.ContextReader;
import org.hadirector.director.golden.GoldenVector.Event;
import org.hadirector.lvs.schedule.Schedulers;
import org.hadirector.resource.config.SystemNames;

/**
 * {@code config/}: the files go through the daemon's own readers on the recorder's machine ({@link GoldenNode}). What
 * is compared is in {@code COMPARED.md} beside the vectors.
 */
final class ConfigKind implements GoldenKind {
    private static final Set<String> SCRIPTS = Set.of(
            "rec",
            "bad",
            "websrv",
            "UPPER",
            "initonly",
            "IPaddr",
            "IPaddr2",
            "IPv6addr",
            "Filesystem",
            "MailTo",
            "ldirectord");

    @Override
    public String folder() {
        return "config";
    }

    @Override
    public List<Difference> run(GoldenVector vector) throws IOException {
        Path root = Files.createTempDirectory("golden-config");
        try {
            Path etc = Files.createDirectories(root.resolve("ha.d"));
            for (Map.Entry<String, GoldenVector.File> file : vector.files().entrySet()) {
                write(etc, file.getKey(), file.getValue());
            }
            GoldenNode node = new GoldenNode(vector.host());
            Concluded concluded = new ContextReader(
                            node,
                            new SystemNames(),
                            ConfigKind::known,
                            Schedulers::isKnown,
                            argument -> Optional.empty())
                    .conclude(etc);
            return compare(vector, new ConfigMachine(node, concluded, etc));
        } finally {
            try (Stream<Path> files = Files.walk(root)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    static boolean known(String script) {
        return SCRIPTS.contains(script) || script.startsWith("s_");
    }

    private static void write(Path etc, String name, GoldenVector.File file) throws IOException {
        Path path = etc.resolve(name);
        // a fence device may keep its parameters in a file of the case
        String text = file.bytes().replaceAll("(?m)^(\\s*stonith\\s+\\S+\\s+)/etc/ha\\.d/", "$1" + etc + "/");
        Files.write(path, text.getBytes(StandardCharsets.ISO_8859_1));
        int bits = Integer.parseInt(file.mode(), 8);
        Files.setAttribute(path, "unix:mode", bits);
    }

    private static List<Difference> compare(GoldenVector vector, ConfigMachine machine) {
        List<Difference> differences = new ArrayList<>();
        ConfigCommands commands = new ConfigCommands(machine);
        for (Event event : vector.events()) {
            if (event.line().equals("ha1 $ heartbeat")) {
                commands.activeForCertain(
                        event.results("ha1 log|").stream().anyMatch(l -> l.contains("Comm_now_up()")));
                String want = "= " + String.join(" ", event.results("= "));
                String got = "= " + commands.exit("heartbeat");
                boolean same = want.equals(got);
                if (!same) {
                    List<String> errors = StartLog.of(machine.configuration(), machine.configDirectory())
                            .errors();
                    List<String> said =
                            errors.stream().map(error -> "said|" + error).toList();
                    differences.add(new Difference(event.line(), want, got, said));
                }
                if (!died(event)) { // else its log ends anywhere
                    start(vector, event, machine, same, differences);
                }
                if (!same) {
                    return differences; // one runs, the other does not: what follows has nothing in common
                }
            } else if (event.line().startsWith("ha1 $ ")) {
                commands.compare(event, differences);
            } else if (event.line().startsWith("the field dt of a status message")) {
                deadtime(event, machine.configuration(), differences);
            } else {
                throw new IllegalArgumentException("not understood: " + event.line());
            }
        }
        return differences;
    }

    /** Killed by a signal: told as such, or as a shell tells it. */
    private static boolean died(Event event) {
        return event.results("= ").stream().anyMatch(exit -> exit.startsWith("-") || Integer.parseInt(exit) > 128);
    }

    private static void start(
            GoldenVector vector, Event event, ConfigMachine machine, boolean same, List<Difference> into) {
        Concluded concluded = machine.configuration();
        boolean bothRefuse = same && !concluded.usable();
        StartLog log = StartLog.of(event);
        StartLog all = StartLog.of(concluded, machine.configDirectory());
        StartLog ours = event.results("ha1 log|").isEmpty() ? all.withoutMedia() : all;
        ours.wrongBlame(vector).forEach(line -> into.add(new Difference(event.line(), "", "wrong line: " + line)));
        if (!same) {
            // why the one that refuses does so
            (concluded.usable() ? log : new StartLog(List.of()))
                    .errors()
                    .forEach(line -> into.add(new Difference(event.line(), line, "")));
            (concluded.usable() ? new StartLog(List.of()) : new StartLog(ours.missingFrom(log)))
                    .errors()
                    .forEach(line -> into.add(new Difference(event.line(), "", line)));
            return;
        }
        log.missingFrom(ours).forEach(line -> into.add(new Difference(event.line(), line, "")));
        StartLog extra = new StartLog(ours.missingFrom(log));
        (bothRefuse ? extra.withoutExplanations() : extra)
                .lines()
                .forEach(line -> into.add(new Difference(event.line(), "", line)));
        ResourceCalls.compare(event, concluded, into);
    }

    /** The deadtime on the wire, milliseconds in hexadecimal; two seconds more in the first moments. */
    private static void deadtime(Event event, Concluded concluded, List<Difference> into) {
        long ms = concluded.context().haCf().times().deadtimeNs() / 1_000_000;
        for (String shown : event.results("|dt=")) {
            long recorded = Long.parseLong(shown, 16);
            if (recorded != ms && recorded != ms + 2000) {
                into.add(new Difference(event.line(), "|dt=" + shown, "|dt=" + Long.toHexString(ms)));
            }
        }
    }
}
