package org.hadirector.director.run;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.hadirector.resource.agent.ScriptRun;
import org.hadirector.resource.agent.ScriptRunner;

/**
 * The recording script of the golden vectors on one machine: {@code start} makes a resource (name and arguments)
 * active, {@code stop} inactive, {@code status} prints which it is; settings as the vectors' README has them. What is
 * active outlives the daemon.
 */
final class VirtualScripts {
    private static final long RUN_NS = 20_000_000;

    private final VirtualTime time;
    private final String directory;
    private final Map<String, Map<String, String>> settings = new HashMap<>();
    private final Set<String> active = new TreeSet<>();
    private final Consumer<Call> calls;
    /** How many resources are just being started or stopped. */
    private int moving;

    /** One run of a script, at the time of its beginning. */
    record Call(long atNs, List<String> command, Map<String, String> environment) {}

    /** @param directory what stands for {@code /etc/} on this machine */
    VirtualScripts(VirtualTime time, String directory, Consumer<Call> calls) {
        this.time = time;
        this.directory = directory;
        this.calls = calls;
    }

    /** {@code start_rc=1; status_text='not running'}. */
    void set(String script, String text) {
        Map<String, String> wanted = settings.computeIfAbsent(script, name -> new HashMap<>());
        for (String part : text.split(";\\s*")) {
            String[] words = part.strip().split("=", 2);
            wanted.put(words[0], words[1].replaceAll("^'|'$", ""));
        }
    }

    /** As {@code holds} lists them. */
    Set<String> active() {
        return active;
    }

    /** Whether a resource is just being started or stopped. */
    boolean moving() {
        return moving > 0;
    }

    /** Runs scripts on the calling worker. */
    ScriptRunner runner() {
        return new ScriptRunner() {
            @Override
            public ScriptRun run(List<String> command, Map<String, String> environment, Duration timeout)
                    throws IOException {
                return VirtualScripts.this.run(command, environment, VirtualWorker.current()::pause);
            }

            @Override
            public void pause(Duration length) {
                VirtualWorker.current().pause(length.toNanos());
            }
        };
    }

    /** Runs scripts for a command, in no time. */
    ScriptRunner runnerByHand() {
        return new ScriptRunner() {
            @Override
            public ScriptRun run(List<String> command, Map<String, String> environment, Duration timeout) {
                return VirtualScripts.this.run(command, environment, length -> {});
            }

            @Override
            public void pause(Duration length) {
                // by hand nobody waits
            }
        };
    }

    private ScriptRun run(List<String> command, Map<String, String> environment, LongConsumer pause) {
        List<String> shown = new ArrayList<>(command);
        shown.set(0, command.get(0).replace(directory, "/etc/"));
        calls.accept(new Call(time.nowNs(), shown, environment));
        if (shown.get(0).contains("/rc.d/")) {
            pause.accept(RUN_NS);
            return new ScriptRun(0, "");
        }
        String script = shown.get(0).substring(shown.get(0).lastIndexOf('/') + 1);
        List<String> words = new ArrayList<>(shown.subList(1, shown.size() - 1));
        words.add(0, script);
        String resource = String.join(" ", words).replaceAll("[^A-Za-z0-9.,@-]", "_");
        String verb = shown.get(shown.size() - 1);
        Map<String, String> set = settings.getOrDefault(script, Map.of());
        long sleepNs = Math.round(1e9 * Double.parseDouble(set.getOrDefault(verb + "_sleep", "0")));
        moving += verb.equals("status") ? 0 : 1;
        try {
            pause.accept(RUN_NS + sleepNs);
        } finally {
            moving -= verb.equals("status") ? 0 : 1;
        }
        if (verb.equals("status")) {
            String natural = active.contains(resource) ? "running" : "stopped";
            String text = set.getOrDefault("status_text", natural);
            int status = Integer.parseInt(set.getOrDefault("status_rc", natural.equals("running") ? "0" : "3"));
            return new ScriptRun(status, text.equals("nothing") ? "" : text + "\n");
        }
        int status = Integer.parseInt(set.getOrDefault(verb + "_rc", "0"));
        if (status == 0 && verb.equals("start")) {
            active.add(resource);
        } else if (status == 0 && verb.equals("stop")) {
            active.remove(resource);
        }
        return new ScriptRun(status, "");
    }
}
