package org.hadirector.director.fence;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.hadirector.resource.agent.ScriptRun;

/**
 * A fence agent (FenceAgentAPI of the ClusterLabs project): options as {@code name=value} lines on standard input, what
 * to do as {@code action=reboot|off|monitor}; exit status 0 is success. {@code hostlist=A,B} is ours: the nodes it can
 * end, all when it is missing. Unless {@code port} or {@code plug} is given, the node's name is the port.
 */
final class FenceAgentDevice implements FenceDevice {
    private static final String HOSTS = "hostlist=";
    private static final Pattern BEFORE_TEXT = Pattern.compile("^([-\\d]{10} [:,\\d]+ )?ERROR:(root:)? ?");

    private final Path program;
    private final List<String> options;
    private final HostList hosts;
    private final boolean anyHost;
    private final Duration timeout;
    private final boolean switchOff;

    FenceAgentDevice(Path program, String parameters, Duration timeout, boolean switchOff) throws IOException {
        List<String> words = options(parameters);
        this.program = program;
        this.options = words.stream().filter(word -> !word.startsWith(HOSTS)).toList();
        this.anyHost = words.stream().noneMatch(word -> word.startsWith(HOSTS));
        this.hosts = new HostList(words.stream()
                .filter(word -> word.startsWith(HOSTS))
                .findFirst()
                .orElse(""));
        this.timeout = timeout;
        this.switchOff = switchOff;
    }

    /** @throws IOException saying what to write, when one is no option of a fence agent */
    static List<String> options(String parameters) throws IOException {
        List<String> words = Arrays.stream(parameters.strip().split("\\s+"))
                .filter(word -> !word.isEmpty())
                .toList();
        for (String word : words) {
            if (word.indexOf('=') < 1) {
                throw new IOException("write name=value, not " + word + ": options as in the agent's manual page");
            }
        }
        return words;
    }

    @Override
    public String description() {
        return program.getFileName().toString();
    }

    @Override
    public boolean canReset(String host) {
        return anyHost || hosts.contains(host);
    }

    @Override
    public Outcome fence(String host) throws IOException {
        boolean port = options.stream().anyMatch(word -> word.startsWith("port=") || word.startsWith("plug="));
        String target = "nodename=" + host + "\n" + (port ? "" : "port=" + host + "\n");
        ScriptRun run = run(switchOff ? "off" : "reboot", target);
        return run.status() == 0
                ? new Outcome(Verdict.DONE, description())
                : new Outcome(Verdict.FAILED, description() + ": " + ending(run));
    }

    @Override
    public String fault() throws IOException {
        ScriptRun run = run("monitor", "");
        return run.status() == 0 ? null : ending(run);
    }

    /** Agents say why, then whom to ask for help, each with the time or the logger's name before it. */
    private static String ending(ScriptRun run) {
        String told = run.output()
                .lines()
                .filter(line -> !line.contains("Please use '-h' for usage"))
                .map(line -> BEFORE_TEXT.matcher(line).replaceFirst(""))
                .collect(Collectors.joining("\n"));
        return new ScriptRun(run.status(), told).ending();
    }

    private ScriptRun run(String action, String target) throws IOException {
        String input = String.join("\n", options) + "\naction=" + action + "\n" + target;
        return ScriptRun.of(List.of(program.toString()), Map.of(), input, timeout);
    }
}
