package org.hadirector.director.event;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.hadirector.director.config.RcScripts;
import org.hadirector.director.log.LogLine;
import org.hadirector.heartbeat.decide.CoreEvent;
import org.hadirector.resource.agent.ScriptRun;
import org.hadirector.resource.agent.ScriptRunner;

/**
 * Runs the scripts of {@code rc.d} as heartbeat's harc does, one after another on a thread of their own: whoever tells
 * of an event is never held up. A script that hangs is killed; while it hangs others wait, up to a limit, and what is
 * beyond is not run and said so.
 */
public final class EventScripts {
    /** heartbeat waits for ever. */
    static final Duration TIMEOUT = Duration.ofSeconds(60);

    /** Messages that may wait. */
    static final int MOST_WAITING = 256;

    private final ClusterMessages messages;
    private final World world;
    private Told told;
    private final AtomicInteger waiting = new AtomicInteger();
    private final Set<String> said = new HashSet<>();

    /**
     * What the scripts are told of the configuration.
     *
     * @param messages what the messages say of it
     * @param environment of all scripts
     */
    public record Told(ClusterMessages.Setup messages, Map<String, String> environment) {
        public Told {
            environment = Map.copyOf(environment);
        }
    }

    /**
     * What the scripts need of the world.
     *
     * @param scripts which of them are run
     * @param directory of the configuration, as the log names it
     * @param runner waits on {@code thread}
     * @param thread one after another
     * @param log any thread
     */
    public record World(
            RcScripts scripts, Path directory, ScriptRunner runner, Executor thread, Consumer<LogLine> log) {}

    public EventScripts(Told told, World world) {
        this.told = told;
        this.messages = new ClusterMessages(told.messages());
        this.world = world;
    }

    /** Other files; what waits for its script was told by the former ones. Where events are told. */
    public void reconfigure(Told next) {
        told = next;
        messages.reconfigure(next.messages());
    }

    /** Something happened. Never blocks; one thread. */
    public void tell(CoreEvent event) {
        for (ClusterMessage message : messages.of(event)) {
            if (waiting.incrementAndGet() > MOST_WAITING) {
                waiting.decrementAndGet();
                say(LogLine.script("harc", "ERROR: " + path(message) + " is not run: too many wait for it"));
                continue;
            }
            Told now = told;
            try {
                world.thread().execute(() -> {
                    waiting.decrementAndGet();
                    handle(message, now);
                });
            } catch (RejectedExecutionException ending) {
                waiting.decrementAndGet();
            }
        }
    }

    private void handle(ClusterMessage message, Told files) {
        switch (world.scripts().kind(message.type())) {
            case USER -> run(message, files);
            case MOVES_GROUPS -> once(
                    message,
                    "WARN: " + path(message) + " is not run: it moves resource groups, which the daemon does itself");
            case NOT_EXECUTABLE -> once(message, "ERROR: " + path(message) + ": not executable");
            case UNREADABLE -> once(message, "ERROR: " + path(message) + ": cannot be read");
            default -> {} // there is none
        }
    }

    private void once(ClusterMessage message, String text) {
        if (said.add(text)) {
            say(LogLine.script("harc", text));
        }
    }

    private void run(ClusterMessage message, Told files) {
        String path = path(message);
        Map<String, String> environment = new TreeMap<>(files.environment());
        environment.putAll(message.variables(files.messages().legacy()));
        say(LogLine.script("harc", "info: Running " + path + " " + message.type()));
        try {
            List<String> command = List.of(world.scripts().path(message.type()).toString(), message.type());
            ScriptRun run = world.runner().run(command, environment, TIMEOUT);
            run.output().lines().forEach(line -> say(LogLine.script(message.type(), line)));
            if (run.timedOut()) {
                say(LogLine.script("harc", "ERROR: " + path + " was killed after " + TIMEOUT.toSeconds() + " s"));
            } else if (run.status() != 0) {
                say(LogLine.script("harc", "ERROR: Return code " + run.status() + " from " + path));
            }
        } catch (IOException e) {
            say(LogLine.script("harc", "ERROR: " + path + ": cannot execute: " + e.getMessage()));
        }
    }

    /** With the slash that heartbeat has there. */
    private String path(ClusterMessage message) {
        return world.directory() + "//rc.d/" + message.type();
    }

    private void say(LogLine line) {
        world.log().accept(line);
    }
}
