package org.hadirector.director.fence;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.hadirector.resource.agent.ScriptRun;

/**
 * A fence agent (FenceAgentAPI of the ClusterLabs project): options as {@code name=value} lines on standard input, what
 * to do as {@code action=reboot|off|monitor}; exit status 0 is success. {@code hostlist=A,B} is ours: the nodes it can
 * end, all when it is missing. Unless {@code port} or {@code plug} is given, the node's name is the port.
 */
final class FenceAgentDevice implements FenceDevice {
    private static final String HOSTS = "hostlist=";

    private final Path program;
    private final List<String> options;
    private final HostList hosts;
    private final boolean anyHost;
    private final Duration timeout;
    private final boolean switchOff;

    FenceAgentDevice(Path program, String parameters, Duration timeout, boolean switchOff) throws IOException {
        List<String> words = Arrays.stream(parameters.strip().split("\\s+"))
                .filter(word -> !word.isEmpty())
                .toList();
        for (String word : words) {
            if (word.indexOf('=') < 1) {
                throw new IOException("Invalid Stonith configuration parameter [" + word + "]: write name=value");
            }
        }
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
                : new Outcome(Verdict.FAILED, description() + ": " + run.ending());
    }

    @Override
    public String fault() throws IOException {
        ScriptRun run = run("monitor", "");
        return run.status() == 0 ? null : run.ending();
    }

    private ScriptRun run(String action, String target) throws IOException {
        String input = String.join("\n", options) + "\naction=" + action + "\n" + target;
        return ScriptRun.of(List.of(program.toString()), Map.of(), input, timeout);
    }
}
