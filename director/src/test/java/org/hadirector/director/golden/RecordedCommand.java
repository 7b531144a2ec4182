package org.hadirector.director.golden;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.hadirector.director.cli.linuxha.Call;
import org.hadirector.director.cli.linuxha.LinuxHa;
import org.hadirector.director.run.VirtualPair;
import org.hadirector.director.run.VirtualShell;

/**
 * A recorded command line, run by the real program on a {@link VirtualPair}.
 *
 * @param program its name, as {@link LinuxHa} knows it
 * @param timeout whether it was to be ended after a time, and therefore exits 124
 * @param out standard output, {@code err} standard error: each line with the words replaced that the recorder replaced
 */
record RecordedCommand(String program, int exit, boolean timeout, List<String> out, List<String> err) {
    /** Where the recorder's short names were. */
    private static final Map<String, String> PLACES =
            Map.of("heartbeat", "/usr/libexec/heartbeat/", "cl_status", "/usr/bin/");

    private static final Pattern WORD = Pattern.compile("(\"[^\"]*\"|[^ \"])+");

    /** @throws IllegalArgumentException for a program that there is not */
    static RecordedCommand run(VirtualPair pair, String node, String line) {
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
        return new RecordedCommand(program, exit, timeout, lines(out, shell), lines(err, shell));
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

    private static List<String> lines(ByteArrayOutputStream from, VirtualShell shell) {
        return from.toString(StandardCharsets.UTF_8)
                .lines()
                .map(line -> line.replace(shell.etc().toString(), "/etc")
                        .replaceFirst("^[A-Z][a-z]{2} \\d\\d \\d\\d:\\d\\d:\\d\\d ", "T ")
                        .replaceAll("\\[\\d+\\]:", "[P]:")
                        .replaceAll("\\bpid \\d+", "pid P"))
                .toList();
    }
}
