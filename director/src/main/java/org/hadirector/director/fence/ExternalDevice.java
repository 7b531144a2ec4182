package org.hadirector.director.fence;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hadirector.resource.agent.ScriptRun;

/**
 * A plugin of cluster-glue's "external" kind (cluster-glue 1.0.12, {@code lib/plugins/stonith/external}): a program
 * called with {@code gethosts}, {@code reset HOST}, {@code off HOST}, {@code status}, {@code getconfignames} or
 * {@code getinfo-devid}; its parameters are environment variables; exit status 0 is success.
 */
final class ExternalDevice implements FenceDevice {
    private static final String HELPERS = "/usr/share/cluster-glue";

    private final String description;
    private final Path program;
    private final Map<String, String> environment;
    private final Duration timeout;
    private final boolean switchOff;

    private ExternalDevice(
            String description, Path program, Map<String, String> environment, Duration timeout, boolean switchOff) {
        this.description = description;
        this.program = program;
        this.environment = environment;
        this.timeout = timeout;
        this.switchOff = switchOff;
    }

    static ExternalDevice open(String type, Path program, String parameters, Duration timeout, boolean switchOff)
            throws IOException {
        Map<String, String> environment = settings(type, program, parameters, timeout);
        ScriptRun id = ScriptRun.of(List.of(program.toString(), "getinfo-devid"), environment, "", timeout);
        String named = id.output().lines().findFirst().orElse("").strip();
        String description = id.status() == 0 && !named.isEmpty() ? named : type;
        return new ExternalDevice(description, program, environment, timeout, switchOff);
    }

    /**
     * The plugin's environment with its parameters.
     *
     * @throws IOException when the plugin does not tell their names, or does not take them
     */
    static Map<String, String> settings(String type, Path program, String parameters, Duration timeout)
            throws IOException {
        Map<String, String> environment = environment(program);
        ScriptRun names = ScriptRun.of(List.of(program.toString(), "getconfignames"), environment, "", timeout);
        if (names.status() != 0) {
            throw new IOException(type + ": getconfignames failed: " + names.ending());
        }
        environment.putAll(assign(words(names.output()), parameters));
        return environment;
    }

    private static Map<String, String> environment(Path program) {
        String path = System.getenv().getOrDefault("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
        return new HashMap<>(Map.of("PATH", path + ":" + HELPERS + ":" + program.getParent()));
    }

    /**
     * Parameters to names: {@code name=value} words when all of them are such, else by position, where the last name
     * takes the rest of the line (as cluster-glue reads the lines of heartbeat's ha.cf).
     */
    static Map<String, String> assign(List<String> names, String parameters) throws IOException {
        Map<String, String> values = new HashMap<>();
        List<String> given = words(parameters);
        boolean named = !given.isEmpty()
                && given.stream().allMatch(word -> word.contains("=") && names.contains(word.split("=", 2)[0]));
        if (named) {
            given.forEach(word -> values.put(word.split("=", 2)[0], word.split("=", 2)[1]));
            return values;
        }
        String[] parts = parameters.strip().split("\\s+", Math.max(1, names.size()));
        boolean enough = names.isEmpty() ? parameters.isBlank() : parts.length == names.size() && !parts[0].isEmpty();
        if (!enough) {
            throw new IOException("the device wants " + (names.isEmpty() ? "no parameters" : String.join(" ", names)));
        }
        for (int i = 0; i < names.size(); i++) {
            values.put(names.get(i), parts[i]);
        }
        return values;
    }

    private static List<String> words(String text) {
        List<String> words = new ArrayList<>(Arrays.asList(text.strip().split("\\s+")));
        words.removeIf(String::isEmpty);
        return words;
    }

    private ScriptRun run(String... words) throws IOException {
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(List.of(words));
        return ScriptRun.of(command, environment, "", timeout);
    }

    @Override
    public String description() {
        return description;
    }

    @Override
    public boolean canReset(String host) throws IOException {
        ScriptRun hosts = run("gethosts");
        if (hosts.status() != 0) {
            throw new IOException("gethosts: " + hosts.ending());
        }
        return words(hosts.output()).stream().anyMatch(host::equalsIgnoreCase);
    }

    @Override
    public Outcome fence(String host) throws IOException {
        ScriptRun run = run(switchOff ? "off" : "reset", host);
        return run.status() == 0
                ? new Outcome(Verdict.DONE, description)
                : new Outcome(Verdict.FAILED, description + ": " + run.ending());
    }

    @Override
    public String fault() throws IOException {
        ScriptRun run = run("status");
        return run.status() == 0 ? null : run.ending();
    }
}
