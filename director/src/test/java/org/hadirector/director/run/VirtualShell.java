package org.hadirector.director.run;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.hadirector.director.cli.linuxha.Machine;
import org.hadirector.director.config.Concluded;
import org.hadirector.director.control.ControlClient;
import org.hadirector.director.control.ControlReply;
import org.hadirector.director.control.ControlRequest;
import org.hadirector.director.log.LogLine;
import org.hadirector.heartbeat.config.HaCf;
import org.hadirector.resource.ResourceAgent;
import org.hadirector.resource.ResourceException;
import org.hadirector.resource.ResourceLog;
import org.hadirector.resource.agent.AgentName;
import org.hadirector.resource.agent.ScriptAgent;
import org.hadirector.resource.config.ResourceSpec;

/** A virtual machine as the commands on it see it; waiting lets virtual time pass. */
public final class VirtualShell implements Machine {
    private static final double STEP_S = 0.01;

    private static final long PID = 4711;
    private static final double AT_MOST_S = 100;

    private final VirtualPair pair;
    private final String shortName;
    private final VirtualMachine machine;
    private boolean ordinaryUser;
    private double foregroundS;
    private String currentHost = "";

    VirtualShell(VirtualPair pair, String shortName, VirtualMachine machine) {
        this.pair = pair;
        this.shortName = shortName;
        this.machine = machine;
    }

    /** The commands are run by somebody who is not root. */
    public VirtualShell asOrdinaryUser() {
        ordinaryUser = true;
        return this;
    }

    /** A daemon in the foreground is ended after so many seconds. */
    public VirtualShell endingAfter(double seconds) {
        foregroundS = seconds;
        return this;
    }

    /** With {@code HA_CURHOST} in the environment. */
    public VirtualShell withCurrentHost(String node) {
        currentHost = node;
        return this;
    }

    /** The directory that stands for {@code /etc}. */
    public Path etc() {
        return machine.etc;
    }

    @Override
    public String nodeName() {
        return machine.name;
    }

    @Override
    public String currentHost() {
        return currentHost.isEmpty() ? nodeName() : currentHost;
    }

    @Override
    public String version() {
        return Director.VERSION;
    }

    @Override
    public Clock clock() {
        return Clock.fixed(Instant.ofEpochSecond(1_700_000_000), ZoneOffset.UTC);
    }

    @Override
    public Path configDirectory() {
        return machine.etc.resolve("ha.d");
    }

    @Override
    public Concluded configuration() {
        return VirtualRoom.reader(machine, configDirectory()).conclude(configDirectory());
    }

    @Override
    public boolean readable(Path file) {
        return !ordinaryUser;
    }

    @Override
    public OptionalLong daemonPid() {
        return machine.daemon == null ? OptionalLong.empty() : OptionalLong.of(PID);
    }

    @Override
    public boolean daemonRanBefore() {
        return machine.pidFile;
    }

    @Override
    public ControlReply ask(ControlRequest request) throws IOException {
        if (machine.daemon == null) {
            throw new IOException("no daemon answers at /run/" + ControlClient.SOCKET_NAME);
        }
        boolean waits = Set.of("takeover", "standby", "note").contains(request.verb())
                && !request.args().contains("nowait");
        return waits ? outcome(request) : machine.daemon.answer(request);
    }

    /** Who waits for an outcome waits on a thread of its own, while time passes here. */
    private ControlReply outcome(ControlRequest request) throws IOException {
        FutureTask<ControlReply> asked = new FutureTask<>(() -> machine.daemon.answer(request));
        Thread asker = new Thread(asked, "asks " + request.verb());
        asker.setDaemon(true);
        asker.start();
        while (!asked.isDone()) {
            if (asker.getState() == Thread.State.TIMED_WAITING) {
                pair.pass(STEP_S);
            } else {
                Thread.onSpinWait();
            }
        }
        try {
            return asked.get();
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    @Override
    public void startDaemon(boolean reread) throws IOException {
        try {
            List<String> problems = pair.start(shortName, reread);
            if (!problems.isEmpty()) {
                throw new IOException(problems.get(0));
            }
        } catch (ResourceException e) {
            throw new IOException(e.getMessage(), e);
        }
        pair.pass(1);
    }

    @Override
    public int runDaemon() throws IOException {
        startDaemon(false);
        pair.pass(foregroundS);
        stopDaemon();
        return 0;
    }

    @Override
    public void stopDaemon() {
        pair.stop(shortName);
        for (double waited = 0; machine.daemon != null && waited < AT_MOST_S; waited += 0.1) {
            pair.pass(0.1);
        }
    }

    @Override
    public ResourceAgent agentByHand(ResourceSpec spec, Concluded configuration, ResourceLog log)
            throws ResourceException {
        if (spec.isAddress()) {
            return new VirtualAddress(machine, spec);
        }
        Path script = VirtualRoom.scripts(machine, configDirectory())
                .locate(spec.script())
                .orElseThrow(() -> new ResourceException("Cannot locate resource script " + spec.script()));
        ScriptAgent.Settings settings = new ScriptAgent.Settings(
                Map.of(), Duration.ofMinutes(1), 10, Duration.ofSeconds(1), machine.scripts.runnerByHand());
        return new ScriptAgent(AgentName.of(spec, script.toString()), script, spec.args(), settings, log);
    }

    @Override
    public void log(HaCf.Logging where, List<LogLine> lines) {
        lines.forEach(line -> machine.log.add(new VirtualMachine.Line(machine.time.nowNs(), line)));
    }
}
