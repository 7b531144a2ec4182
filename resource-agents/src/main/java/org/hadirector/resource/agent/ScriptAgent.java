package org.hadirector.resource.agent;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.hadirector.resource.ResourceAgent;
import org.hadirector.resource.ResourceException;
import org.hadirector.resource.ResourceLog;

/**
 * A script of {@code resource.d} or {@code init.d}: arguments first, verb last (heartbeat's R1 style, LSB). Rules are
 * ResourceManager's: status is told from the words it prints, a failing stop is tried again.
 */
public final class ScriptAgent implements ResourceAgent {
    private static final Pattern ACTIVE = Pattern.compile("OK|[Rr]unning");
    /** Anything may stand between: "not yet running", "NOT listening, nothing running". */
    private static final Pattern INACTIVE = Pattern.compile("[Ss]topped|[Nn][Oo][Tt]\\s(?s:.*)[Rr]unning");

    private final AgentName name;
    private final Path script;
    private final List<String> args;
    private volatile Settings settings;
    private final ResourceLog log;

    /**
     * How scripts are run.
     *
     * @param environment added to the daemon's own, such as {@code HA_CURHOST}
     * @param timeout of one run
     * @param stopRetries further attempts of a failing stop
     * @param retryPause between them
     * @param runner what runs them
     */
    public record Settings(
            Map<String, String> environment,
            Duration timeout,
            int stopRetries,
            Duration retryPause,
            ScriptRunner runner) {
        public Settings {
            environment = Map.copyOf(environment);
        }

        /** With processes of this machine. */
        public Settings(Map<String, String> environment, Duration timeout, int stopRetries, Duration retryPause) {
            this(environment, timeout, stopRetries, retryPause, ScriptRunner.processes());
        }

        /** As heartbeat: 10 further stops, 1 s apart. A run may take 10 minutes, where heartbeat waits for ever. */
        public static Settings withEnvironment(Map<String, String> environment) {
            return new Settings(environment, Duration.ofMinutes(10), 10, Duration.ofSeconds(1));
        }
    }

    public ScriptAgent(AgentName name, Path script, List<String> args, Settings settings, ResourceLog log) {
        this.name = name;
        this.script = script;
        this.args = List.copyOf(args);
        this.settings = settings;
        this.log = log;
    }

    /** How the script is run from its next run on. */
    public void reconfigure(Settings next) {
        settings = next;
    }

    @Override
    public String name() {
        return name.name();
    }

    @Override
    public String command() {
        return name.command();
    }

    @Override
    public void start() throws ResourceException {
        ScriptRun run = run("start");
        if (run.status() != 0) {
            log.error(failure(run));
            throw new ResourceException(failure(run) + said(run));
        }
    }

    @Override
    public void stop() throws ResourceException {
        ScriptRun run = run("stop");
        for (int i = 0; i < settings.stopRetries() && run.status() != 0; i++) {
            log.error(failure(run));
            settings.runner().pause(settings.retryPause());
            log.info("Retrying failed stop operation [" + name.name() + "]");
            log.info("Running " + name.command() + " stop");
            run = run("stop");
        }
        if (run.status() == 0) {
            return;
        }
        log.error(failure(run));
        if (monitor() == ResourceStatus.STOPPED) {
            log.error("Resource script for " + name.name() + " probably not LSB-compliant.");
            log.warn("it (" + name.name() + ") MUST succeed on a stop when already stopped");
            log.warn("Machine reboot narrowly avoided!");
            return;
        }
        log.crit("Resource STOP failure. Reboot required!");
        throw new ResourceException(failure(run) + said(run));
    }

    /** FAILED when the script cannot be run, or does not end. */
    @Override
    public ResourceStatus monitor() {
        try {
            ScriptRun run = run("status");
            if (run.timedOut()) {
                return ResourceStatus.FAILED;
            }
            boolean active = ACTIVE.matcher(run.output()).find()
                    && !INACTIVE.matcher(run.output()).find();
            return active ? ResourceStatus.RUNNING : ResourceStatus.STOPPED;
        } catch (ResourceException e) {
            log.error(e.getMessage());
            return ResourceStatus.FAILED;
        }
    }

    private ScriptRun run(String verb) throws ResourceException {
        List<String> command = new ArrayList<>();
        command.add(script.toString());
        command.addAll(args);
        command.add(verb);
        try {
            return settings.runner().run(command, settings.environment(), settings.timeout());
        } catch (IOException e) {
            throw new ResourceException("cannot run " + String.join(" ", command), e);
        }
    }

    private String failure(ScriptRun run) {
        return run.timedOut()
                ? script + " was killed after " + settings.timeout().toMillis() + " ms"
                : "Return code " + run.status() + " from " + script;
    }

    private static String said(ScriptRun run) {
        return run.lastLine().isEmpty() ? "" : ": " + run.lastLine();
    }
}
