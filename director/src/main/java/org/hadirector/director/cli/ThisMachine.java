package org.hadirector.director.cli;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.hadirector.director.cli.Directories.Places;
import org.hadirector.director.cli.linuxha.Machine;
import org.hadirector.director.config.Concluded;
import org.hadirector.director.config.Readers;
import org.hadirector.director.control.ControlClient;
import org.hadirector.director.control.ControlReply;
import org.hadirector.director.control.ControlRequest;
import org.hadirector.director.lab.DirectorProgram;
import org.hadirector.director.log.LogFiles;
import org.hadirector.director.log.LogLine;
import org.hadirector.director.run.Director;
import org.hadirector.director.run.HandAgents;
import org.hadirector.director.run.HeadStart;
import org.hadirector.heartbeat.config.HaCf;
import org.hadirector.heartbeat.config.SystemNodeFacts;
import org.hadirector.resource.ResourceAgent;
import org.hadirector.resource.ResourceException;
import org.hadirector.resource.ResourceLog;
import org.hadirector.resource.config.ResourceSpec;

/** The machine that this command runs on. */
final class ThisMachine implements Machine {
    private static final String STARTED_SAYS = "start.err";
    private static final long LOOK_AGAIN_NS = 10_000_000;
    private static final long START_S = 120;

    private final Places places;

    ThisMachine(Places places) {
        this.places = places;
    }

    @Override
    public String nodeName() {
        return new SystemNodeFacts().nodeName();
    }

    @Override
    public String currentHost() {
        return Objects.requireNonNullElse(System.getenv("HA_CURHOST"), nodeName());
    }

    @Override
    public String version() {
        return Director.VERSION;
    }

    @Override
    public Clock clock() {
        return Clock.systemDefaultZone();
    }

    @Override
    public Path configDirectory() {
        return places.config();
    }

    @Override
    public Concluded configuration() {
        return Readers.ofThisMachine(places.config()).conclude(places.config());
    }

    @Override
    public boolean readable(Path file) {
        return !Files.exists(file) || Files.isReadable(file);
    }

    /** The number in the pid file, when a director has it: a stale file must not make a stranger the daemon. */
    @Override
    public OptionalLong daemonPid() {
        String text;
        try {
            text = Files.readString(pidFile()).strip();
        } catch (IOException none) {
            return OptionalLong.empty();
        }
        if (!text.matches("[0-9]{1,10}")) {
            return OptionalLong.empty();
        }
        long pid = Long.parseLong(text);
        boolean ours = ProcessHandle.of(pid)
                .filter(ProcessHandle::isAlive)
                .flatMap(process -> process.info().commandLine())
                .filter(line -> line.contains("org.hadirector."))
                .isPresent();
        return ours ? OptionalLong.of(pid) : OptionalLong.empty();
    }

    private Path pidFile() {
        return places.run().resolve(Director.PID_FILE);
    }

    @Override
    public boolean daemonRanBefore() {
        return Files.exists(pidFile());
    }

    @Override
    public ControlReply ask(ControlRequest request) throws IOException {
        return ControlClient.call(places.run(), request);
    }

    @Override
    public void startDaemon(boolean reread) throws IOException {
        Files.createDirectories(places.run());
        Path said = places.run().resolve(STARTED_SAYS);
        List<String> command = DirectorProgram.current().background(places.config(), places.run(), places.state());
        if (reread) {
            command.add("--reread");
        }
        Process process = new ProcessBuilder(command)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(said.toFile())
                .start();
        long giveUpNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_S);
        while (!answers()) {
            if (!process.isAlive()) {
                throw new IOException("heartbeat did not start: "
                        + Files.readString(said)
                                .strip()
                                .lines()
                                .reduce((first, last) -> last)
                                .orElse("no reason"));
            }
            if (System.nanoTime() > giveUpNs) {
                throw new IOException("heartbeat does not answer after " + START_S + " s; see the logfile of ha.cf");
            }
            LockSupport.parkNanos(LOOK_AGAIN_NS);
        }
    }

    private boolean answers() {
        try {
            return ask(new ControlRequest("cl_status")).exit() == 0;
        } catch (IOException notYet) {
            return false;
        }
    }

    @Override
    public int runDaemon() throws Exception {
        HeadStart.begin();
        return DaemonCommand.run(places, false, false);
    }

    @Override
    public void stopDaemon() throws IOException {
        OptionalLong pid = daemonPid();
        if (pid.isEmpty()) {
            return;
        }
        ProcessHandle process = ProcessHandle.of(pid.getAsLong()).orElse(null);
        if (process == null) {
            return;
        }
        if (!process.destroy() && process.isAlive()) {
            throw new AccessDeniedException("pid " + pid.getAsLong());
        }
        process.onExit().join();
    }

    @Override
    public ResourceAgent agentByHand(ResourceSpec resource, Concluded configuration, ResourceLog log)
            throws ResourceException {
        return HandAgents.create(resource, configuration.context(), log);
    }

    @Override
    public void log(HaCf.Logging where, List<LogLine> lines) {
        DaemonCommand.log(where, false, lines);
        LogFiles.close();
    }
}
