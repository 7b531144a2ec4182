package org.hadirector.director.golden;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.hadirector.director.cli.linuxha.Call;
import org.hadirector.director.cli.linuxha.LinuxHa;
import org.hadirector.director.golden.GoldenVector.Event;
import org.hadirector.heartbeat.config.ClientChild;

/** The commands of a {@code config/} case, by the real programs; standard output, standard error, exit status. */
final class ConfigCommands {
    private final ConfigMachine machine;
    private boolean active;

    ConfigCommands(ConfigMachine machine) {
        this.machine = machine;
    }

    /** Runs {@code ha1 $ COMMAND}; the output of {@code heartbeat} itself is the log's and compared there. */
    int exit(String command) {
        return LinuxHa.run("heartbeat", new Call(command, List.of(), machine, nowhere(), nowhere()));
    }

    /** Whether the record of the start goes on until the node was active; else initdead may still have been running. */
    void activeForCertain(boolean certain) {
        active = certain;
    }

    void compare(Event event, List<Difference> into) {
        // when heartbeat became active between two commands is known by the first that it answered
        machine.starting(!active
                && event.results().stream()
                        .anyMatch(line -> line.endsWith("Can't initiate connection to heartbeat")
                                || line.equals("1|Heartbeat is stopped on this machine.")));
        String line = event.line().substring("ha1 $ ".length()).replaceFirst("^HA_CURHOST=\\S+ ", "");
        List<String> got = line.startsWith("ps ") ? processes(line) : run(line);
        List<String> want = event.results().stream()
                .filter(result -> !result.startsWith("ha1 ") && !result.equals("2=log"))
                .map(GoldenVector::bytes)
                .toList();
        List<String> missing = new ArrayList<>(want);
        got.forEach(missing::remove);
        List<String> extra = new ArrayList<>(got);
        want.forEach(extra::remove);
        missing.forEach(text -> into.add(new Difference(event.line(), text, "")));
        extra.forEach(text -> into.add(new Difference(event.line(), "", text)));
        if (missing.isEmpty() && extra.isEmpty() && !want.equals(got)) {
            into.add(new Difference(event.line(), String.join("\\n", want), String.join("\\n", got)));
        }
    }

    private List<String> run(String line) {
        List<String> words = List.of(line.split(" "));
        String program = words.get(0).substring(words.get(0).lastIndexOf('/') + 1);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Call call = new Call(program, words.subList(1, words.size()), machine, stream(out), stream(err));
        int exit = LinuxHa.run(program, call);
        List<String> lines = new ArrayList<>(lines("1|", out));
        lines.addAll(lines("2|", err));
        lines.add("= " + exit);
        return lines;
    }

    /** What {@code ps} would show of the programs that ha.cf starts: name in 8 columns, then the command. */
    private List<String> processes(String line) {
        List<String> lines = new ArrayList<>();
        for (ClientChild child :
                machine.configuration().context().haCf().services().children()) {
            boolean group = line.contains("user,group");
            String text = column(child.user()) + (group ? column("haclient") : "") + child.command();
            lines.add("1|" + text);
        }
        lines.add("= 0");
        return lines;
    }

    private static String column(String name) {
        return "%-8s ".formatted(name.length() > 8 ? name.substring(0, 7) + "+" : name);
    }

    private static PrintStream nowhere() {
        return new PrintStream(java.io.OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
    }

    private static PrintStream stream(ByteArrayOutputStream into) {
        return new PrintStream(into, true, StandardCharsets.UTF_8);
    }

    private static List<String> lines(String stream, ByteArrayOutputStream from) {
        return from.toString(StandardCharsets.UTF_8)
                .lines()
                .map(text -> stream
                        + text.replaceFirst("^[A-Z][a-z]{2} \\d\\d \\d\\d:\\d\\d:\\d\\d ", "T ")
                                .replaceAll("\\[\\d+\\]:", "[P]:")
                                .replaceAll("\\bpid \\d+", "pid P"))
                .toList();
    }
}
